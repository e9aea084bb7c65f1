import { randomBytes } from 'node:crypto';
import test from 'ava';
import pg from 'pg';
import { createChargeStore } from '../../store/charges.ts';
import { createDatabase, type Database } from '../../store/database.ts';
import { createOrderActions } from '../../store/order-actions.ts';
import { createOrderStore } from '../../store/orders.ts';
import { createVault } from '../../store/vault.ts';
import { createPrincipal, createWorld, TEST_LIMITS, TEST_WAIT_MS, type World } from '../helpers/database.ts';

/** What the wall is not between tenants for, and why. */
const WITHOUT_TENANT: Readonly<Record<string, string>> = {
  tenants: 'a tenant is its own row: the wall goes by id',
};

/** Keys that do not begin with the tenant, and why. */
const KEYS_WITHOUT_TENANT: Readonly<Record<string, string>> = {
  receipts: 'a receipt may come before its send is known, and belongs to nobody until then',
};

/** References that do not name the tenant, and why. */
const REFERENCES_WITHOUT_TENANT: Readonly<Record<string, string>> = {
  orders_definition: 'the definition may be of another tenant, which shares it: the reference names that one',
  context_transfers_context: 'an offer outlives the change of owner that it brings about',
};

/** Tables with a second way in, and why: each opens it for reading alone, by what the owner of a row said. */
const SHARED: Readonly<Record<string, string>> = {
  contexts: 'a context is seen by those it is lent to',
  definitions: 'a definition is read by whoever it is shared with, and by whose orders use it',
  context_grants: 'a grant is seen by whom it is to',
  context_transfers: 'an offer is seen by whom it is to',
  shared_definition_names: 'whose definition is meant by a name that is shared is for all to know',
};

/** Two tenants with a device and two orders each, and a database with one connection for each kind of work. */
async function createNeighbours(t: Parameters<typeof createWorld>[0]) {
  const world = await createWorld(t);
  const other = await createPrincipal(world.stores, 'other');
  const { id: _, createdAt: __, ...device } = world.device;
  const otherDevice = await world.stores.devices.create({ ...device, tenantId: other.tenantId });
  const ours = [await world.order(), await world.order()];
  const theirs = [
    await world.order({ principal: other, device: otherDevice }),
    await world.order({ principal: other, device: otherDevice }),
  ];
  const database = createDatabase(world.url, 1, TEST_WAIT_MS);
  t.teardown(() => database.close());
  return { ...world, database, other, ours, theirs };
}

const tenantsSeen = async (database: Database, tenantId: string): Promise<string[]> =>
  (
    await database.forTenant(tenantId).rows<{ tenant_id: string }>('select distinct tenant_id from orders order by 1')
  ).map((row) => row.tenant_id);

test('every table with a tenant is walled off, and the wall holds for its owner too', async (t) => {
  const { database } = await createWorld(t);
  const tables = await database.rows<{ name: string; forced: boolean; policy: string | null; shared: string | null }>(
    `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
       (select string_agg(pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid), ';')
         from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and 'wsi_tenant'::regrole = any(p.polroles)) as policy,
       (select string_agg(p.polcmd::text, ';')
         from pg_policy p where p.polrelid = c.oid and p.polcmd <> '*' and 'wsi_tenant'::regrole = any(p.polroles)) as shared
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  t.true(tables.length > 10);
  for (const { name, forced, policy, shared } of tables) {
    t.true(forced, `${name} has no wall, or one that its owner walks through`);
    t.regex(
      policy ?? 'no policy',
      /tenant_id = wsi_current_tenant\(\).* \/ .*tenant_id = wsi_current_tenant\(\)/,
      name,
    );
    t.notRegex(policy ?? '', /;/, `${name} has a second policy, which could only open the wall`);
    t.is(shared, name in SHARED ? 'r' : null, `${name} has a second way in, for more than reading or without a reason`);
  }
});

test('a table without a tenant is out of reach of what is done for one', async (t) => {
  const { database } = await createWorld(t);
  const reachable = await database.rows<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
       and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
       and case when c.relkind = 'S' then has_sequence_privilege('wsi_tenant', c.oid, 'usage, select, update')
         else has_table_privilege('wsi_tenant', c.oid, 'select, insert, update, delete, truncate, references, trigger')
           or has_any_column_privilege('wsi_tenant', c.oid, 'select, insert, update') end`,
  );
  t.deepEqual(
    reachable.map(({ name }) => name),
    Object.keys(WITHOUT_TENANT),
  );
});

