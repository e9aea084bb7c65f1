import { randomUUID } from 'node:crypto';
import test from 'ava';
import type { DeliveryKey, PlannedSend, StoredDocument } from '../../domain/delivery.ts';
import { createWorld, type World } from '../helpers/database.ts';

const document: StoredDocument = {
  push: Buffer.from('0106', 'hex'),
  reference: 7,
  partCount: 2,
  context: null,
  signed: null,
};

function sendsOf(exposure: number, parts = [1, 2]): PlannedSend[] {
  return parts.map((part) => ({ id: randomUUID(), part, exposure, reference: 1_000 + part }));
}

async function opened(world: World): Promise<{ key: DeliveryKey; sends: PlannedSend[] }> {
  const key = { orderId: await world.order(), run: 1, attempt: 1 };
  const sends = sendsOf(1);
  await world.stores.journal.openAttempt(key, 'smpp', { document, sends });
  return { key, sends };
}

const accepted = (send: PlannedSend, messageId: string) =>
  ({ id: send.id, state: 'accepted', messageId, status: 0 }) as const;

async function chargesOf({ database }: World, orderId: string): Promise<string[]> {
  const rows = await database.rows<{ charge: string }>(
    "select kind || ':' || unit as charge from charge_records where order_id = :orderId order by 1",
    { orderId },
  );
  return rows.map(({ charge }) => charge);
}

test('openAttempt() journals a send of every part, takes the turn and keeps the document', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);

  const found = await world.stores.journal.load(key);

  t.is(found.state, 'delivering');
  t.deepEqual(
    found.sends.map(({ id, state, exposure }) => ({ id, state, exposure })),
    sends.map(({ id }) => ({ id, state: 'writing', exposure: 1 })),
  );
  t.deepEqual(found.document, document);
  t.is(found.device.imsi, '244051234567890');
  t.deepEqual(found.tenant, { name: 'acme', title: 'acme' });
  t.deepEqual(found.parameters, { name: 'Acme', apn: 'internet.acme.example' });
});

test('openAttempt() of the same attempt by a second worker finds it in flight and journals nothing', async (t) => {
  const world = await createWorld(t);
  const { key } = await opened(world);

  const gate = await world.stores.journal.openAttempt(key, 'smpp', { document, sends: sendsOf(1) });

  t.is(gate, 'in_flight');
  t.is((await world.stores.journal.load(key)).sends.length, 2);
});

test('of 24 workers that race to open one attempt, one gets through', async (t) => {
  const world = await createWorld(t);
  const key = { orderId: await world.order(), run: 1, attempt: 1 };

  const gates = await Promise.all(
    Array.from({ length: 24 }, () => world.stores.journal.openAttempt(key, 'smpp', { document, sends: sendsOf(1) })),
  );

  t.is(gates.filter((gate) => gate === 'open').length, 1);
  t.is((await world.stores.journal.load(key)).sends.length, 2);
});

test('no third slot exists for a part, whatever the caller asks for', async (t) => {
  const world = await createWorld(t);
  const { key } = await opened(world);
  t.is(await world.stores.journal.openSends(key, 'smpp', sendsOf(2)), 'open');

  await t.throwsAsync(world.stores.journal.openSends(key, 'smpp', sendsOf(3)), { message: /sends_exposure_limit/ });
  t.is(await world.stores.journal.openSends(key, 'smpp', sendsOf(2)), 'in_flight');
});

test('a definite refusal frees its slot', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  await world.stores.journal.record(
    key,
    sends.map(({ id }) => ({ id, state: 'refused', messageId: null, status: 0x58 })),
  );

  t.is(await world.stores.journal.openSends(key, 'smpp', sendsOf(1)), 'open');
});

test('record() counts accepted parts, charges each once and moves the order when all are in', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  const [first, second] = sends as [PlannedSend, PlannedSend];

  await world.stores.journal.record(key, [accepted(first, 'a')]);
  t.is((await world.stores.journal.load(key)).state, 'delivering');
  await world.stores.journal.record(key, [accepted(second, 'b')]);
  await world.stores.journal.record(key, [accepted(second, 'b')]);

  const found = await world.stores.journal.load(key);
  t.is(found.state, 'awaiting_acknowledgement');
  t.is(found.evidence, 'submitted');
  t.deepEqual(await chargesOf(world, key.orderId), [
    'document.submitted:',
    'order.accepted:',
    'sms.part:1/1',
    'sms.part:1/2',
  ]);
});

