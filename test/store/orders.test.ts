import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import type { OrderEventRecord } from '../../domain/records.ts';
import { createPrincipal, createWorld, TEST_LIMITS, TEST_POLICY, type World } from '../helpers/database.ts';

async function eventTypes(world: World, id: string): Promise<string[]> {
  const { items } = await world.stores.orders.events(world.principal.tenantId, id, { limit: 100, after: undefined });
  return items.map(({ type }: OrderEventRecord) => type);
}

test('of 50 requests with one idempotency key, one order comes and all hear of it', async (t) => {
  const world = await createWorld(t);
  const idempotency = { key: 'twin', bodyHash: randomBytes(32) };

  const ids = await Promise.all(
    Array.from({ length: 50 }, async () => {
      await world.order({ idempotency });
      const found = await world.stores.orders.findByIdempotencyKey(
        world.principal.tenantId,
        'twin',
        idempotency.bodyHash,
      );
      return found?.id;
    }),
  );

  t.is(new Set(ids).size, 1);
  const [count] = await world.database.rows<{ orders: string; charges: string }>(
    'select (select count(*) from orders) as orders, (select count(*) from charge_records) as charges',
  );
  t.deepEqual(count, { orders: '1', charges: '1' });
});

test('an idempotency key that comes with another body is refused and stores nothing', async (t) => {
  const world = await createWorld(t);
  await world.order({ idempotency: { key: 'k', bodyHash: randomBytes(32) } });

  await t.throwsAsync(world.order({ idempotency: { key: 'k', bodyHash: randomBytes(32) } }), {
    code: 'idempotency_key_reused',
  } as never);
  const [count] = await world.database.rows<{ count: string }>('select count(*) from orders');
  t.is(count?.count, '1');
});

test('a stored definition keeps the order of its parms', async (t) => {
  const world = await createWorld(t);
  const found = await world.stores.definitions.find(world.principal.tenantId, 'internet-access', '1.0.0');
  const parms = found?.definition.document.map((characteristic) => Object.keys(characteristic.parms ?? {}));
  t.deepEqual(parms, [['NAME'], ['NAPID', 'BEARER', 'NAME', 'NAP-ADDRESS', 'NAP-ADDRTYPE', 'INTERNET']]);
});

test('two tenants may use one idempotency key', async (t) => {
  const world = await createWorld(t);
  const other = await createPrincipal(world.stores, 'other');
  const hash = randomBytes(32);
  await world.order({ idempotency: { key: 'k', bodyHash: hash } });

  t.is(await world.stores.orders.findByIdempotencyKey(other.tenantId, 'k', hash), undefined);
});

test('a repeat is answered with the order as it was accepted, whatever has happened since', async (t) => {
  const world = await createWorld(t);
  const idempotency = { key: 'k', bodyHash: randomBytes(32) };
  const id = await world.order({ idempotency });
  await world.stores.orders.cancel(world.principal.tenantId, id);
  await world.stores.settlement.settle(
    { orderId: id, run: 1 },
    { state: 'cancelled', reason: 'client_cancelled', evidence: 'none' },
  );

  const again = await world.stores.orders.findByIdempotencyKey(world.principal.tenantId, 'k', idempotency.bodyHash);

  t.like(again, { id, state: 'accepted', settledAt: null });
});

test('another tenant does not find an order, its events or its definition', async (t) => {
  const world = await createWorld(t);
  const id = await world.order();
  const { tenantId } = await createPrincipal(world.stores, 'other');

  t.is(await world.stores.orders.find(tenantId, id), undefined);
  t.is(await world.stores.orders.materialOf(tenantId, id), undefined);
  t.deepEqual((await world.stores.orders.events(tenantId, id, { limit: 10, after: undefined })).items, []);
  t.deepEqual((await world.stores.orders.list(tenantId, {}, { limit: 10, after: undefined })).items, []);
  await t.throwsAsync(world.stores.orders.cancel(tenantId, id), { code: 'order_not_found' } as never);
});