test('the tenant is part of every primary key and of every reference between tables that have one', async (t) => {
  const { database } = await createWorld(t);
  const keys = await database.rows<{ name: string }>(
    `select c.relname as name
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and (k.conkey is null or not a.attnum = any(k.conkey))`,
  );
  t.deepEqual(keys.map(({ name }) => name).toSorted(), Object.keys(KEYS_WITHOUT_TENANT).toSorted());
  const references = await database.rows<{ name: string }>(
    `select k.conname as name
     from pg_constraint k
     join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'tenant_id'
     join pg_attribute b on b.attrelid = k.confrelid and b.attname = 'tenant_id'
     where k.contype = 'f' and array_position(k.conkey, a.attnum) is distinct from array_position(k.confkey, b.attnum)
       or k.contype = 'f' and array_position(k.conkey, a.attnum) is null`,
  );
  t.deepEqual(references.map(({ name }) => name).toSorted(), Object.keys(REFERENCES_WITHOUT_TENANT).toSorted());
});

test('a row cannot be stored under one tenant and refer to an order of another', async (t) => {
  const { database, other, ours } = await createNeighbours(t);
  const foreign = { tenantId: other.tenantId, id: ours[0] };
  for (const statement of [
    "insert into order_events (tenant_id, order_id, run, type) values (:tenantId, :id, 1, 'x')",
    `insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
       values (:tenantId, :id, 1, 'order.completed', 'x', :id)`,
    "insert into idempotency_keys (tenant_id, key, body_hash, order_id) values (:tenantId, 'x', 'x', :id)",
    "insert into attempts (tenant_id, order_id, run, attempt, bearer, part_count) values (:tenantId, :id, 1, 1, 'x', 1)",
    `insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count)
       values (:tenantId, :id, 1, 'x', 1, 'x', 1, 1)`,
  ]) {
    await t.throwsAsync(database.rows(statement, foreign), { message: /foreign key/ }, statement);
  }
});

test('a receipt has the whole key of its send or none of it', async (t) => {
  const { database, principal } = await createWorld(t);
  await t.throwsAsync(
    database.rows(
      "insert into receipts (bearer, message_id, state, error, tenant_id) values ('smpp', 'x', 'delivered', '', :tenantId)",
      { tenantId: principal.tenantId },
    ),
    { message: /receipts_send/ },
  );
});

test('on one connection, tenants in turn and at once see and change rows of their own only', async (t) => {
  const { database, principal, other } = await createNeighbours(t);
  const marks: string[] = [];
  await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const tenantId = i % 2 === 0 ? principal.tenantId : other.tenantId;
      const tenant = database.forTenant(tenantId);
      switch (i % 6) {
        case 0:
        case 1:
          // A statement that fails.
          await t.throwsAsync(tenant.rows('select 1 / (count(*) - count(*)) from orders'), { message: /zero/ });
          break;
        case 2:
        case 3:
          // A transaction that is given up half way.
          await t.throwsAsync(
            tenant.transaction(async (sql) => {
              await sql.rows("update orders set external_id = 'given up'");
              throw new Error('given up');
            }),
            { message: 'given up' },
          );
          break;
        default: {
          // All that are there for it, without a condition.
          const changed = await tenant.transaction((sql) =>
            sql.rows<{ tenant_id: string }>('update orders set external_id = tenant_id::text returning tenant_id'),
          );
          marks.push(...changed.map((row) => `${row.tenant_id === tenantId}`));
        }
      }
      t.deepEqual(await tenantsSeen(database, tenantId), [tenantId]);
    }),
  );
  t.deepEqual([...new Set(marks)], ['true']);
  const [row] = await database.rows<{ right: boolean }>(
    'select bool_and(external_id = tenant_id::text) as right from orders',
  );
  t.true(row?.right);
});

test('a write under another tenant is refused, in a statement and in a transaction', async (t) => {
  const { database, principal, other } = await createNeighbours(t);
  const move = 'update orders set tenant_id = :tenantId';
  const tenant = database.forTenant(principal.tenantId);
  const bindings = { tenantId: other.tenantId };
  await t.throwsAsync(tenant.rows(move, bindings), { message: /row-level security/ });
  await t.throwsAsync(
    tenant.transaction((sql) => sql.rows(move, bindings)),
    { message: /row-level security/ },
  );
  await t.throwsAsync(
    tenant.rows("insert into contexts (tenant_id, device_id, name) select :tenantId, id, 'x' from devices", bindings),
    {
      message: /row-level security/,
    },
  );
});

test('what is done for a tenant has no way to tables that are the service’s own', async (t) => {
  const { database, principal } = await createWorld(t);
  const tenant = database.forTenant(principal.tenantId);
  for (const statement of [
    'select * from receipts',
    'select * from schema_migrations',
    "update attempts set outcome = 'failed'",
    "update sends set state = 'refused'",
    'delete from parts',
    "update documents set push_sealed = 'x'",
    "update order_events set type = 'x'",
    'delete from charge_records',
    'delete from orders',
    'delete from audit_entries',
    'delete from tenants',
  ]) {
    await t.throwsAsync(tenant.rows(statement), { message: /permission denied/ }, statement);
  }
  // Once a statement has begun, its role cannot be left by it: only a second statement could, and there is none.
  await t.throwsAsync(tenant.rows('select 1; set role wsi_service'), { message: /multiple commands/ });
});