test('receipts for all parts make the attempt delivered, once, however often and in whatever order they come', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  const [first, second] = sends as [PlannedSend, PlannedSend];
  await world.stores.journal.record(key, [accepted(first, 'a'), accepted(second, 'b')]);
  const receipt = (messageId: string) =>
    world.stores.receipts.take({ bearer: 'smpp', messageId, state: 'delivered', error: '' });

  t.deepEqual(await receipt('b'), []);
  t.deepEqual(await receipt('b'), []);
  t.deepEqual(await receipt('a'), [{ id: key.orderId, run: 1, attempt: 1, outcome: 'delivered' }]);
  t.deepEqual(await receipt('a'), []);
  t.is((await world.stores.journal.load(key)).evidence, 'delivered');
});

test('receipts for the parts of one attempt that come at the same moment still add up', async (t) => {
  const world = await createWorld(t);
  const rounds = 10;
  for (let round = 0; round < rounds; round++) {
    const { key, sends } = await opened(world);
    await world.stores.journal.record(
      key,
      sends.map((send, i) => accepted(send, `${round}-${i}`)),
    );
    const reports = await Promise.all(
      sends.map((_, i) =>
        world.stores.receipts.take({ bearer: 'smpp', messageId: `${round}-${i}`, state: 'delivered', error: '' }),
      ),
    );
    t.is(reports.flat().filter(({ outcome }) => outcome === 'delivered').length, 1);
    await world.stores.settlement.settle(key, { state: 'completed', reason: null, evidence: 'delivered' });
  }
});

test('a receipt that contradicts the first final one is kept and changes nothing', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  const [first, second] = sends as [PlannedSend, PlannedSend];
  await world.stores.journal.record(key, [accepted(first, 'a'), accepted(second, 'b')]);
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'a', state: 'undeliverable', error: '1' });

  t.deepEqual(await world.stores.receipts.take({ bearer: 'smpp', messageId: 'a', state: 'delivered', error: '' }), []);
  const { items } = await world.stores.orders.events(world.principal.tenantId, key.orderId, {
    limit: 50,
    after: undefined,
  });
  t.deepEqual(
    items.map(({ type }) => type).filter((type) => type.startsWith('receipt')),
    ['receipt.received', 'receipt.contradicted'],
  );
});

test('a receipt that overtakes the answer to its send waits and is matched', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  const [first, second] = sends as [PlannedSend, PlannedSend];
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'a', state: 'delivered', error: '' });
  await world.stores.receipts.take({ bearer: 'smpp', messageId: 'b', state: 'delivered', error: '' });

  t.true(await world.stores.journal.record(key, [accepted(first, 'a'), accepted(second, 'b')]));
  t.deepEqual(await world.stores.receipts.matchParked(), [
    { id: key.orderId, run: 1, attempt: 1, outcome: 'delivered' },
  ]);
});

test('of two receipts that contradict each other, the one that came first counts although it overtook the answer', async (t) => {
  const world = await createWorld(t);
  const { key, sends } = await opened(world);
  const [first, second] = sends as [PlannedSend, PlannedSend];
  const take = (messageId: string, state: 'delivered' | 'undeliverable') =>
    world.stores.receipts.take({ bearer: 'smpp', messageId, state, error: '' });
  await take('a', 'delivered');
  await world.stores.journal.record(key, [accepted(first, 'a'), accepted(second, 'b')]);

  // Nobody has looked after the parked one yet.
  t.deepEqual(await take('a', 'undeliverable'), []);
  t.deepEqual(await take('b', 'delivered'), [{ id: key.orderId, run: 1, attempt: 1, outcome: 'delivered' }]);
  t.deepEqual(await world.stores.receipts.matchParked(), []);
});

test('a receipt that names our reference resolves a doubt', async (t) => {
  const world = await createWorld(t);
  const { key } = await opened(world);
  await world.stores.journal.doubt(key);

  for (const part of [1, 2]) {
    await world.stores.receipts.take({
      bearer: 'smpp',
      messageId: `late-${part}`,
      state: 'delivered',
      error: '',
      reference: 1_000 + part,
    });
  }

  const found = await world.stores.journal.load(key);
  t.deepEqual(
    found.sends.map(({ state }) => state),
    ['accepted', 'accepted'],
  );
  t.is(found.evidence, 'delivered');
});

