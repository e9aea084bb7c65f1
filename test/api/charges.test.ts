import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createWorld, type Json, type World } from './world.ts';

function addCharge({ stores, tenantId }: World, fields: Json = {}): void {
  stores.chargeRows.push({
    id: String(stores.chargeRows.length + 1),
    tenantId,
    orderId: randomUUID(),
    deviceId: randomUUID(),
    run: 1,
    kind: 'order.accepted',
    unit: '',
    class: 'access-setup',
    occurredAt: '2026-11-24T00:00:00.000Z',
    ...fields,
  });
}

const ids = (body: Json): string[] => body.items.map(({ id }: Json) => id);

test('GET /v1/charges lists the charges of the tenant page by page', async (t) => {
  const world = await createWorld(t);
  for (let i = 0; i < 5; i++) addCharge(world);
  addCharge(world, { tenantId: randomUUID() });
  const first = await world.call('GET', '/v1/charges?limit=3');
  t.is(first.status, 200);
  t.deepEqual(ids(first.body), ['1', '2', '3']);
  const second = await world.call('GET', `/v1/charges?limit=3&after=${first.body.next}`);
  t.deepEqual(ids(second.body), ['4', '5']);
  t.is(second.body.next, null);
  t.deepEqual(Object.keys(first.body.items[0]).toSorted(), [
    'class',
    'deviceId',
    'id',
    'kind',
    'occurredAt',
    'orderId',
    'run',
    'unit',
  ]);
});

test('GET /v1/charges filters by order and by kind', async (t) => {
  const world = await createWorld(t);
  const orderId = randomUUID();
  addCharge(world, { orderId });
  addCharge(world, { orderId, kind: 'sms.part', unit: '1/1' });
  addCharge(world, { kind: 'sms.part', unit: '1/1' });
  t.deepEqual(ids((await world.call('GET', `/v1/charges?orderId=${orderId}`)).body), ['1', '2']);
  t.deepEqual(ids((await world.call('GET', '/v1/charges?kind=sms.part')).body), ['2', '3']);
  t.deepEqual(ids((await world.call('GET', `/v1/charges?kind=sms.part&orderId=${orderId}`)).body), ['2']);
});

test('GET /v1/charges gives fifty when nothing is said, and two hundred at most', async (t) => {
  const world = await createWorld(t);
  for (let i = 0; i < 210; i++) addCharge(world);
  t.is(ids((await world.call('GET', '/v1/charges')).body).length, 50);
  t.is(ids((await world.call('GET', '/v1/charges?limit=200')).body).length, 200);
});

for (const [query, field, expected] of [
  ['limit=0', 'limit', 'an integer from 1 to 200'],
  ['limit=201', 'limit', 'an integer from 1 to 200'],
  ['limit=x', 'limit', 'an integer from 1 to 200'],
  [
    'kind=all',
    'kind',
    'one of order.accepted, sms.part, pap.push, pull.link, document.submitted, document.delivered, order.completed, prompt.sent, prompt.answered',
  ],
  ['orderId=1', 'orderId', 'a UUID'],
  ['after=%00', 'after', 'the "next" of the page before'],
] as const) {
  test(`GET /v1/charges?${query} is answered 400 with what is wanted`, async (t) => {
    const { call } = await createWorld(t);
    const { status, body } = await call('GET', `/v1/charges?${query}`);
    t.is(status, 400);
    t.is(body.errors[0].field, field);
    t.is(body.errors[0].expected, expected);
  });
}
