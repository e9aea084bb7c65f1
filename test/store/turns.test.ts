import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { DeliveryKey, PlannedSend, StoredDocument } from '../../domain/delivery.ts';
import { checkDatabase } from '../../store/invariants.ts';
import { createWorld, type World } from '../helpers/database.ts';

const DOCUMENT: StoredDocument = {
  push: Buffer.from('0106', 'hex'),
  reference: 7,
  partCount: 1,
  context: null,
  signed: null,
};
/** In these tests nobody moves by himself: a lease of this many seconds is always over. */
const OVER = 0;
const FAR = 3_600;

const keyOf = (orderId: string): DeliveryKey => ({ orderId, run: 1, attempt: 1 });

function plan(exposure = 1): PlannedSend[] {
  return [{ id: randomUUID(), part: 1, exposure, reference: 1_000 }];
}

async function ordered(world: World, count: number): Promise<DeliveryKey[]> {
  const keys: DeliveryKey[] = [];
  // The policy has no doubt to wait out.
  for (let i = 0; i < count; i++) keys.push(keyOf(await world.order()));
  await world.database.rows(`update orders set policy = policy || '{"inDoubtMs": 0}'`);
  return keys;
}

const open = ({ stores }: World, key: DeliveryKey, sends = plan()) =>
  stores.journal.openAttempt(key, 'smpp', { document: DOCUMENT, sends });

async function look({ stores, principal }: World, { orderId }: DeliveryKey) {
  const order = await stores.orders.find(principal.tenantId, orderId);
  if (order === undefined) throw new Error('The order is not there');
  return order;
}

const runOf = ({ orderId: id, run }: DeliveryKey) => ({ id, run });

/** One that has the turn, with the others queued in this order. */
async function queued(world: World, keys: readonly DeliveryKey[]): Promise<void> {
  for (const [i, key] of keys.entries()) {
    if ((await open(world, key)) !== (i === 0 ? 'open' : 'turn_busy')) throw new Error('Not as planned');
    if (i > 0) await world.stores.journal.queue(key);
  }
}

async function violations(world: World): Promise<unknown[]> {
  return (await checkDatabase(world.database)).flatMap((finding) => finding.violations);
}

test('orders have their turns as they were accepted, in whatever order they found the phone busy', async (t) => {
  const world = await createWorld(t);
  const [first, second, third] = (await ordered(world, 3)) as [DeliveryKey, DeliveryKey, DeliveryKey];
  await queued(world, [first, third, second]);

  t.is((await look(world, second)).queuePlace, 1);
  t.like(await look(world, third), { queuePlace: 2, queuedBehind: first.orderId });
  const { next } = await world.stores.settlement.settle(first, {
    state: 'failed',
    reason: 'bearer_refused',
    evidence: 'none',
  });
  t.deepEqual(next, runOf(second));
  t.like(await look(world, third), { queuePlace: 1, queuedBehind: second.orderId });
});

test('an order that comes while the turn is between two hands does not overtake those who wait', async (t) => {
  const world = await createWorld(t);
  const [first, waiting, late] = (await ordered(world, 3)) as [DeliveryKey, DeliveryKey, DeliveryKey];
  await queued(world, [first, waiting]);
  // As a settlement leaves it that died before it handed on.
  await world.database.rows(`update orders set holds_turn = false where id = :orderId`, { ...first });

  t.is(await open(world, late), 'turn_busy');
  t.is(await world.stores.journal.queue(late), 'turn_busy');
  t.like(await look(world, late), { queuedBehind: waiting.orderId, queuePlace: 1 });
  t.is(await open(world, waiting), 'open');
});

test('what a death between letting go and handing on left is handed on by whoever looks', async (t) => {
  const world = await createWorld(t);
  const [first, waiting] = (await ordered(world, 2)) as [DeliveryKey, DeliveryKey];
  await queued(world, [first, waiting]);
  t.deepEqual(await world.stores.turns.stranded(10), []);
  await world.database.rows(`update orders set holds_turn = false where id = :orderId`, { ...first });

  t.deepEqual(await world.stores.turns.stranded(10), [waiting.orderId]);
  t.deepEqual(await world.stores.turns.handOn(waiting.orderId), runOf(waiting));
  t.is(await world.stores.turns.handOn(waiting.orderId), undefined);
});

