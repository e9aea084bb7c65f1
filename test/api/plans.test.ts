import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { prepareDocument } from '../../activities/prepare.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { parseXml } from '../../codecs/xml.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiAnswer, type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

interface Planner extends ApiWorld {
  readonly deviceId: string;
  readonly plan: (body: Json, key?: string) => Promise<ApiAnswer>;
  readonly order: (body: Json, key?: string) => Promise<ApiAnswer>;
}

const NUMBERS = { msisdn: '+358401234567', imsi: '244051234567890' };
const MAIL = {
  name: 'Acme Mail',
  address: 'ann@acme.example',
  username: 'ann',
  password: 'CANARY-password',
  imapHost: 'imap.acme.example',
  smtpHost: 'smtp.acme.example',
};

async function createPlanner(t: Pick<ExecutionContext, 'teardown'>, device: Json = {}): Promise<Planner> {
  const world = await createApiWorld(t);
  const made = await world.call('POST', '/v1/devices', { body: { ...NUMBERS, ...device } });
  if (made.status !== 201) throw new Error(made.text);
  const withDevice = (body: Json) => ({ device: { id: made.body.id }, parameters: {}, ...body });
  return {
    ...world,
    deviceId: made.body.id,
    plan: (body, key) => world.call('POST', '/v1/plans', { body: withDevice(body), ...(key !== undefined && { key }) }),
    order: (body, key) =>
      world.call('POST', '/v1/orders', {
        body: withDevice(body),
        headers: { 'idempotency-key': randomUUID() },
        ...(key !== undefined && { key }),
      }),
  };
}

const coded = ({ body }: ApiAnswer): string[] =>
  body.findings.map(({ severity, code, path }: Json) => `${severity} ${code} ${path}`);

test('A plan says everything an order would do', async (t) => {
  const world = await createPlanner(t);
  const { status, body, text } = await world.plan({ definition: { name: 'mail' }, parameters: MAIL });
  t.is(status, 200, text);
  t.true(body.allowed, text);
  t.deepEqual(body.findings, []);
  t.deepEqual(body.definition, { name: 'mail', version: '1.0.0' });
  t.deepEqual(body.device, { id: world.deviceId, model: null, imagined: false });
  t.deepEqual(body.bearers, ['smpp']);
  t.deepEqual(body.security, { method: 'NETWPIN', why: 'NETWPIN is, by the IMSI of the device' });
  t.is(body.confirmation.mode, 'client');
  t.deepEqual(body.confirmation.questions, []);
  t.regex(body.confirmation.text.en, /Mail settings/);
  t.is(body.price.class, 'mail-setup');
  t.deepEqual(body.price.charges, [
    { kind: 'order.accepted', least: 1, most: 1 },
    { kind: 'sms.part', least: body.size.parts.least, most: 3 * body.size.parts.most },
    { kind: 'document.submitted', least: 1, most: 1 },
    { kind: 'document.delivered', least: 1, most: 1 },
    { kind: 'order.completed', least: 1, most: 1 },
  ]);
  t.deepEqual(body.policy, {
    startsAt: null,
    attempts: 3,
    answerWithin: 'PT24H',
    validity: 'PT72H',
    evidence: 'delivered',
    evidenceWithin: 'PT48H',
  });
  const hours = (Date.parse(body.expiresAt) - Date.now()) / 3_600_000;
  t.true(hours > 95.9 && hours <= 96, String(hours));
  const [bootstrap, imap] = parseXml(body.document).characteristics;
  t.is(bootstrap?.parms[0]?.value, 'Acme Mail');
  t.is(imap?.children[1]?.parms.find(({ name }) => name === 'AAUTHSECRET')?.value, '***');
  t.false(text.includes('CANARY'));
});

test('A plan stores nothing, starts nothing and uses nothing up', async (t) => {
  const world = await createPlanner(t);
  const left = (await world.plan({ definition: { name: 'mail' }, parameters: MAIL })).body.ordersLeftToday;
  t.is((await world.plan({ definition: { name: 'mail' }, parameters: MAIL })).body.ordersLeftToday, left);
  t.deepEqual(world.started, []);
  t.deepEqual(await world.database.rows('select id from orders'), []);
  t.deepEqual(await world.database.rows('select key from idempotency_keys'), []);
  t.deepEqual(await world.database.rows('select order_id from charge_records'), []);
  await world.order({ definition: { name: 'mail' }, parameters: MAIL });
  t.is((await world.plan({ definition: { name: 'mail' }, parameters: MAIL })).body.ordersLeftToday, left - 1);
});