test('a second order for the phone waits its turn and gets it when the first ends', async (t) => {
  const world = await createWorld(t);
  const { key } = await opened(world);
  const later = { orderId: await world.order(), run: 1, attempt: 1 };
  const last = { orderId: await world.order(), run: 1, attempt: 1 };

  t.is(await world.stores.journal.openAttempt(later, 'smpp', { document, sends: sendsOf(1) }), 'turn_busy');
  t.is(await world.stores.journal.queue(later), 'turn_busy');
  t.is(await world.stores.journal.queue(last), 'turn_busy');
  t.is((await world.stores.orders.find(world.principal.tenantId, later.orderId))?.queuedBehind, key.orderId);

  const ended = await world.stores.settlement.settle(key, { state: 'completed', reason: null, evidence: 'delivered' });

  t.deepEqual(ended.next, { id: later.orderId, run: 1 });
  t.is(await world.stores.journal.openAttempt(last, 'smpp', { document, sends: sendsOf(1) }), 'turn_busy');
  t.is(await world.stores.journal.openAttempt(later, 'smpp', { document, sends: sendsOf(1) }), 'open');
});

test('an order that queues while the holder lets go takes the turn itself', async (t) => {
  const world = await createWorld(t);
  for (let round = 0; round < 15; round++) {
    const { key } = await opened(world);
    const later = { orderId: await world.order(), run: 1, attempt: 1 };
    const [gate, ended] = await Promise.all([
      world.stores.journal.queue(later),
      world.stores.settlement.settle(key, { state: 'failed', reason: 'bearer_refused', evidence: 'none' }),
    ]);
    t.true(gate === 'open' || ended.next?.id === later.orderId, `round ${round}: nobody has the turn`);
    await world.stores.settlement.settle(later, { state: 'cancelled', reason: null, evidence: 'none' });
  }
});

test('nothing is journaled for an order whose cancellation was granted', async (t) => {
  const world = await createWorld(t);
  const orderId = await world.order();
  await world.stores.orders.cancel(world.principal.tenantId, orderId);

  const gate = await world.stores.journal.openAttempt({ orderId, run: 1, attempt: 1 }, 'smpp', {
    document,
    sends: sendsOf(1),
  });

  t.is(gate, 'closed');
});

test('a cancellation that waits for a delivery to be journaled sees it: never are both let through', async (t) => {
  const world = await createWorld(t);
  const key = { orderId: await world.order(), run: 1, attempt: 1 };
  let cancelling: Promise<unknown> | undefined;
  await world.database.transaction(async (sql) => {
    // As openAttempt() does, slowly enough for the cancellation to wait for the order's row.
    await sql.rows("update orders set state = 'delivering', holds_turn = true where id = :orderId", key);
    cancelling = world.stores.orders.cancel(world.principal.tenantId, key.orderId).then(
      () => 'granted',
      (error: { code: string }) => error.code,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const journaled = { ...key, tenantId: world.principal.tenantId };
    await sql.rows(
      `insert into attempts (tenant_id, order_id, run, attempt, bearer, part_count)
       values (:tenantId, :orderId, 1, 1, 'smpp', 1)`,
      journaled,
    );
    await sql.rows(
      'insert into parts (tenant_id, order_id, run, attempt, part) values (:tenantId, :orderId, 1, 1, 1)',
      journaled,
    );
    await sql.rows(
      `insert into sends (tenant_id, id, order_id, run, attempt, part, exposure, bearer, reference)
       values (:tenantId, :id, :orderId, 1, 1, 1, 1, 'smpp', 1)`,
      { ...journaled, id: randomUUID() },
    );
  });

  t.is(await cancelling, 'order_cancel_too_late');
});

test('cancel() is refused once something may be on its way, and granted again when it failed for certain', async (t) => {
  const world = await createWorld(t);
  const { key } = await opened(world);
  const cancel = () => world.stores.orders.cancel(world.principal.tenantId, key.orderId);

  await t.throwsAsync(cancel(), { code: 'order_cancel_too_late' } as never);
  await world.stores.journal.failAttempt(key, 'receipt_negative');
  await t.notThrowsAsync(cancel());
});
