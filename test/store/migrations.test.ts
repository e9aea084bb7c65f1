import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import createKnex from 'knex';
import { prepareDatabase } from '../../bin/migrate.ts';
import { createDatabase } from '../../store/database.ts';
import { createEmptyDatabase, TEST_WAIT_MS } from '../helpers/database.ts';

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url));
/** The first that gives a tenant to what had none. */
const DEFINITION_LIVES = '20261126010000_definition_lives.ts';

function openMigrations(t: Pick<ExecutionContext, 'teardown'>, url: string) {
  const knex = createKnex({
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 2 },
    migrations: { directory: DIRECTORY, loadExtensions: ['.ts'], tableName: 'schema_migrations' },
  });
  t.teardown(() => knex.destroy());
  return knex;
}

/** What a schema comes to: columns, constraints, indexes, policies, rights, functions and triggers. */
const SHAPE = `
  select coalesce(string_agg(line, E'\\n' order by line), '') as shape from (
    select concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) as line
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select concat_ws(' ', tablename, policyname, roles, qual, with_check) from pg_policies
    union all select concat_ws(' ', relname, coalesce(relacl, acldefault('r', relowner)), relrowsecurity, relforcerowsecurity) from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'
    union all select concat_ws(' ', proname, prosrc, proacl) from pg_proc where pronamespace = 'public'::regnamespace
    union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not tgisinternal and c.relnamespace = 'public'::regnamespace
  ) all_lines
  -- The form of a domain let nothing in when it was first stored, and says so in other words once taken back.
  where line not like '%schema_migrations%' and line not like '%tenant_domains_form CHECK%'`;

test('every migration can be taken back and made again, and leaves the schema as it found it', async (t) => {
  const knex = openMigrations(t, await createEmptyDatabase(t));
  const shapeOf = async (): Promise<string> => (await knex.raw(SHAPE)).rows[0].shape;
  const names = (await readdir(DIRECTORY)).filter((name) => name.endsWith('.ts')).toSorted();
  const before: string[] = [];
  for (const _ of names) {
    before.push(await shapeOf());
    await knex.migrate.up();
  }
  const whole = await shapeOf();
  for (const name of names.toReversed()) {
    await knex.migrate.down();
    t.is(await shapeOf(), before.pop() ?? '', `${name} does not take back all that it made`);
  }
  await knex.migrate.latest();
  t.is(await shapeOf(), whole);
});

test('the rows of an older database get the tenant of their order, and what was everybody’s the one that runs it all', async (t) => {
  const url = await createEmptyDatabase(t);
  const knex = openMigrations(t, url);
  const names = (await readdir(DIRECTORY)).filter((name) => name.endsWith('.ts')).toSorted();
  for (const name of names.filter((name) => name < DEFINITION_LIVES)) await knex.migrate.up({ name });
  const tenants = await Promise.all(['acme', 'other'].map((name) => fillAsBefore(knex, name)));
  await prepareDatabase(url);

  const database = createDatabase(url, 2, TEST_WAIT_MS);
  t.teardown(() => database.close());
  for (const { tenantId, orderId } of tenants) {
    for (const table of ['order_events', 'documents', 'attempts', 'parts', 'sends', 'receipts', 'charge_records']) {
      const rows = await database.rows<{ tenant_id: string }>(
        `select tenant_id from ${table} where order_id = :orderId`,
        { orderId },
      );
      t.deepEqual(rows, [{ tenant_id: tenantId }], table);
    }
    const seen = await database
      .forTenant(tenantId)
      .rows<{ order_id: string }>('select order_id from order_events union all select order_id from sends');
    t.deepEqual(seen, [{ order_id: orderId }, { order_id: orderId }]);
  }
  const definitions = await database.rows(
    `select distinct t.name, t.platform, d.state, d.shared, d.approved_at is not null as approved
     from orders o join definitions d on (d.tenant_id, d.id) = (o.definition_tenant_id, o.definition_id)
     join tenants t on t.id = d.tenant_id`,
  );
  t.deepEqual(definitions, [{ name: 'platform', platform: true, state: 'active', shared: true, approved: true }]);
  const parked = await database.rows('select from receipts where send_id is null and tenant_id is null');
  t.is(parked.length, 2);
  await t.throwsAsync(database.rows("update order_events set type = 'x'"), { message: /never changed or removed/ });

  // And back: nothing is lost, so that the version before may be started again.
  for (const _ of names.filter((name) => name >= DEFINITION_LIVES)) await knex.migrate.down();
  const { rows } = await knex.raw(
    `select count(*) from sends s join receipts r on r.send_id = s.id join order_events e on e.order_id = s.order_id`,
  );
  t.is(rows[0].count, '2');
  const { rows: orders } = await knex.raw(
    `select d.tenant_id, d.version from orders o join definitions d on d.id = o.definition_id order by d.version`,
  );
  t.deepEqual(orders, [
    { tenant_id: null, version: '1.0.0' },
    { tenant_id: null, version: '2.0.0' },
  ]);
});

