import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import { checkDatabase } from '../../store/invariants.ts';
import { type ApiWorld, createApiWorld, type Json } from '../helpers/api-world.ts';

const BODY = { definition: { name: 'internet-access' }, parameters: { name: 'Second', apn: 'second.example' } };
const DOCUMENT = { push: Buffer.from('0106', 'hex'), reference: 7, partCount: 1, context: null };

async function makeWorld(t: Parameters<typeof createApiWorld>[0]): Promise<ApiWorld & { msisdn: string }> {
  const world = await createApiWorld(t, { maxOrdersPerPhoneAndDay: 1_000, maxBacklog: 1_000 });
  const msisdn = '+358401234567';
  const body = { msisdn, imsi: '244051234567890' };
  if ((await world.call('POST', '/v1/devices', { body })).status !== 201) throw new Error('No device');
  return { ...world, msisdn };
}

async function order(world: ApiWorld & { msisdn: string }): Promise<string> {
  const body = { ...BODY, parameters: { name: 'First', apn: 'first.example' }, device: { msisdn: world.msisdn } };
  const headers = { 'idempotency-key': randomUUID() };
  return (await world.call('POST', '/v1/orders', { body, headers })).body.id;
}

const replace = (
  world: ApiWorld,
  id: string,
  { body = BODY, key = randomUUID() }: { body?: Json; key?: string } = {},
) => world.call('POST', `/v1/orders/${id}/replace`, { body, headers: { 'idempotency-key': key } });

const show = async (world: ApiWorld, id: string): Promise<Json> => (await world.call('GET', `/v1/orders/${id}`)).body;

async function violations({ database }: ApiWorld): Promise<unknown[]> {
  return (await checkDatabase(database)).flatMap((finding) => finding.violations);
}

/** Has the turn, and one part with the network. */
async function send({ stores }: ApiWorld, orderId: string): Promise<void> {
  const send = { id: randomUUID(), part: 1, exposure: 1, reference: 1_000 };
  const key = { orderId, run: 1, attempt: 1 };
  await stores.journal.openAttempt(key, 'smpp', { document: DOCUMENT, sends: [send] });
  await stores.journal.record(key, [
    { id: send.id, state: 'accepted', messageId: randomBytes(4).toString('hex'), status: 0 },
  ]);
}

test('before anything is sent, the old order is cancelled as replaced and the new one starts in its place', async (t) => {
  const world = await makeWorld(t);
  const old = await order(world);
  const made = await replace(world, old);

  t.is(made.status, 202);
  t.is(made.headers.get('location'), `/v1/orders/${made.body.id}`);
  t.like(made.body, { replaces: old, replacedBy: null, state: 'accepted', run: 1 });
  t.like(world.told.at(-1), { id: old, word: { type: 'cancel_granted' } });
  t.is(world.started.at(-1)?.id, made.body.id);
  // As its workflow does when it hears of it.
  await world.stores.settlement.settle(
    { orderId: old, run: 1 },
    { state: 'cancelled', reason: 'client_cancelled', evidence: 'none' },
  );
  t.like(await show(world, old), { state: 'cancelled', reason: 'replaced', replacedBy: made.body.id });
  t.deepEqual(await violations(world), []);
});

test('nothing of a replaced order is let through any more', async (t) => {
  const world = await makeWorld(t);
  const old = await order(world);
  await replace(world, old);
  const sends = [{ id: randomUUID(), part: 1, exposure: 1, reference: 1_000 }];
  t.is(
    await world.stores.journal.openAttempt({ orderId: old, run: 1, attempt: 1 }, 'smpp', { document: DOCUMENT, sends }),
    'closed',
  );
});

