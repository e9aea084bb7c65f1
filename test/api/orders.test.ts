import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { Order } from '../../domain/records.ts';
import { registeredDefinition } from '../helpers/memory-stores.ts';
import { createWorld, type Json, type World } from './world.ts';

const MAIL = {
  definition: { name: 'mail' },
  parameters: {
    name: 'Acme',
    address: 'ann@acme.example',
    username: 'ann',
    imapHost: 'imap.acme.example',
    smtpHost: 'smtp.acme.example',
  },
} as const;

/** An order in a state of the test's choice. */
async function orderIn(world: World, fields: Partial<Order>, body: Json = {}): Promise<string> {
  const { id } = (await world.order(body)).body;
  const row = world.stored(id);
  row.order = { ...row.order, ...fields };
  return id;
}

const types = (body: Json): string[] => body.items.map(({ type }: Json) => type);
const ids = (body: Json): string[] => body.items.map(({ id }: Json) => id);

test('GET /v1/orders/{id} shows an order with its attempts and without its input', async (t) => {
  const world = await createWorld(t);
  const attempt = {
    run: 1,
    attempt: 1,
    bearer: 'smpp',
    partCount: 2,
    partsAccepted: 2,
    partsDelivered: 1,
    outcome: 'submitted',
    reason: null,
    why: 'only_one',
    passedOver: [],
    startedAt: '2026-11-24T00:00:00.000Z',
  } as const;
  const id = await orderIn(world, { state: 'awaiting_acknowledgement', evidence: 'submitted', attempts: [attempt] });
  const { status, body } = await world.call('GET', `/v1/orders/${id}`);
  t.is(status, 200);
  t.deepEqual(body, {
    id,
    deviceId: world.device.id,
    definition: { name: 'internet-access', version: '1.0.0' },
    kind: 'bootstrap',
    externalId: null,
    run: 1,
    state: 'awaiting_acknowledgement',
    reason: null,
    evidence: 'submitted',
    wantedEvidence: 'delivered',
    security: 'NETWPIN',
    acceptedAt: '2026-11-24T00:00:00.000Z',
    expiresAt: '2026-11-24T00:00:00.000Z',
    answerDueAt: null,
    waitsUntil: null,
    asking: null,
    settledAt: null,
    erasedAt: null,
    fallback: null,
    context: null,
    content: 'whole',
    pin: null,
    replaces: null,
    replacedBy: null,
    carriedBy: null,
    carries: [],
    queuedBehind: null,
    queuePlace: null,
    attempts: [attempt],
  });
});

test('An order that waits for its user carries the questions and what is to be agreed to', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, { state: 'awaiting_user', answerDueAt: '2026-11-25T00:00:00.000Z' }, MAIL);
  const { body } = await world.call('GET', `/v1/orders/${id}`);
  t.deepEqual(body.questions, [
    {
      parameter: 'password',
      secret: true,
      required: true,
      text: { en: 'The password of the mail account' },
      schema: { type: 'string', minLength: 1, maxLength: 64, writeOnly: true },
    },
  ]);
  t.deepEqual(body.confirmation, {
    en: 'Mail settings will be sent to this phone. The phone will ask you to install them.',
  });
});

test('What the caller gave is not asked for', async (t) => {
  const world = await createWorld(t);
  const parameters = { ...MAIL.parameters, password: 'CANARY' };
  const id = await orderIn(world, { state: 'awaiting_user' }, { ...MAIL, parameters });
  const { body, text } = await world.call('GET', `/v1/orders/${id}`);
  t.deepEqual(body.questions, []);
  t.false(text.includes('CANARY'));
});

test('A default of the definition is not shown with a question', async (t) => {
  const world = await createWorld(t);
  const { definition } = world.stores.definitionRows.find((row) => row.definition.name === 'mail')!;
  const password = { type: 'string', default: 'CANARY' };
  const parameters = { ...definition.parameters, properties: { ...definition.parameters.properties, password } };
  world.stores.definitionRows.push(registeredDefinition({ ...definition, name: 'own', parameters }));
  const id = await orderIn(world, { state: 'awaiting_user' }, { ...MAIL, definition: { name: 'own' } });
  const { body, text } = await world.call('GET', `/v1/orders/${id}`);
  t.deepEqual(body.questions[0].schema, { type: 'string' });
  t.false(text.includes('CANARY'));
});