test('paging through orders shows each once, newest first, while new ones come', async (t) => {
  const world = await createWorld(t);
  const made: string[] = [];
  for (let i = 0; i < 7; i++) made.push(await world.order());
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await world.stores.orders.list(world.principal.tenantId, {}, { limit: 3, after });
    seen.push(...page.items.map(({ id }) => id));
    after = page.next ?? undefined;
    await world.order();
  } while (after !== undefined);

  t.deepEqual(seen, made.toReversed());
});

test('orders are filtered by state, device, definition and external id', async (t) => {
  const world = await createWorld(t);
  const id = await world.order({ externalId: 'crm-1' });
  await world.order();
  const list = async (filter: object) =>
    (await world.stores.orders.list(world.principal.tenantId, filter, { limit: 10, after: undefined })).items.map(
      (order) => order.id,
    );

  t.deepEqual(await list({ externalId: 'crm-1' }), [id]);
  t.is((await list({ state: 'accepted', deviceId: world.device.id, definition: 'internet-access' })).length, 2);
  t.deepEqual(await list({ state: 'failed' }), []);
});

test('a cursor that is not ours is refused', async (t) => {
  const world = await createWorld(t);
  const crafted = [
    '["a\'b","c"]',
    '["a","b"]',
    '["2026-01-01T00:00:00Z","b"]',
    '["99999999999999999999","1"]',
    '[1,2]',
    '{}',
  ];
  for (const after of ['x', 'W10', ...crafted.map((text) => Buffer.from(text).toString('base64url'))]) {
    const page = { limit: 10, after };
    const invalid = { code: 'request_invalid' } as never;
    await t.throwsAsync(world.stores.orders.list(world.principal.tenantId, {}, page), invalid);
    await t.throwsAsync(world.stores.orders.events(world.principal.tenantId, randomUUID(), page), invalid);
    await t.throwsAsync(world.stores.charges.list(world.principal.tenantId, {}, page), invalid);
  }
});

test('a final state has no successor, not even by hand', async (t) => {
  const world = await createWorld(t);
  const id = await world.order();
  await world.stores.settlement.settle(
    { orderId: id, run: 1 },
    { state: 'failed', reason: 'bearer_refused', evidence: 'none' },
  );

  await t.throwsAsync(world.database.rows("update orders set state = 'completed' where id = :id", { id }), {
    message: /no state follows failed/,
  });
});

test('charge records and order events are never changed or removed', async (t) => {
  const world = await createWorld(t);
  await world.order();
  for (const sql of [
    "update charge_records set class = 'x'",
    'delete from charge_records',
    'delete from order_events',
  ]) {
    await t.throwsAsync(world.database.rows(sql), { message: /never changed or removed/ });
  }
});

test('settle() of a final run changes nothing and says what was settled', async (t) => {
  const world = await createWorld(t);
  const key = { orderId: await world.order(), run: 1 };
  await world.stores.settlement.settle(key, { state: 'completed', reason: null, evidence: 'delivered' });

  const again = await world.stores.settlement.settle(key, { state: 'failed', reason: 'in_doubt', evidence: 'none' });

  t.like(again, { state: 'completed', evidence: 'delivered' });
  t.is((await eventTypes(world, key.orderId)).filter((type) => type === 'order.settled').length, 1);
});

test('rerun() makes a new run of a failed order, and of a failed order only', async (t) => {
  const world = await createWorld(t);
  const id = await world.order();
  const rerun = () => world.stores.orders.rerun(world.principal.tenantId, id, TEST_LIMITS);
  await t.throwsAsync(rerun(), { code: 'order_state_unfit' } as never);
  await world.stores.settlement.settle(
    { orderId: id, run: 1 },
    { state: 'failed', reason: 'bearer_refused', evidence: 'none' },
  );

  t.like((await rerun()).order, { id, run: 2, state: 'accepted', reason: null, settledAt: null });
  await world.stores.settlement.settle(
    { orderId: id, run: 2 },
    { state: 'completed', reason: null, evidence: 'delivered' },
  );
  await t.throwsAsync(rerun(), { code: 'order_state_unfit' } as never);
});

