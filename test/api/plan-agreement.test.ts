import { randomUUID } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { prepareDocument } from '../../activities/prepare.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { decodePush } from '../../codecs/wsp-push.ts';
import { parseXml } from '../../codecs/xml.ts';
import { createApiWorld, type Json } from '../helpers/api-world.ts';

/** Without what is undefined. */
const defined = (values: object): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const word = fc.stringMatching(/^[a-z]{1,20}$/);
const host = word.map((name) => `${name}.acme.example`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

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
  imsi: fc.constantFrom('24405', undefined),
  applications: fc.constantFrom(undefined, ['w2', 'w4', '25', '143'], ['w2']),
  maxParts: fc.integer({ min: 2, max: 4 }),
});

test('An order right after its plan is what the plan said', async (t) => {
  const world = await createApiWorld(t);
  let accepted = 0;
  let number = 1;
  await fc.assert(
    fc.asyncProperty(request, phone, async (wanted, { imsi, ...capabilities }) => {
      number += 1;
      const identity = { msisdn: `+35840${1_000_000 + number}`, imsi: imsi && `${imsi}12345${10_000 + number}` };
      const device = await world.call('POST', '/v1/devices', { body: defined({ ...identity, ...capabilities }) });
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
      t.deepEqual(shape(shown), shape(sent));
    }),
    { numRuns: 60 },
  );
  t.true(accepted > 5, `only ${accepted} orders were accepted`);
});

/** Types and names of a document, without values. */
const shape = (document: unknown): string => JSON.stringify(document, (key, value) => (key === 'value' ? '' : value));

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
