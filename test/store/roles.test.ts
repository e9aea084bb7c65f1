import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import createKnex from 'knex';
import { prepareDatabase } from '../../bin/migrate.ts';
import { openStores } from '../../bin/stores.ts';
import { createDatabase } from '../../store/database.ts';
import { createEmptyDatabase, createTestDatabase, TEST_WAIT_MS } from '../helpers/database.ts';

/** A user of the server who is no superuser, gone with the test and everything that it owns. */
async function createUser(t: ExecutionContext, url: string, memberships: string) {
  const name = `user_${randomUUID().replaceAll('-', '')}`;
  const admin = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  await admin.raw(`create role ${name} login password 'pw'; ${memberships.replaceAll('USER', name)}`);
  t.teardown(async () => {
    await admin.raw(`reassign owned by ${name} to current_user; drop owned by ${name}; drop role ${name}`);
    await admin.destroy();
  });
  const own = new URL(url);
  own.username = name;
  own.password = 'pw';
  return { admin, name, url: own.href };
}

test('an owner who is no superuser migrates and runs the service, and stands before the wall', async (t) => {
  const url = await createEmptyDatabase(t);
  const database = new URL(url).pathname.slice(1);
  const user = await createUser(
    t,
    url,
    `grant wsi_service, wsi_tenant to USER; alter database ${database} owner to USER`,
  );

  await prepareDatabase(user.url);
  await prepareDatabase(user.url);

  const stores = openStores(
    { databaseUrl: user.url, databaseConnections: 2, secretKey: Buffer.alloc(32) },
    TEST_WAIT_MS,
  );
  t.teardown(() => stores.close());
  const tenantId = await stores.clients.ensureTenant('acme');
  const fields = {
    imsi: null,
    imei: null,
    model: null,
    applications: null,
    bearers: null,
    dm: null,
    timeZone: null,
    maxParts: 10,
  };
  await stores.devices.create({ ...fields, tenantId, msisdn: '+358401234567' });
  const owner = createKnex({ client: 'pg', connection: user.url, pool: { min: 0, max: 1 } });
  t.teardown(() => owner.destroy());
  // The triggers and the counting function work with the rights of the owner, who is not above the walls either.
  await owner.raw(
    "set role wsi_service; insert into audit_entries (tenant_id, object, operation, object_id) select id, 'x', 'x', 'x' from tenants",
  );
  await owner.raw('begin; set local role wsi_tenant');
  await owner.raw(`set local wsi.tenant = '${tenantId}'`);
  await owner.raw("select wsi_count_order('x', 1, 1)");
  const { rows } = await owner.raw('select count(*)::int from devices');
  t.is(rows[0].count, 1);
  await owner.raw('commit; set role wsi_tenant');
  t.is((await owner.raw('select count(*)::int from devices')).rows[0].count, 0);
});

test('a user with both memberships runs the service without owning anything', async (t) => {
  const url = await createTestDatabase(t);
  const user = await createUser(t, url, 'grant wsi_service, wsi_tenant to USER');
  const database = createDatabase(user.url, 1, TEST_WAIT_MS);
  t.teardown(() => database.close());
  const [row] = await database.rows<{ id: string }>("insert into tenants (name) values ('acme') returning id");
  t.deepEqual(await database.forTenant(row?.id ?? '').rows('select name from tenants'), [{ name: 'acme' }]);
  await t.throwsAsync(database.rows('drop table sends'), { message: /must be owner/ });
});

test('a user without the memberships is let nowhere', async (t) => {
  const url = await createTestDatabase(t);
  const user = await createUser(t, url, '');
  const database = createDatabase(user.url, 1, TEST_WAIT_MS);
  t.teardown(() => database.close());
  await t.throwsAsync(database.rows('select 1'), { message: /permission denied to set role/ });
});

test('a database whose walls are incomplete is refused by name', async (t) => {
  for (const damage of [
    'drop policy own_tenant on sends',
    'drop policy service on sends',
    'alter table sends disable row level security',
    'alter table sends no force row level security',
  ]) {
    const url = await createTestDatabase(t);
    const admin = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
    await admin.raw(damage);
    await admin.destroy();
    await t.throwsAsync(prepareDatabase(url), { message: /policies are missing for sends$/ }, damage);
  }
});