test('an order whose client was asking already has its question, so that it can still be answered', async (t) => {
  const url = await createEmptyDatabase(t);
  const knex = openMigrations(t, url);
  const names = (await readdir(DIRECTORY)).filter((name) => name.endsWith('.ts')).toSorted();
  for (const name of names.filter((name) => name < DEFINITION_LIVES)) await knex.migrate.up({ name });
  const { tenantId, orderId } = await fillAsBefore(knex, 'acme');
  await fillAsBefore(knex, 'other');
  await knex.raw("update orders set state = 'awaiting_user', answer_due_at = '2027-01-01Z' where id = ?", [orderId]);
  await prepareDatabase(url);
  const { rows } = await knex.raw('select tenant_id, order_id, run, number, way, state, due_at from prompts');
  const due_at = new Date('2027-01-01Z');
  t.deepEqual(rows, [
    { tenant_id: tenantId, order_id: orderId, run: 1, number: 1, way: 'client', state: 'open', due_at },
  ]);
});

type Raw = ReturnType<typeof openMigrations>;

/** One order of a tenant with a row of each kind, as the code before wrote them. */
async function fillAsBefore(knex: Raw, tenant: string): Promise<{ tenantId: string; orderId: string }> {
  const [tenantId, clientId, deviceId, orderId, sendId] = Array.from({ length: 5 }, () => randomUUID());
  await knex.raw(
    `insert into tenants (id, name) values (:tenantId, :tenant);
     insert into definitions (tenant_id, name, version, body) values (null, 'old', :version, '{}');
     insert into clients (tenant_id, id, name, key_id, key_hash, scopes, roles, expires_at)
       values (:tenantId, :clientId, 'c', :clientId, 'x', '{}', '{provisioning}', now());
     insert into devices (tenant_id, id, msisdn_index, phone_key) values (:tenantId, :deviceId, 'x', 'x');
     insert into orders (tenant_id, id, client_id, device_id, definition_id, kind, state, wanted_evidence, security,
         policy, parameters_sealed, phone_key, expires_at)
       select :tenantId, :orderId, :clientId, :deviceId, id, 'provisioning', 'delivering', 'delivered', 'NETWPIN', '{}',
         'x', 'x', now() from definitions where name = 'old' and version = :version;
     insert into order_events (order_id, run, type) values (:orderId, 1, 'order.accepted');
     insert into idempotency_keys (tenant_id, key, body_hash, order_id) values (:tenantId, 'k', 'x', :orderId);
     insert into documents (order_id, run, push_sealed, push_octets, push_hash, reference, part_count)
       values (:orderId, 1, 'x', 1, 'x', 1, 1);
     insert into attempts (order_id, run, attempt, bearer, part_count) values (:orderId, 1, 1, 'smpp', 1);
     insert into parts (order_id, run, attempt, part) values (:orderId, 1, 1, 1);
     insert into sends (id, order_id, run, attempt, part, exposure, bearer, reference)
       values (:sendId, :orderId, 1, 1, 1, 1, 'smpp', 1);
     insert into receipts (bearer, message_id, state, error, send_id) values ('smpp', 'm', 'delivered', '', :sendId);
     insert into receipts (bearer, message_id, state, error) values ('smpp', :tenant, 'delivered', '');
     insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
       values (:tenantId, :orderId, 1, 'order.accepted', 'x', :deviceId)`
      .replaceAll(':tenantId', `'${tenantId}'`)
      .replaceAll(':clientId', `'${clientId}'`)
      .replaceAll(':deviceId', `'${deviceId}'`)
      .replaceAll(':orderId', `'${orderId}'`)
      .replaceAll(':sendId', `'${sendId}'`)
      .replaceAll(':tenant', `'${tenant}'`)
      .replaceAll(':version', tenant === 'acme' ? "'1.0.0'" : "'2.0.0'"),
  );
  return { tenantId: String(tenantId), orderId: String(orderId) };
}