test('A plan tells of everything that is wrong at once, with its place', async (t) => {
  const world = await createPlanner(t, { imsi: null, applications: ['w2'] });
  const { smtpHost: _, ...partial } = MAIL;
  const answer = await world.plan({
    definition: { name: 'mail' },
    parameters: { ...partial, name: 7 },
    notBefore: '2090-01-01T00:00:00Z',
  });
  t.is(answer.status, 200, answer.text);
  t.false(answer.body.allowed);
  t.deepEqual(coded(answer).toSorted(), [
    'error device_unfit /device',
    'error parameters_invalid /parameters/name',
    'error parameters_invalid /parameters/smtpHost',
    'error parameters_invalid /parameters/smtpHost',
    'error request_invalid /notBefore',
    'error security_unavailable /pin',
  ]);
  t.is(answer.body.document, null);
  t.is(answer.body.size, null);
});

test('A plan for an unknown device or definition says so and is answered with 200', async (t) => {
  const world = await createPlanner(t);
  const answer = await world.plan({ device: { id: randomUUID() }, definition: { name: 'no-such' } });
  t.is(answer.status, 200, answer.text);
  t.deepEqual(coded(answer), ['error definition_not_found /definition', 'error device_not_found /device/id']);
});

test('Who may plan but not order is told so', async (t) => {
  const world = await createPlanner(t);
  const provider = await world.addKey({ roles: ['provider'] });
  const answer = await world.plan({ definition: { name: 'mail' }, parameters: MAIL }, provider);
  t.is(answer.status, 200, answer.text);
  t.deepEqual(coded(answer), ['error permission_missing ']);
  t.false(answer.body.allowed);
});

test('A plan says where in the document and in the template forbidden content stands', async (t) => {
  const world = await createApiWorld(t);
  const key = await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] });
  const { body: device } = await world.call('POST', '/v1/devices', { key, body: NUMBERS });
  const body = { device: { id: device.id }, definition: { name: 'mail' }, parameters: { ...MAIL, name: 'Small' } };
  const answer = await world.call('POST', '/v1/plans', { key, body });
  t.false(answer.body.allowed);
  t.deepEqual(
    answer.body.findings.map(({ code, path, template }: Json) => [code, path, template]),
    [
      ['content_forbidden', 'APPLICATION[1]/APPADDR[1]/ADDR', '/document/1/children/0/parms/ADDR'],
      ['content_forbidden', 'APPLICATION[2]/APPADDR[1]/ADDR', '/document/2/children/0/parms/ADDR'],
    ],
  );
  t.truthy(answer.body.document);
  t.truthy(answer.body.size);
});

test('A plan says what is known to go wrong on the model of the device', async (t) => {
  const world = await createPlanner(t, { model: 'Nokia N95' });
  const answer = await world.plan({ definition: { name: 'mail' }, parameters: MAIL });
  t.true(answer.body.allowed);
  t.deepEqual(coded(answer), ['warning device_deviation security']);
  t.regex(answer.body.findings[0].text, /^Nokia Series 60: Newer models drop/);
});

test('Where the user has yet to answer, sizes are a range and the answer is hidden', async (t) => {
  const world = await createPlanner(t);
  const { password: _, ...given } = MAIL;
  const { body } = await world.plan({ definition: { name: 'mail' }, parameters: given });
  t.true(body.allowed, JSON.stringify(body.findings));
  t.deepEqual(
    body.confirmation.questions.map(({ parameter, secret }: Json) => [parameter, secret]),
    [['password', true]],
  );
  // The password is there twice, of 1 to 64 characters.
  t.is(body.size.wbxmlOctets.most - body.size.wbxmlOctets.least, 2 * 63);
  t.is(body.size.pushOctets.most - body.size.pushOctets.least, 2 * 63);
  t.true(body.size.parts.most > body.size.parts.least);
  t.false(body.document.includes('xxx'));
});