test('the new order has the turn of the old one, before those who wait', async (t) => {
  const world = await makeWorld(t);
  const [old, waiting] = [await order(world), await order(world)];
  const sends = [{ id: randomUUID(), part: 1, exposure: 1, reference: 1_000 }];
  const key = { orderId: old, run: 1, attempt: 1 };
  await world.stores.journal.openAttempt(key, 'smpp', { document: DOCUMENT, sends });
  await world.stores.journal.record(
    key,
    sends.map(({ id }) => ({ id, state: 'unsent', messageId: null, status: null }) as const),
  );
  await world.stores.journal.queue({ orderId: waiting, run: 1, attempt: 1 });
  t.is((await show(world, waiting)).queuedBehind, old);

  const { id } = (await replace(world, old)).body;

  t.is((await show(world, waiting)).queuedBehind, id);
  t.deepEqual(await violations(world), []);
  await world.stores.settlement.settle(key, { state: 'cancelled', reason: 'client_cancelled', evidence: 'none' });
  t.is((await show(world, waiting)).queuedBehind, id, 'the end of the old one hands on nothing');
});

test('what is on its way is waited for, and the new order comes right after it', async (t) => {
  const world = await makeWorld(t);
  const [old, waiting] = [await order(world), await order(world)];
  await send(world, old);
  await world.stores.journal.queue({ orderId: waiting, run: 1, attempt: 1 });

  const made = await replace(world, old);

  t.is(made.status, 202);
  t.is(world.told.length, 0, 'the old one goes on');
  t.like(await show(world, old), { state: 'awaiting_acknowledgement', replacedBy: made.body.id });
  await world.stores.journal.queue({ orderId: made.body.id, run: 1, attempt: 1 });
  t.like(await show(world, made.body.id), { state: 'queued', queuedBehind: old, queuePlace: 1 });
  t.is((await show(world, waiting)).queuePlace, 2);
  t.deepEqual(await violations(world), []);
});

test('an order that has ended cannot be replaced, one that was replaced neither replaced nor run again', async (t) => {
  const world = await makeWorld(t);
  const ended = await order(world);
  await world.stores.settlement.settle(
    { orderId: ended, run: 1 },
    { state: 'failed', reason: 'bearer_refused', evidence: 'none' },
  );
  const late = await replace(world, ended);
  t.deepEqual([late.status, late.body.code], [409, 'order_state_unfit']);
  t.regex(late.body.detail, /run it again, or order anew/);

  const old = await order(world);
  await replace(world, old);
  const twice = await replace(world, old);
  t.deepEqual([twice.status, twice.body.code], [409, 'order_replaced']);
  const rerun = await world.call('POST', `/v1/orders/${old}/rerun`);
  t.deepEqual([rerun.status, rerun.body.code], [409, 'order_replaced']);
  const [row] = await world.database.rows<{ count: number }>('select count(*)::int as count from orders');
  t.is(row?.count, 3, 'nothing is stored of what was refused');
});

test('a repeat gives the same new order; the key for another order, or with another body, is refused', async (t) => {
  const world = await makeWorld(t);
  const [old, other] = [await order(world), await order(world)];
  const key = randomUUID();
  const first = await replace(world, old, { key });
  const again = await replace(world, old, { key });

  t.deepEqual([again.status, again.body.id], [202, first.body.id]);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  for (const [id, body] of [
    [old, { ...BODY, externalId: 'x' }],
    [other, BODY],
  ] as const) {
    const answer = await replace(world, id, { key, body });
    t.deepEqual([answer.status, answer.body.code], [422, 'idempotency_key_reused']);
  }
  t.is((await show(world, other)).replacedBy, null);
  const keyless = await world.call('POST', `/v1/orders/${other}/replace`, { body: BODY });
  t.is(keyless.body.code, 'idempotency_key_missing');
});

test('of many who replace one order at once, one does', async (t) => {
  const world = await makeWorld(t);
  const old = await order(world);
  const answers = await Promise.all(Array.from({ length: 6 }, () => replace(world, old)));
  t.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [202, 409, 409, 409, 409, 409],
  );
  t.deepEqual(await violations(world), []);
});

test('a new order that cannot be taken leaves the old one as it was', async (t) => {
  const world = await makeWorld(t);
  const old = await order(world);
  const answer = await replace(world, old, { body: { ...BODY, parameters: { name: 'Second' } } });
  t.deepEqual([answer.status, answer.body.code], [422, 'parameters_invalid']);
  t.like(await show(world, old), { state: 'accepted', replacedBy: null });
});