test('An order in another state carries no questions', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, {}, MAIL);
  const { body } = await world.call('GET', `/v1/orders/${id}`);
  t.false('questions' in body || 'confirmation' in body);
});

for (const path of ['', '/events']) {
  test(`GET /v1/orders/{id}${path} answers 404 for an unknown id, a malformed one and that of another tenant`, async (t) => {
    const world = await createWorld(t);
    const id = await orderIn(world, {});
    const key = world.addKey({ tenantId: randomUUID() });
    const answers = [
      await world.call('GET', `/v1/orders/${randomUUID()}${path}`),
      await world.call('GET', `/v1/orders/x${path}`),
      await world.call('GET', `/v1/orders/${id}${path}`, { key }),
    ];
    for (const { status, body } of answers) {
      t.is(status, 404);
      t.is(body.code, 'order_not_found');
      t.is(body.detail.includes(id), false);
    }
  });
}

test('GET /v1/orders lists orders newest first, page by page', async (t) => {
  const world = await createWorld(t);
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push(await orderIn(world, {}));
  const first = await world.call('GET', '/v1/orders?limit=2');
  const second = await world.call('GET', `/v1/orders?limit=2&after=${first.body.next}`);
  const third = await world.call('GET', `/v1/orders?limit=2&after=${second.body.next}`);
  t.deepEqual([...ids(first.body), ...ids(second.body), ...ids(third.body)], made.toReversed());
  t.is(third.body.next, null);
});

test('GET /v1/orders shows nothing of another tenant', async (t) => {
  const world = await createWorld(t);
  await orderIn(world, {});
  const key = world.addKey({ tenantId: randomUUID() });
  t.deepEqual((await world.call('GET', '/v1/orders', { key })).body, { items: [], next: null });
});

test('GET /v1/orders filters by each field and by all at once', async (t) => {
  const world = await createWorld(t);
  const device = world.addDevice({ msisdn: '+358400000001' });
  const wanted = await orderIn(world, { state: 'failed' }, { ...MAIL, device: { id: device.id }, externalId: 'a b&c' });
  await orderIn(world, {});
  for (const query of [
    'state=failed',
    `deviceId=${device.id}`,
    'definition=mail',
    `externalId=${encodeURIComponent('a b&c')}`,
    `state=failed&definition=mail&deviceId=${device.id}&limit=1`,
  ]) {
    const { status, body } = await world.call('GET', `/v1/orders?${query}`);
    t.is(status, 200);
    t.deepEqual(ids(body), [wanted], query);
  }
  t.deepEqual(ids((await world.call('GET', '/v1/orders?state=completed')).body), []);
});

for (const [query, field] of [
  ['state=done', 'state'],
  ['deviceId=x', 'deviceId'],
  ['definition=No%20Such', 'definition'],
  ['externalId=a%00b', 'externalId'],
  ['limit=201', 'limit'],
  ['limit=1.5', 'limit'],
  ['after=a%20b', 'after'],
] as const) {
  test(`GET /v1/orders?${query} is answered 400`, async (t) => {
    const { call } = await createWorld(t);
    const { status, body } = await call('GET', `/v1/orders?${query}`);
    t.is(status, 400);
    t.is(body.errors[0].field, field);
  });
}

test('GET /v1/orders/{id}/events lists what happened, oldest first, page by page', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, {});
  await world.call('POST', `/v1/orders/${id}/cancel`);
  const { status, body } = await world.call('GET', `/v1/orders/${id}/events`);
  t.is(status, 200);
  t.deepEqual(types(body), ['order.accepted', 'order.cancel_requested']);
  const first = await world.call('GET', `/v1/orders/${id}/events?limit=1`);
  const second = await world.call('GET', `/v1/orders/${id}/events?limit=1&after=${first.body.next}`);
  t.deepEqual([...types(first.body), ...types(second.body)], types(body));
});

test('A page of events after the last is empty and not 404', async (t) => {
  const world = await createWorld(t);
  const id = await orderIn(world, {});
  const { status, body } = await world.call('GET', `/v1/orders/${id}/events?after=9`);
  t.is(status, 200);
  t.deepEqual(body, { items: [], next: null });
});
