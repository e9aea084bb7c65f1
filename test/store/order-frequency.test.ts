import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import { secondsToMidnight } from '../../store/order-frequency.ts';
import { createPrincipal, createWorld, TEST_LIMITS, type World, withinOneDay } from '../helpers/database.ts';

test.before(withinOneDay);

const EXCEEDED = { code: 'frequency_exceeded' } as never;

/** Rows that an order leaves, and the counts. */
async function kept({ database }: World) {
  const [row] = await database.rows<Record<string, number>>(
    `select (select count(*) from orders)::int as orders, (select count(*) from idempotency_keys)::int as keys,
       (select count(*) from order_events)::int as events, (select count(*) from charge_records)::int as charges,
       (select sum(orders) from tenant_phone_days)::int as "byTenant", (select sum(orders) from phone_days)::int as "byPhone"`,
  );
  return row;
}

/** A device of another tenant that stands for the same phone. */
async function createNeighbour({ stores, device }: World) {
  const principal = await createPrincipal(stores, 'other');
  const { tenantId } = principal;
  const { msisdn, imsi, imei, model, applications, bearers, dm, timeZone, maxParts } = device;
  const fields = { msisdn, imsi, imei, model, applications, bearers, dm, timeZone, maxParts };
  return { principal, device: await stores.devices.create({ ...fields, tenantId }) };
}

async function count(orders: readonly Promise<unknown>[]): Promise<{ taken: number; codes: string[] }> {
  const settled = await Promise.allSettled(orders);
  const codes = settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.code)] : []));
  return { taken: settled.length - codes.length, codes: [...new Set(codes)] };
}

test('of 40 orders at once for one phone, as many are taken as the tenant may have, and nothing is kept of the others', async (t) => {
  const world = await createWorld(t);
  const limits = { ...TEST_LIMITS, perTenantAndDay: 3 };

  const { taken, codes } = await count(Array.from({ length: 40 }, () => world.order({ limits })));

  t.is(taken, 3);
  t.deepEqual(codes, ['frequency_exceeded']);
  t.deepEqual(await kept(world), { orders: 3, keys: 3, events: 3, charges: 3, byTenant: 3, byPhone: 3 });
});

test('of 40 orders of two tenants at once for one phone, as many are taken as the phone may get', async (t) => {
  const world = await createWorld(t);
  const neighbour = await createNeighbour(world);
  const limits = { perTenantAndDay: 30, perPhoneAndDay: 5 };

  const { taken, codes } = await count(
    Array.from({ length: 40 }, (_, i) => world.order({ limits, ...(i % 2 === 0 ? {} : neighbour) })),
  );

  t.is(taken, 5);
  t.deepEqual(codes, ['frequency_exceeded']);
  t.deepEqual(await kept(world), { orders: 5, keys: 5, events: 5, charges: 5, byTenant: 5, byPhone: 5 });
});

test('a refusal says when to come again, and not which of the two limits was met', async (t) => {
  const world = await createWorld(t);
  const refusals = await Promise.all(
    [{ perTenantAndDay: 0 }, { perPhoneAndDay: 0 }].map((limit) =>
      t.throwsAsync(world.order({ limits: { ...TEST_LIMITS, ...limit } }), EXCEEDED),
    ),
  );
  const [byTenant, byPhone] = refusals as unknown as { message: string; retryAfterSeconds: number }[];
  t.is(byTenant?.message, byPhone?.message);
  t.true((byTenant?.retryAfterSeconds ?? 0) > 0 && (byTenant?.retryAfterSeconds ?? 0) <= 86_400);
  t.is((await kept(world))?.['orders'], 0);
});

test('an order that comes again under its idempotency key is not counted again, however many come at once', async (t) => {
  const world = await createWorld(t);
  const limits = { ...TEST_LIMITS, perTenantAndDay: 2 };
  const idempotency = { key: 'twin', bodyHash: randomBytes(32) };

  const { taken } = await count(Array.from({ length: 30 }, () => world.order({ limits, idempotency })));

  t.is(taken, 30);
  t.deepEqual(await kept(world), { orders: 1, keys: 1, events: 1, charges: 1, byTenant: 1, byPhone: 1 });
  await t.notThrowsAsync(world.order({ limits }));
  await t.throwsAsync(world.order({ limits }), EXCEEDED);
  await t.notThrowsAsync(world.order({ limits, idempotency }));
});

