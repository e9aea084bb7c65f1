import { randomUUID } from 'node:crypto';
import test from 'ava';
import { prepareDocument } from '../../activities/prepare.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { parseXml } from '../../codecs/xml.ts';
import type { CpDocument } from '../../domain/document.ts';
import { ALL_ENTITLEMENTS, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';
import { askClient } from '../helpers/ask-client.ts';
import { withinOneDay } from '../helpers/database.ts';
import { definitionNamed } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';

/** Without what is undefined. */
const defined = (values: object): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const word = fc.stringMatching(/^[a-z]{1,20}$/);
const host = fc
  .tuple(word, fc.constantFrom('small.example', 'small.example', 'evil.example'))
  .map((of) => of.join('.'));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const pin = maybe(fc.stringMatching(/^[0-9]{4,8}$/));

const request = fc.oneof(
  fc.record({
    definition: fc.constant({ name: 'mail' }),
    parameters: fc
      .record({
        name: word,
        address: word.map((name) => `${name}@small.example`),
        username: word,
        password: maybe(word),
        imapHost: host,
        imapPort: maybe(fc.integer({ min: 1, max: 70_000 })),
        smtpHost: fc.option(host, { nil: undefined, freq: 10 }),
      })
      .map(defined),
    pin,
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
    pin,
  }),
  fc.record({
    definition: fc.constantFrom(
      { name: 'no-such' },
      { name: 'mail', version: '9.9.9' },
      { name: 'drafted', version: '1.0.0' },
    ),
    parameters: fc.constant({}),
    pin,
  }),
);
const phone = fc.record({
  imsi: fc.constantFrom('24405', undefined),
  applications: fc.constantFrom(undefined, ['w2', 'w4', '25', '143'], ['w2']),
  maxParts: fc.integer({ min: 2, max: 4 }),
});
const tenant = fc.constantFrom('acme', 'small');

interface Sent {
  readonly wbxml: Uint8Array;
  readonly push: Uint8Array;
  readonly parts: number;
}

/** Goes as far with an order as the worker does before anything is on the wire; answers what is asked. */
async function make({ stores, call }: ApiWorld, { id, key }: { id: string; key: string }): Promise<Sent> {
  const run = { orderId: id, run: 1, attempt: 1 };
  await askClient(stores, id);
  const { questions } = (await call('GET', `/v1/orders/${id}`, { key })).body;
  if (questions.length > 0) {
    const answers = Object.fromEntries(questions.map(({ parameter }: Json) => [parameter, 'correct-horse']));
    const { status, text } = await call('POST', `/v1/orders/${id}/answer`, {
      key,
      body: { decision: 'accept', answers },
    });
    if (status !== 202) throw new Error(text);
  }
  const stored = await stores.journal.load(run);
  const made = prepareDocument(stored, id, {
    rights: await stores.tenants.rights(stored.tenantId),
    publicUrl: 'https://links.example',
  });
  if (made.type !== 'document') throw new Error(made.reason);
  const { push, partCount } = made.document;
  return { wbxml: decodePush(push).body, push, parts: partCount };
}

/** As the plan shows it: hidden where the plan hides, and nowhere else. */
function hiddenAs(sent: CpDocument, shown: CpDocument): CpDocument {
  const merge = (one: CpDocument['characteristics'], other: CpDocument['characteristics']): typeof one =>
    one.map(({ type, parms, children }, index) => ({
      type,
      parms: parms.map((parm, at) => (other[index]?.parms[at]?.value === '***' ? { ...parm, value: '***' } : parm)),
      children: merge(children, other[index]?.children ?? []),
    }));
  return { ...sent, characteristics: merge(sent.characteristics, shown.characteristics) };
}

const namesHidden = ({ characteristics }: CpDocument): string[] =>
  characteristics.flatMap(({ parms, children }) => [
    ...parms.flatMap(({ name, value }) => (value === '***' ? [name] : [])),
    ...namesHidden({ version: '1.1', characteristics: children }),
  ]);

const isWithin = (size: number, { least, most }: Json): boolean => least <= size && size <= most;

test('An order right after its plan is what the plan said: the same refusal, or the same document', async (t) => {
  const world = await createApiWorld(t);
  const keys = {
    acme: world.key,
    small: await world.addKey({ tenant: 'small', entitlements: NO_ENTITLEMENTS, domains: ['small.example'] }),
  };
  const actor = { tenantId: world.tenantId, clientId: null, correlator: '' };
  await world.stores.definitions.register(actor, { ...definitionNamed('mail'), name: 'drafted' });
  const outcomes = new Map<string, number>();
  let number = 1;
  await fc.assert(
    fc.asyncProperty(request, phone, tenant, async (wanted, { imsi, ...capabilities }, who) => {
      const key = keys[who];
      number += 1;
      const identity = { msisdn: `+35840${1_000_000 + number}`, imsi: imsi && `${imsi}12345${10_000 + number}` };
      const device = await world.call('POST', '/v1/devices', { key, body: defined({ ...identity, ...capabilities }) });
      const body = { device: { id: device.body.id }, ...defined(wanted) };
      const plan = (await world.call('POST', '/v1/plans', { key, body })).body;
      const order = await world.call('POST', '/v1/orders', { key, body, headers: { 'idempotency-key': randomUUID() } });
      const outcome = order.status === 202 ? 'accepted' : order.body.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

      t.is(plan.allowed, order.status === 202, JSON.stringify([plan.findings, order.body]));
      if (order.status !== 202) {
        t.is(plan.findings[0].code, order.body.code);
        const told = plan.findings.filter(({ code }: Json) => code === order.body.code).map(({ path }: Json) => path);
        for (const { field } of order.body.errors ?? []) t.true(told.includes(field), `${field} of ${told.join()}`);
        return;
      }
      t.is(plan.security.method, order.body.security);
      t.true(Math.abs(Date.parse(plan.expiresAt) - Date.parse(order.body.expiresAt)) < 60_000);
      const sent = await make(world, { id: order.body.id, key });
      t.true(isWithin(sent.wbxml.length, plan.size.wbxmlOctets));
      t.true(isWithin(sent.push.length, plan.size.pushOctets));
      t.true(isWithin(sent.parts, plan.size.parts));
      const isAsked = plan.confirmation.questions.length > 0;
      t.is(plan.size.wbxmlOctets.least < plan.size.wbxmlOctets.most, isAsked);
      const shown = parseXml(plan.document);
      t.deepEqual(shown, hiddenAs(decodeWbxml(sent.wbxml), shown));
      t.true(namesHidden(shown).every((name) => name === 'AAUTHSECRET' || name === 'AUTHSECRET'));
      t.true(isAsked || wanted.definition.name !== 'mail' || namesHidden(shown).length > 0);
    }),
    { numRuns: 80 },
  );
  for (const outcome of ['accepted', 'content_forbidden', 'parameters_invalid', 'definition_not_found']) {
    t.true((outcomes.get(outcome) ?? 0) > 0, `${outcome} is not among ${[...outcomes.keys()].join()}`);
  }
});

test('An order too many is told of by its plan, with the code of its refusal', async (t) => {
  await withinOneDay();
  const world = await createApiWorld(t);
  const entitlements = { ...ALL_ENTITLEMENTS, ordersPerDeviceAndDay: 1 };
  const key = await world.addKey({ tenant: 'small', entitlements });
  const device = await world.call('POST', '/v1/devices', {
    key,
    body: { msisdn: '+358401234567', imsi: '244051234567890' },
  });
  const body = {
    device: { id: device.body.id },
    definition: { name: 'internet-access' },
    parameters: { name: 'Small', apn: 'internet.small.example' },
  };
  const plan = async () => (await world.call('POST', '/v1/plans', { key, body })).body;
  const order = () => world.call('POST', '/v1/orders', { key, body, headers: { 'idempotency-key': randomUUID() } });
  const before = await plan();
  t.deepEqual([before.allowed, before.ordersLeftToday], [true, 1]);
  t.is((await order()).status, 202);
  const after = await plan();
  t.deepEqual([after.allowed, after.ordersLeftToday], [false, 0]);
  t.is(after.findings[0].code, (await order()).body.code);
});

test('No secret is anywhere in a plan', async (t) => {
  const world = await createApiWorld(t);
  const device = await world.call('POST', '/v1/devices', {
    body: { msisdn: '+358401234567', imsi: '244051234567890' },
  });
  const secret = fc.stringMatching(/^[A-Za-z0-9<&"']{6,20}$/).map((text) => `S3cret${text}`);
  await fc.assert(
    fc.asyncProperty(secret, secret, async (clientSecret, serverSecret) => {
      const parameters = {
        name: 'Acme',
        serverId: 'acme',
        serverUrl: 'https://dm.acme.example/',
        clientName: 'ann',
        clientSecret,
        serverSecret,
      };
      const { text, status } = await world.call('POST', '/v1/plans', {
        body: {
          device: { id: device.body.id },
          definition: { name: 'device-management' },
          parameters,
          pin: '73519264',
        },
      });
      t.is(status, 200);
      for (const hidden of ['S3cret', '73519264']) t.false(text.includes(hidden));
    }),
    { numRuns: 20 },
  );
});
