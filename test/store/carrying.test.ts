import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import type { DeliveryKey, PlannedSend, StoredDocument } from '../../domain/delivery.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import type { NewOrder } from '../../domain/requests.ts';
import { checkDatabase } from '../../store/invariants.ts';
import { createWorld, TEST_LIMITS, TEST_POLICY, type World } from '../helpers/database.ts';
import { mergingDefinition } from '../helpers/merging.ts';

const DOCUMENT: StoredDocument = {
  push: Buffer.from('0106', 'hex'),
  reference: 7,
  partCount: 1,
  context: null,
  signed: null,
};
const THEIRS: StoredDocument = { ...DOCUMENT, push: Buffer.from('0107', 'hex'), reference: 8 };

const keyOf = (orderId: string): DeliveryKey => ({ orderId, run: 1, attempt: 1 });
const runOf = ({ orderId: id, run }: DeliveryKey) => ({ id, run });
const carriedOf = (key: DeliveryKey) => ({ ...runOf(key), document: THEIRS });
const plan = (): PlannedSend[] => [{ id: randomUUID(), part: 1, exposure: 1, reference: 1_000 }];

/** A world with a service whose orders may be merged. */
async function createMergingWorld(t: Parameters<typeof createWorld>[0]): Promise<World> {
  const world = await createWorld(t);
  await world.database.rows(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     values (:tenantId, gen_random_uuid(), 'acme', 'merging', '1.0.0', :body::json, 'active', now())`,
    { tenantId: world.principal.tenantId, body: JSON.stringify({ ...mergingDefinition(), version: '1.0.0' }) },
  );
  const definition = await world.stores.definitions.find(world.principal.tenantId, 'merging', undefined);
  if (definition === undefined) throw new Error('The service is not there');
  return { ...world, order: (fields = {}) => world.order({ definition, ...fields }) };
}

/** One that has the turn, and so many that wait for it. */
async function held(world: World, waiting: readonly Partial<NewOrder>[]): Promise<[DeliveryKey, ...DeliveryKey[]]> {
  const holder = keyOf(await world.order());
  await world.stores.journal.openAttempt(holder, 'smpp', { document: DOCUMENT, sends: plan() });
  const others: DeliveryKey[] = [];
  for (const fields of waiting) {
    const key = keyOf(await world.order(fields));
    await world.stores.journal.queue(key);
    others.push(key);
  }
  return [holder, ...others];
}

/** The same with the turn given to the first that waits, and the second in its document. */
async function carrying(world: World): Promise<{ carrier: DeliveryKey; carried: DeliveryKey; sends: PlannedSend[] }> {
  const [holder, carrier, carried] = await held(world, [{}, {}]);
  if (carrier === undefined || carried === undefined) throw new Error('Not as planned');
  await world.stores.settlement.settle(holder, { state: 'failed', reason: 'bearer_refused', evidence: 'none' });
  const sends = plan();
  const opening = { document: DOCUMENT, sends, carried: [carriedOf(carried)] };
  if ((await world.stores.journal.openAttempt(carrier, 'smpp', opening)) !== 'open') throw new Error('Not as planned');
  return { carrier, carried, sends };
}

const answer = ({ stores }: World, key: DeliveryKey, sends: readonly PlannedSend[], state: 'accepted' | 'refused') =>
  stores.journal.record(
    key,
    sends.map(({ id }) => ({ id, state, messageId: state === 'accepted' ? 'm1' : null, status: 0 })),
  );

async function look({ stores, principal }: World, { orderId }: DeliveryKey) {
  const order = await stores.orders.find(principal.tenantId, orderId);
  if (order === undefined) throw new Error('The order is not there');
  return order;
}

async function violations(world: World): Promise<unknown[]> {
  return (await checkDatabase(world.database)).flatMap((finding) => finding.violations);
}

test('those that may be carried are found in the order of their turns, up to the first that may not', async (t) => {
  const world = await createMergingWorld(t);
  const plain = await world.stores.definitions.find(world.principal.tenantId, 'internet-access', undefined);
  if (plain === undefined) throw new Error('The service is not there');
  const unlikes: readonly Partial<NewOrder>[] = [
    { definition: plain },
    { security: 'USERPIN', pin: '12345678', pinWay: 'client' },
    { pin: '1234' },
    { policy: { ...TEST_POLICY, quiet: { from: '22:00', to: '07:00' } } },
    { policy: { ...TEST_POLICY, expiresInMs: TEST_POLICY.acknowledgementMs / 2 } },
    { timeZone: 'Asia/Tokyo' },
  ];
  for (const unlike of unlikes) {
    const [holder, first, second] = await held(world, [{}, {}, unlike, {}]);
    if (first === undefined || second === undefined) throw new Error('Not as planned');
    t.deepEqual(await world.stores.journal.waiting(holder), [runOf(first), runOf(second)], JSON.stringify(unlike));
    await world.database.rows(
      `update orders set state = 'failed', settled_at = now(), holds_turn = false, queued_at = null,
         pin_sealed = null where settled_at is null`,
    );
  }
  const [holder, first, cancelled] = await held(world, [{}, {}, {}]);
  await world.stores.orders.cancel(world.principal.tenantId, String(cancelled?.orderId));
  t.deepEqual(await world.stores.journal.waiting(holder), [first && runOf(first)]);
});

test('an order that is carried is told so, has a document of its own, and sends nothing', async (t) => {
  const world = await createMergingWorld(t);
  const { journal } = world.stores;
  const { carrier, carried, sends } = await carrying(world);

  t.like(await look(world, carried), { state: 'delivering', carriedBy: carrier.orderId, queuedBehind: null });
  t.deepEqual((await look(world, carrier)).carries, [carried.orderId]);
  const known = await journal.load(carried);
  t.like(known, { carrier: 'under_way', holdsTurn: false });
  t.deepEqual(known.document?.push, THEIRS.push);
  t.is(await journal.openAttempt(carried, 'smpp', { document: THEIRS, sends: plan() }), 'turn_busy');
  t.is(await journal.queue(carried), 'closed');
  t.is((await look(world, carried)).state, 'delivering');
  t.deepEqual(await world.stores.turns.stranded(10), []);

  await answer(world, carrier, sends, 'accepted');
  t.like(await look(world, carried), { state: 'delivering', evidence: 'submitted', attempts: [] });
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'm1', state: 'delivered', error: '' });
  t.is((await look(world, carried)).evidence, 'delivered');
  t.deepEqual(await violations(world), []);
});

test('an order that has left meanwhile keeps the whole from being sent, and nothing is written', async (t) => {
  const world = await createMergingWorld(t);
  const [holder, carrier, gone] = await held(world, [{}, {}]);
  if (carrier === undefined || gone === undefined) throw new Error('Not as planned');
  await world.stores.settlement.settle(holder, { state: 'failed', reason: 'bearer_refused', evidence: 'none' });
  await world.stores.orders.cancel(world.principal.tenantId, gone.orderId);
  const opening = { document: DOCUMENT, sends: plan(), carried: [carriedOf(gone)] };

  t.is(await world.stores.journal.openAttempt(carrier, 'smpp', opening), 'left');
  t.like(await look(world, carrier), { state: 'queued', attempts: [] });
  t.is(await world.stores.journal.openAttempt(carrier, 'smpp', { document: DOCUMENT, sends: plan() }), 'open');
  t.deepEqual(await violations(world), []);
});

test('what is in the document of another can be acknowledged, and not cancelled any more', async (t) => {
  const world = await createMergingWorld(t);
  const { carried } = await carrying(world);
  const { tenantId } = world.principal;
  const error = await t.throwsAsync(world.stores.orders.cancel(tenantId, carried.orderId), {
    instanceOf: ProvisioningError,
  });
  t.is(error.code, 'order_cancel_too_late');
  const order = await world.stores.orders.acknowledge(tenantId, carried.orderId, {
    outcome: 'applied',
    source: 'user',
  });
  t.is(order.evidence, 'applied');
  t.deepEqual(await violations(world), []);
});

test('what is in the document of another is not replaced before that one has ended', async (t) => {
  const world = await createMergingWorld(t);
  const { carried, carrier, sends } = await carrying(world);
  const definition = await world.stores.definitions.find(world.principal.tenantId, 'merging', undefined);
  if (definition === undefined) throw new Error('The service is not there');
  const replace = () => world.stores.orders.replace(carried.orderId, world.newOrder({ definition, parameters: {} }));
  const error = await t.throwsAsync(replace, { instanceOf: ProvisioningError });
  t.is(error.code, 'order_state_unfit');
  t.regex(error.message, /carriedBy/);
  await answer(world, carrier, sends, 'refused');
  await world.stores.settlement.settle(carrier, { state: 'failed', reason: 'bearer_refused', evidence: 'none' });
  await t.notThrowsAsync(replace);
  t.deepEqual(await violations(world), []);
});

test('a carrier that stands still is looked after for those that it carries', async (t) => {
  const world = await createMergingWorld(t);
  const { carrier, sends } = await carrying(world);
  await answer(world, carrier, sends, 'accepted');
  await world.database.rows(
    `update orders set policy = policy || '{"inDoubtMs": 0}', turn_moved_at = now() - interval '1 hour' where holds_turn`,
  );
  t.like(await world.stores.turns.lapsed(60, 10), [{ id: carrier.orderId, isWaitedFor: false, isSent: true }]);
});

test('with the end of a document that may be in the phone, the word for those that it carried is said until it is heard', async (t) => {
  const world = await createMergingWorld(t);
  const { carrier, carried, sends } = await carrying(world);
  await answer(world, carrier, sends, 'accepted');
  const end = await world.stores.settlement.settle(carrier, {
    state: 'unconfirmed',
    reason: 'evidence_missing',
    evidence: 'submitted',
  });
  t.deepEqual(end.carried, [runOf(carried)]);
  t.is((await world.stores.journal.load(carried)).carrier, 'sent');
  const word = { ...runOf(carried), word: { type: 'turn_granted' } };
  t.deepEqual(await world.stores.sweep.words(10), [word]);

  await world.stores.journal.show(carried, 'awaiting_acknowledgement', null);
  t.deepEqual(await world.stores.sweep.words(10), []);
  // It has a time of its own, and so may hear of it later.
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'm1', state: 'delivered', error: '' });
  t.is((await look(world, carried)).evidence, 'delivered');
  t.deepEqual(await world.stores.sweep.words(10), [
    { ...runOf(carried), word: { type: 'evidence_reported', evidence: 'delivered' } },
  ]);
  await world.stores.settlement.settle(carried, { state: 'completed', reason: null, evidence: 'delivered' });
  t.deepEqual(await world.stores.sweep.words(10), []);
  t.deepEqual(await violations(world), []);
});

test('with the end of a document that the phone cannot have, those that it carried are in the queue as before', async (t) => {
  const world = await createMergingWorld(t);
  const { carrier, carried, sends } = await carrying(world);
  await answer(world, carrier, sends, 'refused');
  const { next, carried: gone } = await world.stores.settlement.settle(carrier, {
    state: 'expired',
    reason: 'order_expired',
    evidence: 'none',
  });

  t.deepEqual([next, gone], [runOf(carried), []]);
  t.like(await look(world, carried), { state: 'queued', carriedBy: null, evidence: 'none' });
  t.deepEqual((await look(world, carrier)).carries, []);
  const again = await world.stores.journal.load(carried);
  t.like(again, { carrier: null, holdsTurn: true, document: null });
  t.is(await world.stores.journal.openAttempt(carried, 'smpp', { document: THEIRS, sends: plan() }), 'open');
  t.deepEqual(await violations(world), []);
});

test('a document that was refused on the phone was refused for all that it carried', async (t) => {
  const world = await createMergingWorld(t);
  const { carrier, carried, sends } = await carrying(world);
  await answer(world, carrier, sends, 'accepted');
  const { tenantId } = world.principal;
  await world.stores.orders.acknowledge(tenantId, carrier.orderId, { outcome: 'refused', source: 'user' });
  const declined = { state: 'declined', reason: 'user_refused_on_device', evidence: 'submitted' } as const;
  await world.stores.settlement.settle(carrier, declined);

  t.deepEqual(await world.stores.sweep.words(10), [{ ...runOf(carried), word: { type: 'refused_on_device' } }]);
  t.is((await world.stores.journal.load(carried)).carrier, 'refused');
  await world.stores.settlement.settle(carried, declined);
  t.deepEqual(await violations(world), []);
});

test('an order whose time is over while another carries it does not say that the phone has nothing', async (t) => {
  const world = await createMergingWorld(t);
  const { carried, carrier, sends } = await carrying(world);
  const expired = { state: 'expired', reason: 'order_expired', evidence: 'none' } as const;
  t.like(await world.stores.settlement.settle(carried, expired), { state: 'failed', reason: 'in_doubt' });
  await answer(world, carrier, sends, 'accepted');
  t.is((await look(world, carried)).evidence, 'none');

  const other = await createMergingWorld(t);
  const later = await carrying(other);
  await answer(other, later.carrier, later.sends, 'accepted');
  t.like(await other.stores.settlement.settle(later.carried, expired), {
    state: 'unconfirmed',
    reason: 'evidence_missing',
    evidence: 'submitted',
  });
  t.deepEqual(await violations(world), []);
  t.deepEqual(await violations(other), []);
});

test('run again, an order has nothing of the one that carried it', async (t) => {
  const world = await createMergingWorld(t);
  const { carried, carrier, sends } = await carrying(world);
  await answer(world, carrier, sends, 'accepted');
  const unconfirmed = { state: 'unconfirmed', reason: 'evidence_missing', evidence: 'submitted' } as const;
  await world.stores.settlement.settle(carried, unconfirmed);
  await world.stores.orders.rerun(world.principal.tenantId, carried.orderId, TEST_LIMITS);
  t.like(await look(world, carried), { run: 2, state: 'accepted', carriedBy: null, evidence: 'none' });
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'm1', state: 'delivered', error: '' });
  t.is((await look(world, carried)).evidence, 'none');
  await world.stores.settlement.settle(carrier, { state: 'completed', reason: null, evidence: 'delivered' });
  t.like(await look(world, carried), { run: 2, state: 'accepted' });
  t.deepEqual(await violations(world), []);
});

test('of two that carry one order at once, one does', async (t) => {
  const world = await createMergingWorld(t);
  const { carrier, carried } = await carrying(world);
  const other = keyOf(await world.order({ idempotency: { key: randomUUID(), bodyHash: randomBytes(32) } }));
  await world.database.rows('update orders set holds_turn = false where id = :orderId', { ...carrier });
  const opening = { document: DOCUMENT, sends: plan(), carried: [carriedOf(carried)] };
  t.is(await world.stores.journal.openAttempt(other, 'smpp', opening), 'left');
  t.is((await look(world, carried)).carriedBy, carrier.orderId);
});