test('a rerun counts, and one that is refused leaves the order as it was', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const limits = { ...TEST_LIMITS, perPhoneAndDay: 2 };
  const id = await world.order({ limits });
  const fail = (run: number) =>
    world.stores.settlement.settle({ orderId: id, run }, { state: 'failed', reason: 'in_doubt', evidence: 'none' });
  await fail(1);
  t.is((await world.stores.orders.rerun(tenantId, id, limits)).order.run, 2);
  await fail(2);

  await t.throwsAsync(world.stores.orders.rerun(tenantId, id, limits), EXCEEDED);

  t.like(await world.stores.orders.find(tenantId, id), { run: 2, state: 'failed' });
  t.is((await kept(world))?.['byPhone'], 2);
});

test('other phones and other days have counts of their own', async (t) => {
  const world = await createWorld(t);
  const { tenantId } = world.principal;
  const limits = { perTenantAndDay: 1, perPhoneAndDay: 1 };
  await world.order({ limits });
  await t.throwsAsync(world.order({ limits }), EXCEEDED);
  const { imei, model, applications, bearers, dm, timeZone, maxParts } = world.device;
  const fields = { imei, model, applications, bearers, dm, timeZone, maxParts };
  const other = await world.stores.devices.create({ ...fields, tenantId, msisdn: '+358407654321', imsi: null });
  await t.notThrowsAsync(world.order({ limits, device: other }));

  await world.database.rows('update tenant_phone_days set day = day - 1');
  await world.database.rows('update phone_days set day = day - 1');
  await t.notThrowsAsync(world.order({ limits }));
});

test('counts of days that are over are removed, so many at a time; those of today and yesterday stay', async (t) => {
  const world = await createWorld(t);
  await world.order();
  await world.database.rows(
    `insert into phone_days (day, phone_key, orders)
     select (now() at time zone 'utc')::date - n, sha256(n::text::bytea), 1 from generate_series(1, 8) n`,
  );
  await world.database.rows(
    `insert into tenant_phone_days (day, tenant_id, phone_key, orders)
     select day, :tenantId, phone_key, orders from phone_days on conflict do nothing`,
    { tenantId: world.principal.tenantId },
  );

  t.is(await world.stores.sweep.forgetDays(5), 5);
  t.is(await world.stores.sweep.forgetDays(5), 2);
  t.is(await world.stores.sweep.forgetDays(5), 0);
  t.deepEqual(
    await world.database.rows(
      'select (select count(*) from phone_days)::int as a, (select count(*) from tenant_phone_days)::int as b',
    ),
    [{ a: 2, b: 2 }],
  );
});

test('a tenant cannot look at or touch what a phone had in all, nor count in the name of nobody', async (t) => {
  const world = await createWorld(t);
  const tenant = world.database.forTenant(world.principal.tenantId);
  await world.order();
  for (const statement of [
    'select * from phone_days',
    'update tenant_phone_days set orders = 0',
    'delete from tenant_phone_days',
  ]) {
    await t.throwsAsync(tenant.rows(statement), { message: /permission denied/ });
  }
  await t.throwsAsync(world.database.rows("select wsi_count_order('x', 1, 1)"), { message: /permission denied/ });
  await t.throwsAsync(
    tenant.transaction(async (sql) => {
      await sql.rows("select set_config('wsi.tenant', '', true)");
      await sql.rows("select wsi_count_order('x', 1, 1)");
    }),
    { message: /of nobody/ },
  );
  const stranger = world.database.forTenant(randomUUID());
  t.deepEqual(await stranger.rows('select * from tenant_phone_days'), []);
});

test('the day ends at midnight UTC', (t) => {
  t.is(secondsToMidnight(Date.parse('2026-11-26T23:59:59.500Z')), 1);
  t.is(secondsToMidnight(Date.parse('2026-11-26T00:00:00.000Z')), 86_400);
});