test('a holder that does not move loses the turn to the next, stands at the end of the queue, and is let through no more', async (t) => {
  const world = await createWorld(t);
  const { turns, journal } = world.stores;
  const [stuck, next, last] = (await ordered(world, 3)) as [DeliveryKey, DeliveryKey, DeliveryKey];
  await queued(world, [stuck, next, last]);
  t.deepEqual(await turns.lapsed(FAR, 10), []);
  const [lapsed] = await turns.lapsed(OVER, 10);
  t.like(lapsed, { id: stuck.orderId, isWaitedFor: true, isSent: false });

  t.is(await turns.passOn(runOf(stuck), FAR), undefined, 'its lease is not over');
  t.deepEqual(await turns.passOn(runOf(stuck), OVER), runOf(next));
  t.is(await turns.passOn(runOf(stuck), OVER), undefined, 'it has no turn any more');

  t.like(await look(world, stuck), { state: 'queued', queuedBehind: next.orderId, queuePlace: 2 });
  t.is(await open(world, next), 'open');
  t.is(await journal.openSends(stuck, 'smpp', plan(2)), 'turn_busy', 'the fence');
  t.is((await journal.load(stuck)).sends.length, 1);
  t.deepEqual(await violations(world), []);
});

test('a holder that has sent everything lets the next go first and goes on waiting for evidence', async (t) => {
  const world = await createWorld(t);
  const { turns, journal, receipts } = world.stores;
  const [sent, next] = (await ordered(world, 2)) as [DeliveryKey, DeliveryKey];
  const sends = plan();
  await open(world, sent, sends);
  await journal.record(sent, [{ id: String(sends[0]?.id), state: 'accepted', messageId: 'a', status: 0 }]);
  t.deepEqual(await turns.lapsed(OVER, 10), [], 'nobody waits for it');
  await journal.queue(next);
  t.like((await turns.lapsed(OVER, 10))[0], { id: sent.orderId, isWaitedFor: true, isSent: true });

  t.deepEqual(await turns.passOn(runOf(sent), OVER), runOf(next));
  t.is(await open(world, next), 'open');
  t.like(await look(world, sent), { state: 'awaiting_acknowledgement', queuePlace: null });
  t.deepEqual(await violations(world), []);

  await receipts.take({ bearer: 'smpp', messageId: 'a', state: 'undeliverable', error: '1' });
  t.is(await open(world, { ...sent, attempt: 2 }), 'turn_busy', 'its next attempt has to wait like any other');
  await journal.queue({ ...sent, attempt: 2 });
  t.like(await look(world, sent), { state: 'queued', queuePlace: 1 });
  t.deepEqual(await violations(world), []);
});

test('an answer that comes after the turn was lost counts, and the order waits for evidence', async (t) => {
  const world = await createWorld(t);
  const { turns, journal } = world.stores;
  const [stuck, next] = (await ordered(world, 2)) as [DeliveryKey, DeliveryKey];
  const sends = plan();
  await open(world, stuck, sends);
  await journal.queue(next);
  await turns.passOn(runOf(stuck), OVER);

  await journal.record(stuck, [{ id: String(sends[0]?.id), state: 'accepted', messageId: 'a', status: 0 }]);

  t.like(await look(world, stuck), { state: 'awaiting_acknowledgement', evidence: 'submitted', queuePlace: null });
  t.is(await open(world, next), 'open');
  t.deepEqual(await violations(world), []);
});

test('a part in doubt is waited for, however short the lease', async (t) => {
  const world = await createWorld(t);
  const [stuck, next] = (await ordered(world, 2)) as [DeliveryKey, DeliveryKey];
  await world.database.rows(`update orders set policy = policy || '{"inDoubtMs": 90000}'`);
  await queued(world, [stuck, next]);

  t.deepEqual(await world.stores.turns.lapsed(OVER, 10), []);
  t.is(await world.stores.turns.passOn(runOf(stuck), OVER), undefined);
});

test('of many who find one turn lapsed at once, one passes it on', async (t) => {
  const world = await createWorld(t);
  const keys = await ordered(world, 4);
  await queued(world, keys);
  const [stuck, next] = keys as [DeliveryKey, DeliveryKey];

  const passed = await Promise.all(Array.from({ length: 8 }, () => world.stores.turns.passOn(runOf(stuck), OVER)));

  t.deepEqual(
    passed.filter((it) => it !== undefined),
    [runOf(next)],
  );
});

test('twenty orders that try for one phone over and over go through one at a time and in line', async (t) => {
  const world = await createWorld(t);
  const keys = await ordered(world, 20);
  const [first] = keys as [DeliveryKey];
  await queued(world, keys);
  const served: string[] = [];
  const serve = async (key: DeliveryKey): Promise<void> => {
    let isOpen = key === first;
    while (!isOpen) {
      await world.stores.journal.queue(key);
      isOpen = (await open(world, key)) === 'open';
    }
    served.push(key.orderId);
    await world.stores.settlement.settle(key, { state: 'failed', reason: 'bearer_refused', evidence: 'none' });
  };

  await Promise.all(keys.toReversed().map(serve));

  t.deepEqual(
    served,
    keys.map(({ orderId }) => orderId),
  );
  t.deepEqual(await violations(world), []);
});
