import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { prepareDocument } from '../../activities/prepare.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { parseXml } from '../../codecs/xml.ts';
import { writeAudit } from '../../store/audit.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { askClient } from '../helpers/ask-client.ts';

const MAIL = {
  name: 'Acme Mail',
  address: 'ann@acme.example',
  username: 'ann',
  imapHost: 'imap.acme.example',
  smtpHost: 'smtp.acme.example',
};

interface Ordered extends ApiWorld {
  readonly id: string;
  /** Goes as far as the worker does before anything is on the wire. */
  readonly make: () => Promise<void>;
}

/** An order of mail; the password is an answer of the user unless it is given. */
async function createOrdered(t: Pick<ExecutionContext, 'teardown'>, parameters: Json = {}): Promise<Ordered> {
  const world = await createApiWorld(t);
  const device = await world.call('POST', '/v1/devices', {
    body: { msisdn: '+358401234567', imsi: '244051234567890' },
  });
  const order = await world.call('POST', '/v1/orders', {
    headers: { 'idempotency-key': randomUUID() },
    body: { device: { id: device.body.id }, definition: { name: 'mail' }, parameters: { ...MAIL, ...parameters } },
  });
  if (order.status !== 202) throw new Error(order.text);
  const { id } = order.body;
  const key = { orderId: id, run: 1, attempt: 1 };
  const { journal, tenants } = world.stores;
  const make = async () => {
    const stored = await journal.load(key);
    const made = prepareDocument(stored, id, {
      rights: await tenants.rights(stored.tenantId),
      publicUrl: 'https://links.example',
    });
    if (made.type !== 'document') throw new Error(made.reason);
    await journal.openAttempt(key, 'smpp', { document: made.document, sends: [] });
  };
  return { ...world, id, make };
}

async function answer({ stores, call, id }: Ordered, password: string): Promise<void> {
  await askClient(stores, id);
  const { status, text } = await call('POST', `/v1/orders/${id}/answer`, {
    body: { decision: 'accept', answers: { password } },
  });
  if (status !== 202) throw new Error(text);
}

test.serial('The document of an order shows what the phone gets, without its secrets', async (t) => {
  const world = await createOrdered(t, { password: 'CANARY-given' });
  await world.make();
  const { status, body, text } = await world.call('GET', `/v1/orders/${world.id}/document`);
  t.is(status, 200, text);
  t.is(body.security, 'NETWPIN');
  t.is(body.runs.length, 1);
  const [run] = body.runs;
  t.is(run.run, 1);
  t.true(run.pushOctets > run.wbxmlOctets && run.parts > 1);
  const [, imap] = parseXml(run.document).characteristics;
  t.is(imap?.children[0]?.parms[0]?.value, 'imap.acme.example');
  t.is(imap?.children[1]?.parms.find(({ name }) => name === 'AAUTHSECRET')?.value, '***');
  t.false(text.includes('CANARY'));
});

test.serial('What the user answered is hidden as well', async (t) => {
  const world = await createOrdered(t);
  await answer(world, 'CANARY-answered');
  await world.make();
  const { body, text } = await world.call('GET', `/v1/orders/${world.id}/document`);
  t.is(body.runs.length, 1);
  t.false(text.includes('CANARY'));
});

test.serial('A secret is hidden wherever it stands, also as a part of another value', async (t) => {
  const world = await createOrdered(t, { password: 'ann' });
  await world.make();
  const { body } = await world.call('GET', `/v1/orders/${world.id}/document`);
  const [, imap] = parseXml(body.runs[0].document).characteristics;
  t.deepEqual(
    imap?.children[1]?.parms.map(({ value }) => value),
    ['***', '***'],
  );
});

test.serial('An order of which nothing was made yet has no documents, and nothing to reveal', async (t) => {
  const world = await createOrdered(t, { password: 'secret-1' });
  t.deepEqual((await world.call('GET', `/v1/orders/${world.id}/document`)).body.runs, []);
  const revealed = await world.call('POST', `/v1/orders/${world.id}/document/reveal`);
  t.is(`${revealed.status} ${revealed.body.code}`, '409 order_state_unfit');
  t.deepEqual(await world.database.rows("select 1 from audit_entries where operation = 'reveal'"), []);
});

