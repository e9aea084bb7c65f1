import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ALL_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type ApiWorld, createApiWorld } from '../helpers/api-world.ts';
import { withinOneDay } from '../helpers/database.ts';

test.before(withinOneDay);

async function createDevice(world: ApiWorld, key = world.key): Promise<string> {
  const { status, body } = await world.call('POST', '/v1/devices', {
    key,
    body: { msisdn: '+358401234567', imsi: '244051234567890' },
  });
  if (status !== 201) throw new Error(`Device: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

const orderFor = (world: ApiWorld, device: string, { key = world.key, idempotencyKey = randomUUID() } = {}) =>
  world.call('POST', '/v1/orders', {
    key,
    headers: { 'idempotency-key': idempotencyKey },
    body: {
      device: { id: device },
      definition: { name: 'internet-access' },
      parameters: { name: 'Acme', apn: 'internet.acme.example' },
    },
  });

test('An order more than the tenant is entitled to for a device and day is answered 429 and Retry-After', async (t) => {
  const world = await createApiWorld(t);
  const entitlements = { ...ALL_ENTITLEMENTS, ordersPerDeviceAndDay: 2 };
  const key = await world.addKey({ tenant: 'small', entitlements });
  const device = await createDevice(world, key);
  const first = randomUUID();
  t.is((await orderFor(world, device, { key, idempotencyKey: first })).status, 202);
  t.is((await orderFor(world, device, { key })).status, 202);

  const { status, body, headers } = await orderFor(world, device, { key });

  t.is(status, 429);
  t.is(body.code, 'frequency_exceeded');
  t.true(Number(headers.get('retry-after')) > 0 && Number(headers.get('retry-after')) <= 86_400);
  // What was accepted before is answered again as often as it is asked for.
  t.is((await orderFor(world, device, { key, idempotencyKey: first })).status, 202);
  t.is(world.started.length, 2);
});

test('An order more than a phone may get is answered 429, whoever ordered before, and so is a rerun', async (t) => {
  const world = await createApiWorld(t, { maxOrdersPerPhoneAndDay: 2 });
  const key = await world.addKey({ tenant: 'other' });
  const device = await createDevice(world);
  const order = await orderFor(world, device);
  t.is((await orderFor(world, await createDevice(world, key), { key })).status, 202);
  t.is((await orderFor(world, device)).body.code, 'frequency_exceeded');
  const { id } = order.body;
  await world.stores.settlement.settle(
    { orderId: id, run: 1 },
    { state: 'failed', reason: 'in_doubt', evidence: 'none' },
  );

  const { status, body } = await world.call('POST', `/v1/orders/${id}/rerun`);

  t.is(status, 429);
  t.is(body.code, 'frequency_exceeded');
});
