import { randomBytes } from 'node:crypto';
import test from 'ava';
import { documentPlace } from '../../store/document-rows.ts';
import { createWorld, TEST_LIMITS, TEST_POLICY, type World } from '../helpers/database.ts';

const DAYS = 30;
const ASKED = { ...TEST_POLICY, ask: { timeoutMs: 60_000, ways: ['client'] as const } };

/** An order that was asked, answered, looked up, rendered, and has failed; `daysAgo` the clock is moved on. */
async function failed(world: World, daysAgo: number): Promise<string> {
  const { stores, database } = world;
  const orderId = await world.order({ policy: ASKED, pin: '12345678' });
  const prompt = { orderId, run: 1, number: 1, way: 'client', timeoutMs: 60_000, token: null } as const;
  await stores.dialogue.begin(prompt);
  await stores.answers.answer(prompt, { decision: 'accept', answers: { name: 'canary' }, language: 'en' });
  await database.rows(
    "update orders set looked_up_sealed = 'canary', looked_up_run = 1, pin_sealed = coalesce(pin_sealed, 'canary') where id = :orderId",
    { orderId },
  );
  await database.rows(
    `insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count)
     select tenant_id, id, 1, :push, 5, 'x', 1, 1 from orders where id = :orderId`,
    { orderId, push: Buffer.from(documentPlace({ orderId, run: 1 })) },
  );
  await stores.settlement.settle({ orderId, run: 1 }, { state: 'failed', reason: 'in_doubt', evidence: 'none' });
  await database.rows(
    'update orders set settled_at = settled_at - make_interval(hours => :hours) where id = :orderId',
    {
      orderId,
      hours: daysAgo * 24,
    },
  );
  return orderId;
}

const KEPT = `
  select (select count(*) from orders where id = :orderId and parameters_sealed is not null)::int as parameters,
    (select count(*) from orders where id = :orderId and answers_sealed is not null)::int as answers,
    (select count(*) from orders where id = :orderId and looked_up_sealed is not null)::int as "lookedUp",
    (select count(*) from orders where id = :orderId and pin_sealed is not null)::int as pin,
    (select count(*) from documents where order_id = :orderId and push_sealed is not null)::int as documents,
    (select count(*) from documents where order_id = :orderId)::int as "documentRows",
    (select count(*) from consents where order_id = :orderId)::int as consents`;

const kept = async ({ database }: World, orderId: string) => (await database.rows(KEPT, { orderId }))[0];
const ALL = { parameters: 1, answers: 1, lookedUp: 1, pin: 1, documents: 1, documentRows: 1, consents: 1 };
const ERASED = { parameters: 0, answers: 0, lookedUp: 0, pin: 0, documents: 0, documentRows: 1, consents: 1 };

test('what an order was given, asked and made of is erased so many days after its end, and not a day before', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const young = await failed(world, DAYS - 1);
  const old = await failed(world, DAYS);
  const open = await world.order();
  await world.database.rows("update orders set accepted_at = now() - interval '1 year' where id = :open", { open });

  t.is(await world.stores.erasure.eraseOrders(DAYS, 100), 1);

  t.deepEqual(await kept(world, old), ERASED);
  t.deepEqual(await kept(world, young), ALL);
  t.like(await kept(world, open), { parameters: 1 });
  t.truthy((await world.stores.orders.find(tenantId, old))?.erasedAt);
  t.like(await world.stores.orders.find(tenantId, young), { erasedAt: null });
  t.like(await world.stores.orders.materialOf(tenantId, old), { parameters: {}, answers: {} });
  const { items } = await world.stores.orders.events(tenantId, old, { limit: 50, after: undefined });
  t.is(items.at(-1)?.type, 'order.erased');
  t.is(await world.stores.erasure.eraseOrders(DAYS, 100), 0);
});

test('erasing goes by batches, the oldest first, and sweepers side by side erase each order once', async (t) => {
  const world = await createWorld(t);
  const ids = await Promise.all([34, 33, 32, 31].map((days) => failed(world, days)));

  t.is(await world.stores.erasure.eraseOrders(DAYS, 1), 1);
  t.like(await kept(world, String(ids[0])), ERASED);
  const counts = await Promise.all([1, 2, 3].map(() => world.stores.erasure.eraseOrders(DAYS, 2)));
  let sum = counts.reduce((total, count) => total + count, 0);
  while (sum < 3) sum += await world.stores.erasure.eraseOrders(DAYS, 2);

  t.is(sum, 3);
  const [row] = await world.database.rows("select count(*)::int as told from order_events where type = 'order.erased'");
  t.deepEqual(row, { told: 4 });
});

test('an erased order is not run again, and leaves no count of an order behind', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const id = await failed(world, DAYS);
  await world.stores.erasure.eraseOrders(DAYS, 100);
  const counted = await world.stores.orders.countToday(tenantId, world.device.id);

  await t.throwsAsync(world.stores.orders.rerun(tenantId, id, TEST_LIMITS), { code: 'order_erased' } as never);

  t.is(await world.stores.orders.countToday(tenantId, world.device.id), counted);
  t.like(await world.stores.orders.find(tenantId, id), { state: 'failed', run: 1 });
});

test('an order that is run again is not erased for its earlier end', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const id = await failed(world, DAYS);
  await world.stores.orders.rerun(tenantId, id, TEST_LIMITS);
  t.is(await world.stores.erasure.eraseOrders(DAYS, 100), 0);
  t.like(await kept(world, id), { parameters: 1, answers: 1 });
});

test('an order keeps its parameters until it is erased, and nothing afterwards: the table itself sees to it', async (t) => {
  const world = await createWorld(t);
  const id = await failed(world, 0);
  const refused = { message: /orders_erased_is_empty/ };
  await t.throwsAsync(
    world.database.rows('update orders set parameters_sealed = null where id = :id', { id }),
    refused,
  );
  await t.throwsAsync(world.database.rows('update orders set erased_at = now() where id = :id', { id }), refused);
  t.is(await world.stores.erasure.eraseOrders(0, 100), 1);
  await t.throwsAsync(
    world.database.rows('update orders set answers_sealed = :late where id = :id', { id, late: randomBytes(8) }),
    refused,
  );
});