/** As the worker does when the calling system is to ask. */
function askClient(world: World, orderId: string) {
  const prompt = { orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null } as const;
  return world.stores.dialogue.begin(prompt);
}

test('rerun() asks again unless the user said yes before, and waits for no start time', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const policy = { ...TEST_POLICY, startInMs: 60_000, ask: { timeoutMs: 60_000 } };
  for (const answered of [false, true]) {
    const id = await world.order({ policy });
    await askClient(world, id);
    if (answered) await world.stores.orders.answer(tenantId, id, { decision: 'accept', answers: {} });
    await world.stores.settlement.settle(
      { orderId: id, run: 1 },
      { state: 'failed', reason: 'in_doubt', evidence: 'none' },
    );

    const again = await world.stores.orders.rerun(tenantId, id, TEST_LIMITS);

    t.deepEqual(again.policy, { ...policy, startInMs: 0, ask: answered ? null : policy.ask });
  }
});

test('a refusal on the device is said again until the order has ended', async (t) => {
  const world = await createWorld(t);
  const id = await world.order();
  await world.stores.journal.show({ orderId: id, run: 1, attempt: 1 }, 'awaiting_acknowledgement', 'in_doubt');
  await world.stores.orders.acknowledge(world.principal.tenantId, id, { outcome: 'refused', source: 'user' });

  t.deepEqual(await world.stores.sweep.words(10), [{ id, run: 1, word: { type: 'refused_on_device' } }]);
  await world.stores.settlement.settle({ orderId: id, run: 1 }, { state: 'declined', reason: null, evidence: 'none' });
  t.deepEqual(await world.stores.sweep.words(10), []);
});

test('answer() is taken once, while the order asks, and is sealed', async (t) => {
  const world = await createWorld(t);
  const id = await world.order({ policy: { ...TEST_POLICY, ask: { timeoutMs: 60_000 } } });
  const answer = () =>
    world.stores.orders.answer(world.principal.tenantId, id, { decision: 'accept', answers: { password: 'canary-7' } });
  await t.throwsAsync(answer(), { code: 'order_state_unfit' } as never);
  await askClient(world, id);

  t.is((await answer()).order.state, 'awaiting_user');
  await t.throwsAsync(answer(), { code: 'order_already_answered' } as never);
  const [row] = await world.database.rows<{ answers_sealed: Buffer }>(
    'select answers_sealed from orders where id = :id',
    { id },
  );
  t.false(row?.answers_sealed.includes('canary-7'));
  t.deepEqual((await world.stores.journal.load({ orderId: id, run: 1, attempt: 1 })).answers, { password: 'canary-7' });
});

test('the sweep offers an order that nobody started, and not again at once', async (t) => {
  const world = await createWorld(t);
  const id = await world.order();
  t.deepEqual(await world.stores.sweep.unstarted(10), []);
  await world.database.rows("update orders set start_due_at = now() - interval '1 second'");

  t.deepEqual(
    (await world.stores.sweep.unstarted(10)).map((run) => run.id),
    [id],
  );
  t.deepEqual(await world.stores.sweep.unstarted(10), []);
});

test('the sweep repeats a cancellation and an answer that took no effect', async (t) => {
  const world = await createWorld(t);
  const cancelled = await world.order();
  await world.stores.orders.cancel(world.principal.tenantId, cancelled);
  t.deepEqual(await world.stores.sweep.words(10), []);
  await world.database.rows("update orders set cancel_requested_at = now() - interval '1 minute'");

  t.deepEqual(await world.stores.sweep.words(10), [{ id: cancelled, run: 1, word: { type: 'cancel_granted' } }]);
});