test.serial(
  'Revealing shows all in clear, is not to be kept, and leaves an entry that holds nothing of it',
  async (t) => {
    const world = await createOrdered(t, { password: 'CANARY-given' });
    await world.make();
    const { status, body, headers } = await world.call('POST', `/v1/orders/${world.id}/document/reveal`);
    t.is(status, 200);
    t.is(headers.get('cache-control'), 'no-store');
    t.true(body.document.includes('CANARY-given'));
    t.deepEqual(parseXml(body.document), decodeWbxml(Buffer.from(body.wbxml, 'hex')));
    const entries = await world.database.rows<Json>(
      "select tenant_id, object, operation, object_id, detail from audit_entries where operation = 'reveal'",
    );
    t.deepEqual(entries, [
      { tenant_id: world.tenantId, object: 'documents', operation: 'reveal', object_id: world.id, detail: { run: 1 } },
    ]);
  },
);

test.serial('A document that cannot be put into the audit trail is not revealed', async (t) => {
  const world = await createOrdered(t, { password: 'CANARY-given' });
  await world.make();
  await world.database.transaction(async (sql) => {
    // Every entry waits for the one before it, and this one is not done within the time of a statement.
    const actor = { tenantId: world.tenantId, clientId: null, correlator: '' };
    await writeAudit(sql, actor, { object: 'clients', operation: 'read', objectId: randomUUID(), detail: {} });
    const { status, text } = await world.call('POST', `/v1/orders/${world.id}/document/reveal`);
    t.is(status, 503, text);
    t.false(text.includes('CANARY'));
  });
});

test.serial('The document of another tenant’s order does not exist', async (t) => {
  const world = await createOrdered(t, { password: 'secret-1' });
  await world.make();
  const other = await world.addKey({ tenant: 'other' });
  for (const [method, path] of [
    ['GET', 'document'],
    ['POST', 'document/reveal'],
  ] as const) {
    const { status, body } = await world.call(method, `/v1/orders/${world.id}/${path}`, { key: other });
    t.is(`${status} ${body.code}`, '404 order_not_found');
  }
});

test('an erased order says so, and shows and runs nothing any more', async (t) => {
  const world = await createOrdered(t, { password: 'correct horse' });
  await world.make();
  const { id, stores, call } = world;
  await stores.settlement.settle({ orderId: id, run: 1 }, { state: 'failed', reason: 'in_doubt', evidence: 'none' });
  t.is((await call('GET', `/v1/orders/${id}/document`)).body.runs.length, 1);
  t.is(await stores.erasure.eraseOrders(0, 10), 1);

  const order = await call('GET', `/v1/orders/${id}`);
  t.is(order.status, 200);
  t.regex(order.body.erasedAt, /^\d{4}-\d\d-\d\dT/);
  const documents = await call('GET', `/v1/orders/${id}/document`);
  t.is(documents.status, 200);
  t.like(documents.body, { erasedAt: order.body.erasedAt, runs: [] });
  for (const path of ['document/reveal', 'rerun']) {
    const refused = await call('POST', `/v1/orders/${id}/${path}`);
    t.like(refused, { status: 409, body: { code: 'order_erased' } });
  }
});

test.serial(
  'The file for a smart card is the WBXML as the phone gets it, and leaves an entry in the audit trail',
  async (t) => {
    const world = await createOrdered(t, { password: 'CANARY-given' });
    const path = `${world.url}/v1/orders/${world.id}/smart-card-file`;
    const ask = (key: string) => fetch(path, { method: 'POST', headers: { authorization: `Bearer ${key}` } });
    const early = await ask(world.key);
    t.deepEqual([early.status, ((await early.json()) as Json).code], [409, 'order_state_unfit']);
    await world.make();
    const file = await ask(world.key);
    t.deepEqual(
      [file.status, file.headers.get('content-type'), file.headers.get('cache-control')],
      [200, 'application/vnd.wap.connectivity-wbxml', 'no-store'],
    );
    const octets = Buffer.from(await file.arrayBuffer());
    const { body } = await world.call('POST', `/v1/orders/${world.id}/document/reveal`);
    t.is(octets.toString('hex'), body.wbxml);
    t.regex(body.wbxml, /^030b6a/, 'readers of cards look for this at the beginning of the file');
    const entries = await world.database.rows<Json>(
      "select detail from audit_entries where object = 'documents' order by number",
    );
    t.deepEqual(
      entries.map(({ detail }) => detail),
      [{ run: 1, form: 'smart_card' }, { run: 1 }],
    );
    const auditor = await world.addKey({ roles: ['auditor'] });
    t.is((await ask(auditor)).status, 403);
    t.is((await ask(await world.addKey({ tenant: 'other' }))).status, 404);
  },
);

test.serial('An order that goes into a context has no file for a smart card', async (t) => {
  const world = await createOrdered(t);
  await world.database.rows("update orders set kind = 'provisioning' where id = :id", { id: world.id });
  const { status, body } = await world.call('POST', `/v1/orders/${world.id}/smart-card-file`);
  t.deepEqual([status, body.code], [409, 'order_state_unfit']);
});
