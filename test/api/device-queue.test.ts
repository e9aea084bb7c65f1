import { randomUUID } from 'node:crypto';
import test from 'ava';
import { type ApiWorld, createApiWorld } from '../helpers/api-world.ts';

const PHONE = { msisdn: '+358401234567', imsi: '244051234567890' };
const DOCUMENT = { push: Buffer.from('0106', 'hex'), reference: 7, partCount: 1, context: null };
const BODY = { definition: { name: 'internet-access' }, parameters: { name: 'Acme', apn: 'internet.example' } };

async function device(world: ApiWorld, key = world.key): Promise<string> {
  return (await world.call('POST', '/v1/devices', { body: PHONE, key })).body.id;
}

async function order(world: ApiWorld, id: string, key = world.key): Promise<string> {
  const headers = { 'idempotency-key': randomUUID() };
  return (await world.call('POST', '/v1/orders', { body: { ...BODY, device: { id } }, headers, key })).body.id;
}

async function queue({ stores }: ApiWorld, ...ids: readonly string[]): Promise<void> {
  for (const orderId of ids) {
    const key = { orderId, run: 1, attempt: 1 };
    const sends = [{ id: randomUUID(), part: 1, exposure: 1, reference: 1_000 }];
    const gate = await stores.journal.openAttempt(key, 'smpp', { document: DOCUMENT, sends });
    if (gate === 'turn_busy') await stores.journal.queue(key);
  }
}

const shown = async (world: ApiWorld, id: string, key = world.key) => {
  const { status, body } = await world.call('GET', `/v1/devices/${id}/queue`, { key });
  return { status, orders: (body.orders ?? []).map((one: { id: string }) => one.id) };
};

test('the queue for a phone shows who has the turn and who waits, in the order of their turns', async (t) => {
  const world = await createApiWorld(t, { maxOrdersPerPhoneAndDay: 1_000, maxBacklog: 1_000 });
  const id = await device(world);
  t.deepEqual(await shown(world, id), { status: 200, orders: [] });
  const [first, second, third] = [await order(world, id), await order(world, id), await order(world, id)];
  await order(world, id);
  await queue(world, first, third, second);

  t.deepEqual(await shown(world, id), { status: 200, orders: [first, second, third] });
});

test('of a queue each tenant sees its own orders, and their places among these', async (t) => {
  const world = await createApiWorld(t, { maxOrdersPerPhoneAndDay: 1_000, maxBacklog: 1_000 });
  const key = await world.addKey({ tenant: 'rival' });
  const [own, theirs] = [await device(world), await device(world, key)];
  const first = await order(world, theirs, key);
  const [second, third] = [await order(world, theirs, key), await order(world, own)];
  await queue(world, first, second, third);

  t.deepEqual(await shown(world, own), { status: 200, orders: [third] });
  t.deepEqual(await shown(world, theirs, key), { status: 200, orders: [first, second] });
  const { body } = await world.call('GET', `/v1/orders/${third}`);
  t.like(body, { queuedBehind: null, queuePlace: 1 });
  t.is((await shown(world, theirs)).status, 404, 'the device of another tenant is not there');
});