test('charges are read forward, each once, while others are still being written', async (t) => {
  const world = await createWorld(t);
  await world.order();
  const read = (after: string | undefined) =>
    world.stores.charges.list(world.principal.tenantId, {}, { limit: 1, after });
  // Transactions of other databases of the server hold the horizon back too, for a moment; a further one moves it on.
  const pause = async () => {
    await world.database.rows('select pg_current_xact_id()');
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  while ((await read(undefined)).items.length === 0) await pause();
  await world.database.transaction(async (sql) => {
    const id = randomUUID();
    await sql.rows(
      `insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id)
       select tenant_id, id, 9, 'sms.part', :unit, 'x', device_id from orders limit 1`,
      { unit: id },
    );
    await world.order();
    // What a running transaction may still precede is not shown yet.
    t.is((await read(undefined)).next, null);
  });
  const kinds: string[] = [];
  let after: string | undefined;
  while (kinds.length < 3) {
    const page = await read(after);
    kinds.push(...page.items.map(({ kind }) => kind));
    after = page.next ?? after;
    if (page.next === null) await pause();
    if (page.next === null && kinds.length < 3) kinds.length = 0;
    if (kinds.length === 0) after = undefined;
  }
  t.deepEqual(kinds.toSorted(), ['order.accepted', 'order.accepted', 'sms.part']);
});

test('charges come in the order of their transactions, also where the numbers of those grow by a digit', async (t) => {
  const world = await createWorld(t);
  await world.order();
  for (const xid of ['9', '10', '100', '99']) {
    await world.database.rows(
      `insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id, xid)
       select tenant_id, id, 9, 'sms.part', :xid, 'x', device_id, :xid::xid8 from orders limit 1`,
      { xid },
    );
  }
  const units: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page++) {
    const { items, next } = await world.stores.charges.list(world.principal.tenantId, {}, { limit: 1, after });
    units.push(...items.map(({ unit }) => unit));
    after = next ?? undefined;
  }
  t.deepEqual(units, ['9', '10', '99', '100']);
});

test('a device is found by each identifier, by its own tenant only, and its numbers are not in the table', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  for (const [type, value] of [
    ['msisdn', '+358401234567'],
    ['imsi', '244051234567890'],
    ['id', world.device.id],
  ] as const) {
    t.is((await world.stores.devices.find(tenantId, { type, value }))?.id, world.device.id);
  }
  const other = await createPrincipal(world.stores, 'other');
  t.is(await world.stores.devices.find(other.tenantId, { type: 'msisdn', value: '+358401234567' }), undefined);
  const [row] = await world.database.rows<{ text: string }>('select devices::text as text from devices');
  t.notRegex(row?.text ?? '', /358401234567|244051234567890/);
  t.notRegex(row?.text ?? '', new RegExp(Buffer.from('358401234567').toString('hex')));
});

test('a second device with the same number is refused by name', async (t) => {
  const world = await createWorld(t);
  const { id: _, createdAt: __, ...device } = world.device;
  const error = await t.throwsAsync(world.stores.devices.create({ ...device, imsi: null }), {
    code: 'device_already_exists',
  } as never);
  t.regex(error?.message ?? '', /msisdn/);
});

test('a key lets its client in until it expires or is revoked, and only with the right secret', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const add = (keyId: string, expiresAt: Date) =>
    world.stores.clients.create({
      tenantId,
      name: keyId,
      keyId,
      secret: 's3',
      roles: ['provisioning'],
      scopes: ['orders:read'],
      expiresAt,
    });
  await add('live', new Date(Date.now() + 60_000));
  await add('old', new Date(Date.now() - 60_000));

  t.like(await world.stores.clients.authenticate('live', 's3'), {
    type: 'ok',
    principal: { tenantId, roles: ['provisioning'], scopes: ['orders:read'] },
  });
  t.is((await world.stores.clients.authenticate('live', 'other')).type, 'unknown');
  t.is((await world.stores.clients.authenticate('nobody', 's3')).type, 'unknown');
  t.is((await world.stores.clients.authenticate('old', 's3')).type, 'expired');
  await world.stores.clients.revoke('live');
  t.is((await world.stores.clients.authenticate('live', 's3')).type, 'revoked');
});