const forget = (text: string): string => text.replaceAll(/\b(\w\.)?tenant_id = :tenantId\b/g, 'true');

/** Statements that have lost every condition on the tenant. */
const careless = (sql: Pick<Database, 'rows' | 'transaction'>) => ({
  rows: <Row>(text: string, bindings?: Record<string, unknown>) => sql.rows<Row>(forget(text), bindings),
  transaction: <T>(work: (inner: Pick<Database, 'rows'>) => Promise<T>) =>
    sql.transaction((inner) =>
      work({
        rows: <Row>(text: string, bindings?: Record<string, unknown>) => inner.rows<Row>(forget(text), bindings),
      }),
    ),
});

function sabotaged(database: Database, walled: boolean): Database {
  return {
    ...careless(database),
    forTenant: (tenantId) => careless(walled ? database.forTenant(tenantId) : database),
    close: async () => {},
  };
}

/** What a tenant gets at of another's, with statements that forgot to ask for its own. */
async function reach({ database, other, ours }: Awaited<ReturnType<typeof createNeighbours>>, walled: boolean) {
  const vault = createVault(randomBytes(32));
  const broken = sabotaged(database, walled);
  const orders = { ...createOrderStore(broken, vault), ...createOrderActions(broken, vault) };
  const charges = createChargeStore(broken);
  const page = { limit: 50, after: undefined };
  const id = ours[0] ?? '';
  const tried = {
    find: orders.find(other.tenantId, id),
    events: orders.events(other.tenantId, id, page).then(({ items }) => items[0]),
    list: orders.list(other.tenantId, {}, page).then(({ items }) => items.find((order) => order.id === id)),
    charges: charges.list(other.tenantId, { orderId: id }, page).then(({ items }) => items[0]),
    definition: orders.materialOf(other.tenantId, id),
    cancel: orders.cancel(other.tenantId, id),
    rerun: orders.rerun(other.tenantId, id, TEST_LIMITS),
    answer: orders.answer(other.tenantId, id, { decision: 'accept', answers: {} }),
    acknowledge: orders.acknowledge(other.tenantId, id, { outcome: 'applied', source: 'user' }),
  };
  const reached = await Promise.all(
    Object.entries(tried).map(async ([name, result]) => {
      const found = await result.catch((error: { code?: string }) => error.code !== 'order_not_found' || undefined);
      return found === undefined ? [] : [name];
    }),
  );
  return reached.flat();
}

test('a statement that forgot its tenant finds nothing behind the wall', async (t) => {
  t.deepEqual(await reach(await createNeighbours(t), true), []);
});

test('and would find it without the wall', async (t) => {
  const names = await reach(await createNeighbours(t), false);
  // The key of another vault opens nothing, and charges are shown once no transaction is left to come before them.
  for (const name of ['find', 'events', 'list', 'cancel', 'rerun', 'answer', 'acknowledge'])
    t.true(names.includes(name), name);
});

test.serial('the wall holds when it could not be put up, and the connection is of use afterwards', async (t) => {
  const world: World & { other: { tenantId: string } } = await createNeighbours(t);
  const { database, principal } = world;
  const query: unknown = Reflect.get(pg.Client.prototype, 'query');
  for (const failing of [
    'select 1 / 0',
    'begin; select 1 / 0',
    'begin',
    'begin; set local wsi.tenant to default',
    'select 1',
  ]) {
    // What the server is told instead of the beginning of a transaction and the name of the tenant.
    pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
      const [text] = args;
      const wall = typeof text === 'string' && text.includes('set local wsi.tenant');
      return Reflect.apply(query as () => unknown, this, wall ? [failing, ...args.slice(1)] : args) as never;
    };
    try {
      const seen = await database
        .forTenant(principal.tenantId)
        .rows('select id from orders')
        .catch(() => []);
      t.deepEqual(seen, [], failing);
      await t.throwsAsync(
        database
          .forTenant(principal.tenantId)
          .rows(
            "insert into contexts (tenant_id, device_id, name) select tenant_id, id, 'x' from devices union all select :tenantId, :tenantId, 'x'",
            {
              tenantId: principal.tenantId,
            },
          ),
        { message: /row-level security|zero|aborted/ },
        failing,
      );
    } finally {
      Reflect.set(pg.Client.prototype, 'query', query);
    }
    t.deepEqual(await tenantsSeen(database, principal.tenantId), [principal.tenantId], failing);
    t.deepEqual(await tenantsSeen(database, world.other.tenantId), [world.other.tenantId], failing);
  }
});

test('a tenant’s name in a form of its own never reaches the server', async (t) => {
  const { database } = await createWorld(t);
  for (const id of ["'; set role wsi_service; --", '', 'null', '00000000-0000-0000-0000-00000000000']) {
    t.throws(() => database.forTenant(id), { message: /expected its id/ });
  }
});
