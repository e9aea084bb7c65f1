import { randomUUID } from 'node:crypto';
import test from 'ava';
import { fc } from '../helpers/drawn-values.ts';
import { createWorld, type Json } from './world.ts';

const CANARY = 'canary-7f3a';

/** Any JSON whose texts hold the canary. */
const anything = fc.jsonValue({ maxDepth: 3 }).map(function mark(value: Json): Json {
  if (typeof value === 'string') return CANARY + value;
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mark(member)]));
});
/** What gets past the outer checks more often than chance would. */
const nearly = (good: unknown) => fc.oneof({ weight: 2, arbitrary: fc.constant(good) }, anything);

const order = fc.record(
  {
    device: nearly({ msisdn: '+358401234567' }),
    definition: nearly({ name: 'mail' }),
    parameters: fc.oneof(
      anything,
      fc.record(
        {
          name: nearly('Acme'),
          address: nearly('ann@acme.example'),
          username: nearly(CANARY),
          password: nearly(CANARY),
          imapHost: nearly('imap.acme.example'),
          imapPort: nearly(993),
          smtpHost: nearly('smtp.acme.example'),
        },
        { requiredKeys: [] },
      ),
    ),
    externalId: nearly(CANARY),
    pin: nearly('1234'),
    notBefore: nearly('2026-01-01T00:00:00Z'),
  },
  { requiredKeys: ['device', 'definition', 'parameters'] },
);
const device = fc.record(
  {
    msisdn: nearly('+358401234568'),
    imsi: nearly('244051234567891'),
    imei: anything,
    model: nearly(CANARY),
    applications: nearly([CANARY]),
    maxParts: nearly(4),
  },
  { requiredKeys: [] },
);
const answer = fc.record(
  { decision: nearly('accept'), answers: nearly({ password: CANARY }) },
  { requiredKeys: ['decision'] },
);

test('No JSON body is answered 5xx, and no refusal tells a value of it', async (t) => {
  const world = await createWorld(t);
  const { id } = (await world.order()).body;
  const targets = fc.oneof(
    fc.tuple(fc.constant('/v1/orders'), fc.oneof(order, anything)),
    fc.tuple(fc.constant('/v1/devices'), fc.oneof(device, anything)),
    fc.tuple(fc.constant(`/v1/orders/${id}/answer`), fc.oneof(answer, anything)),
    fc.tuple(fc.constant(`/v1/orders/${id}/acknowledgements`), anything),
    fc.tuple(fc.constant(`/v1/orders/${id}/cancel`), anything),
  );
  await fc.assert(
    fc.asyncProperty(targets, async ([path, body]) => {
      const headers = { 'idempotency-key': randomUUID() };
      const { status, text } = await world.call('POST', path, { body: JSON.stringify(body), headers });
      if (status >= 500) throw new Error(`${status} for ${JSON.stringify(body)}`);
      if (status >= 400 && text.includes(CANARY)) throw new Error(`Told: ${text}`);
    }),
    { numRuns: 600 },
  );
  t.deepEqual(world.errors, []);
  t.false(JSON.stringify(world.log).includes(CANARY));
});

test('No query is answered 5xx', async (t) => {
  const world = await createWorld(t);
  const name = fc.constantFrom('state', 'deviceId', 'externalId', 'limit', 'after', 'msisdn', 'kind', '__proto__', 'x');
  const path = fc.constantFrom('/v1/orders', '/v1/devices', '/v1/charges', '/v1/definitions');
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(name, fc.string({ unit: 'binary' }))), async (target, pairs) => {
      const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
      const { status } = await world.call('GET', `${target}?${query}`);
      if (status >= 500) throw new Error(`${status} for ${query}`);
    }),
    { numRuns: 200 },
  );
  t.deepEqual(world.errors, []);
});

test('No path is answered 5xx', async (t) => {
  const world = await createWorld(t);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const segment = encodeURIComponent(text);
      for (const path of ['/v1/orders/', '/v1/devices/', '/v1/definitions/', '/v1/definitions/mail/', '/']) {
        const { status } = await world.call('GET', path + segment);
        if (status >= 500) throw new Error(`${status} for ${path}${segment}`);
      }
    }),
    { numRuns: 100 },
  );
  t.deepEqual(world.errors, []);
});