const word = fc.stringMatching(/^[a-z]{1,20}$/);
const host = word.map((name) => `${name}.acme.example`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const defined = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const request = fc.oneof(
  fc.record({
    definition: fc.constant({ name: 'mail' }),
    parameters: fc
      .record({
        name: word,
        address: word.map((name) => `${name}@acme.example`),
        username: word,
        password: maybe(word),
        imapHost: host,
        imapPort: maybe(fc.integer({ min: 1, max: 70_000 })),
        smtpHost: maybe(host),
      })
      .map(defined),
    pin: maybe(fc.stringMatching(/^[0-9]{4,8}$/)),
  }),
  fc.record({
    definition: fc.constant({ name: 'mms' }),
    parameters: fc
      .record({
        name: word,
        apn: word,
        mmsc: host.map((name) => `http://${name}/`),
        proxyAddress: maybe(host),
        username: maybe(word),
      })
      .map(defined),
    pin: maybe(fc.stringMatching(/^[0-9]{4,8}$/)),
  }),
);
const phone = fc.record({
  imsi: fc.constantFrom('244051234567890', null),
  applications: fc.constantFrom(null, ['w2', 'w4', '25', '143'], ['w2']),
  maxParts: fc.integer({ min: 2, max: 4 }),
});

test('An order right after its plan is what the plan said', async (t) => {
  const world = await createApiWorld(t);
  let accepted = 0;
  let number = 1;
  await fc.assert(
    fc.asyncProperty(request, phone, async (wanted, { imsi, ...capabilities }) => {
      number += 1;
      const identity = { msisdn: `+35840${1_000_000 + number}`, imsi: imsi && `2440512345${10_000 + number}` };
      const device = await world.call('POST', '/v1/devices', { body: { ...identity, ...capabilities } });
      const body = { device: { id: device.body.id }, ...defined(wanted) };
      const plan = (await world.call('POST', '/v1/plans', { body })).body;
      const order = await world.call('POST', '/v1/orders', { body, headers: { 'idempotency-key': randomUUID() } });

      t.is(plan.allowed, order.status === 202, JSON.stringify([plan.findings, order.body]));
      if (order.status !== 202) {
        t.true(
          plan.findings.some(({ code }: Json) => code === order.body.code),
          order.body.code,
        );
        return;
      }
      accepted += 1;
      t.is(plan.security.method, order.body.security);
      t.true(Math.abs(Date.parse(plan.expiresAt) - Date.parse(order.body.expiresAt)) < 60_000);
      const key = { orderId: order.body.id, run: 1, attempt: 1 };
      await world.stores.journal.ask(key, 60_000);
      const asked = (await world.call('GET', `/v1/orders/${order.body.id}`)).body;
      t.deepEqual(asked.questions, plan.confirmation.questions);
      t.deepEqual(asked.confirmation, plan.confirmation.text);
      if (asked.questions.length > 0) return;

      const stored = await world.stores.journal.load(key);
      const made = prepareDocument(stored, key.orderId, await world.stores.tenants.rights(stored.tenantId));
      if (made.type !== 'document') return t.fail(made.reason);
      const { body: wbxml } = decodePush(made.document.push);
      t.deepEqual(plan.size, {
        wbxmlOctets: { least: wbxml.length, most: wbxml.length },
        pushOctets: { least: made.document.push.length, most: made.document.push.length },
        parts: { least: made.document.partCount, most: made.document.partCount },
      });
      const shown = parseXml(plan.document);
      const sent = decodeWbxml(wbxml);
      t.is(JSON.stringify(shown).replaceAll('"***"', '_').length > 0, true);
      t.deepEqual(shape(shown), shape(sent));
    }),
    { numRuns: 60 },
  );
  t.true(accepted > 5, `only ${accepted} orders were accepted`);
});

/** Types and names of a document, without values. */
const shape = (document: unknown): string => JSON.stringify(document, (key, value) => (key === 'value' ? '' : value));

test('No secret is anywhere in a plan', async (t) => {
  const world = await createPlanner(t);
  const secret = fc.stringMatching(/^[A-Za-z0-9<&"']{6,20}$/).map((text) => `S3cret${text}`);
  await fc.assert(
    fc.asyncProperty(secret, secret, async (clientSecret, serverSecret) => {
      const { text, status } = await world.plan({
        definition: { name: 'device-management' },
        parameters: {
          name: 'Acme',
          serverId: 'acme',
          serverUrl: 'https://dm.acme.example/',
          clientName: 'ann',
          clientSecret,
          serverSecret,
        },
        pin: '73519264',
      });
      t.is(status, 200);
      for (const hidden of ['S3cret', '73519264']) t.false(text.includes(hidden));
    }),
    { numRuns: 20 },
  );
});
