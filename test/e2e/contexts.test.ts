import { randomUUID } from 'node:crypto';
import test from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { createPpg, type Ppg } from '../../simulator/ppg.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;
type Phone = Awaited<ReturnType<Stack['phone']>>;

const ACCESS_POINT = { name: 'Acme', apn: 'internet.acme.example' };

/** Of an access point that is the same in every order. */
const FIXED = {
  type: 'NAPDEF',
  parms: {
    NAPID: 'FIXED-NAP',
    NAME: 'Fixed',
    BEARER: 'GSM-GPRS',
    'NAP-ADDRESS': 'fixed.acme.example',
    'NAP-ADDRTYPE': 'APN',
    INTERNET: true,
  },
} as const;

const teardowns: (() => unknown)[] = [];
const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
let stack: Stack;
let ppg: Ppg;
test.before(async () => {
  const port = await findFreePort();
  stack = await startStack(end, { env: { HTTP_PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` } });
  ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200 });
  end.teardown(() => ppg.stop());
  await stack.worker.stop();
  await stack.startWorker('bin/worker.ts', {
    PULL_URL: 'pull:?link=client&fetches=2',
    PAP_URL: `pap://wsi:pw@127.0.0.1:${ppg.papPort}/wappush?responseTimeout=1500&reconnectMin=30000`,
  });
  const base = onePartDefinition();
  const { delivery, parameters, document } = base;
  const own = {
    ...parameters,
    required: [...(parameters.required ?? []), 'tps'],
    properties: {
      ...parameters.properties,
      tps: { type: 'string', maxLength: 60, examples: ['http://tps.acme.example/'] },
    },
  };
  for (const body of [
    {
      ...base,
      name: 'first-contact',
      kind: 'bootstrap',
      parameters: own,
      document: [{ type: 'BOOTSTRAP', parms: { NAME: 'Acme', PROVURL: { from: 'tps' } } }, ...document],
    },
    {
      ...base,
      name: 'ours',
      kind: 'bootstrap',
      document: [{ type: 'BOOTSTRAP', parms: { NAME: 'Acme', PROVURL: { from: 'context.url' } } }, ...document],
    },
    {
      ...base,
      name: 'waiting',
      kind: 'provisioning',
      delivery: { ...delivery, bearers: ['pull'], security: ['none'] },
    },
    {
      ...base,
      name: 'two-points',
      kind: 'provisioning',
      document: [...document, FIXED],
      delivery: { ...delivery, bearers: ['pap'], security: ['none'] },
    },
    { ...base, name: 'later', kind: 'provisioning', delivery: { ...delivery, bearers: ['pap'], security: ['none'] } },
    {
      ...base,
      name: 'later-anyhow',
      kind: 'provisioning',
      delivery: { ...delivery, bearers: ['smpp', 'pap'], security: ['none', 'NETWPIN'] },
    },
  ]) {
    await stack.register({ ...body, version: '1.0.0' });
  }
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

const control = async (method: string, path: string, body?: Json): Promise<void> => {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  await (await fetch(`http://127.0.0.1:${ppg.controlPort}${path}`, init)).text();
};

async function poll<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 60_000; ; ) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('It did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A phone in which a bootstrap has opened a context. */
async function bootstrapped(tps: string, settings: Json = {}): Promise<Phone & { contextId: string }> {
  const phone = await stack.phone(settings);
  const order = {
    device: { id: phone.deviceId },
    definition: { name: 'first-contact' },
    parameters: { ...ACCESS_POINT, tps },
  };
  await stack.until((await stack.order(order)).id, 'completed');
  const { body } = await stack.call('GET', `/v1/devices/${phone.deviceId}/contexts`);
  const [context] = body['items'] as Json[];
  if (context?.['name'] !== tps) throw new Error(JSON.stringify(body));
  return { ...phone, contextId: String(context['id']) };
}

const later = ({ deviceId, contextId }: { deviceId: string; contextId: string }, apn: string, name = 'later') => ({
  device: { id: deviceId },
  definition: { name },
  context: { id: contextId },
  parameters: { ...ACCESS_POINT, apn },
});
const bearersOf = (body: Json) => (body['attempts'] as { bearer: string }[]).map(({ bearer }) => bearer);

test.serial('the owner of a context provisions into it without a PIN or a signature', async (t) => {
  const open = await bootstrapped('http://tps.acme.example/two');
  const before = (await stack.submits(open.msisdn)).length;
  const order = await stack.order(later(open, 'later.acme.example'));
  t.like(order, { security: 'none', fallback: null, kind: 'provisioning' });
  t.deepEqual(order['context'], { id: open.contextId, name: 'http://tps.acme.example/two' });
  const done = await stack.until(order.id, 'completed');
  t.deepEqual(bearersOf(done), ['pap']);
  const { documents, prompts, refusals } = await stack.handset(open.msisdn);
  t.deepEqual(refusals, []);
  t.is(prompts.length, 1, 'its user is asked by the bootstrap only');
  t.like(documents.at(-1), { security: 'none', into: 'http://tps.acme.example/two' });
  t.regex(String(documents.at(-1)?.['xml']), /later\.acme\.example/);
  t.is((await stack.submits(open.msisdn)).length, before, 'no short message');

  const { body: context } = await stack.call('GET', `/v1/contexts/${open.contextId}`);
  t.like(context['documents'], {
    0: { orderId: order.id, kind: 'provisioning', evidence: 'delivered', settings: ['NAPDEF'] },
    1: { kind: 'bootstrap', definition: { name: 'first-contact' }, settings: ['BOOTSTRAP', 'NAPDEF'] },
    length: 2,
  });
});

test.serial('a phone drops what comes into a context that it does not have, whatever we believe', async (t) => {
  const phone = await bootstrapped('http://tps.acme.example/unsaved', { user: { decision: 'ignore' } });
  const { id } = await stack.order(later(phone, 'dropped.acme.example'));
  await stack.until(id, 'completed');
  const { documents, refusals } = await stack.handset(phone.msisdn);
  t.deepEqual(documents, []);
  t.like(refusals, { 0: { reason: 'context_unknown' }, length: 1 });
});

test.serial('a second bootstrap of a context is refused before the phone would refuse it', async (t) => {
  const { deviceId } = await bootstrapped('http://tps.acme.example/again');
  const parameters = { ...ACCESS_POINT, tps: 'http://tps.acme.example/again' };
  const order = { device: { id: deviceId }, definition: { name: 'first-contact' }, parameters };
  const { status, body } = await stack.call('POST', '/v1/orders', order, { 'idempotency-key': 'again' });
  t.deepEqual([status, body['code']], [409, 'context_already_open']);
});

test.serial('where the gateway refuses, the document goes signed by short message', async (t) => {
  const phone = await bootstrapped('http://tps.acme.example/three');
  await control('PUT', '/script', { match: { destination: phone.msisdn }, response: { code: 2002 } });
  const order = await stack.order(later(phone, 'signed.acme.example', 'later-anyhow'));
  t.like(order, { security: 'none', fallback: 'NETWPIN' });
  const done = await stack.until(order.id, 'completed');
  t.deepEqual(bearersOf(done), ['pap', 'smpp']);
  const { documents } = await stack.handset(phone.msisdn);
  t.like(documents.at(-1), { security: 'NETWPIN' });
  t.regex(String(documents.at(-1)?.['xml']), /signed\.acme\.example/);
  await control('DELETE', '/script');
});

test.serial(
  'whoever is lent a context provisions into it until that is taken back, also of what was accepted before',
  async (t) => {
    const phone = await bootstrapped('http://tps.acme.example/lent');
    const other = await stack.addTenant('other');
    const by = { authorization: `Bearer ${other.key}` };
    const call = (method: string, path: string, body?: Json) =>
      stack.call(method, path, body, { ...by, ...(path === '/v1/orders' && { 'idempotency-key': randomUUID() }) });
    const { body: device } = await call('POST', '/v1/devices', { msisdn: phone.msisdn, imsi: phone.imsi });
    const { delivery, ...base } = onePartDefinition();
    const definition = { ...base, version: '1.0.0', kind: 'provisioning' };
    await call('POST', '/v1/definitions', {
      ...definition,
      name: 'theirs',
      delivery: { ...delivery, bearers: ['pap'], security: ['none'] },
    });
    await call('POST', '/v1/definitions/theirs/1.0.0/activate');
    const order = (fields: Json = {}) =>
      call('POST', '/v1/orders', {
        ...later({ ...phone, deviceId: String(device['id']) }, 'theirs.acme.example', 'theirs'),
        ...fields,
      });
    const until = (id: unknown, state: string) =>
      poll(async () => {
        const { body } = await call('GET', `/v1/orders/${String(id)}`);
        return body['state'] === state ? body : undefined;
      });

    t.is((await order()).body['code'], 'context_not_found', 'it may not know of it');
    const grant = await stack.call('POST', `/v1/contexts/${phone.contextId}/grants`, {
      tenant: other.tenantId,
      operations: ['add', 'replace'],
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await until((await order()).body['id'], 'completed');
    t.like((await stack.handset(phone.msisdn)).documents.at(-1), { into: 'http://tps.acme.example/lent' });

    const { body: waiting } = await order({ notBefore: new Date(Date.now() + 8_000).toISOString() });
    await stack.call('DELETE', `/v1/contexts/${phone.contextId}/grants/${String(grant.body['id'])}`);
    t.is((await until(waiting['id'], 'failed'))['reason'], 'context_lost');
    t.deepEqual((await order()).body['code'], 'context_not_found');
  },
);

test.serial('a phone comes to the provisioning URL of its context for what waits there', async (t) => {
  const phone = await stack.phone();
  const opening = { device: { id: phone.deviceId }, definition: { name: 'ours' }, parameters: ACCESS_POINT };
  const { body: plan } = await stack.call('POST', '/v1/plans', opening);
  t.true(plan['allowed'], JSON.stringify(plan['findings']));
  await stack.until((await stack.order(opening)).id, 'completed');
  const { body } = await stack.call('GET', `/v1/devices/${phone.deviceId}/contexts`);
  const [context] = body['items'] as Json[];
  const url = String(context?.['name']);
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+\/tps\/[\w-]{22}$/);
  const come = async (): Promise<unknown> =>
    (await fetch(`${stack.handsetUrl}/handsets/${encodeURIComponent(phone.msisdn)}/come`, { method: 'POST' })).json();

  t.deepEqual(await come(), [{ provUrl: url, status: 204 }], 'nothing waits');
  const contextId = String(context?.['id']);
  const { id } = await stack.order(later({ ...phone, contextId }, 'fetched.acme.example', 'waiting'));
  await stack.until(id, 'awaiting_acknowledgement');
  t.deepEqual(await come(), [{ provUrl: url, status: 200 }]);
  const done = await stack.until(id, 'completed');
  t.deepEqual([bearersOf(done), done['evidence']], [['pull'], 'delivered']);
  const { documents, refusals } = await stack.handset(phone.msisdn);
  t.like(documents.at(-1), { into: url, security: 'none' });
  t.regex(String(documents.at(-1)?.['xml']), /fetched\.acme\.example/);
  t.deepEqual(refusals, []);
  t.deepEqual(await come(), [{ provUrl: url, status: 200 }], 'a transfer may have broken off');
  t.deepEqual(await come(), [{ provUrl: url, status: 204 }]);
  t.is((await stack.handset(phone.msisdn)).documents.length, documents.length);

  const [known, unknown] = await Promise.all([fetch(`${url}x`), fetch(url.replace(/[^/]+$/, 'x'))]);
  t.deepEqual([known.status, unknown.status], [404, 404]);
  t.is(await known.text(), await unknown.text());
  const orphan = await stack.order(later({ ...phone, contextId }, 'gone.acme.example', 'waiting'));
  await stack.until(orphan.id, 'awaiting_acknowledgement');
  await stack.call('DELETE', `/v1/contexts/${contextId}`);
  t.is((await fetch(url)).status, 404, 'the context is closed');
});

test.serial(
  'of a document no more goes into a context than the phone has not, as long as it is certain what it has',
  async (t) => {
    const phone = await bootstrapped('http://tps.acme.example/difference');
    const wanted = (apn: string) => ({ ...later(phone, apn, 'two-points'), content: 'difference' });
    const plan = async (apn: string) => (await stack.call('POST', '/v1/plans', wanted(apn))).body;
    const settings = async (): Promise<string> => String((await stack.handset(phone.msisdn)).documents.at(-1)?.['xml']);

    t.deepEqual((await plan('one.acme.example'))['content'], { form: 'difference', why: null });
    await stack.until((await stack.order(wanted('one.acme.example'))).id, 'completed');
    t.regex(await settings(), /FIXED-NAP/);
    t.deepEqual((await plan('one.acme.example'))['content'], { form: 'whole', why: 'same' });

    const { content, document } = await plan('two.acme.example');
    t.deepEqual(content, { form: 'difference', why: null });
    t.notRegex(String(document), /FIXED-NAP/);
    const order = await stack.order(wanted('two.acme.example'));
    t.is(order['content'], 'difference');
    await stack.until(order.id, 'completed');
    t.regex(await settings(), /two\.acme\.example/);
    t.notRegex(await settings(), /FIXED-NAP/, 'the phone has that');

    await stack.database.rows("update orders set evidence = 'submitted' where id = :id", { id: order.id });
    t.deepEqual((await plan('three.acme.example'))['content'], { form: 'whole', why: 'unknown' });
    await stack.database.rows("update orders set evidence = 'delivered' where id = :id", { id: order.id });
  },
);

test.serial('nothing that happened here is against the invariants', async (t) => {
  t.deepEqual(await stack.violations(), []);
});
