import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ALL_ENTITLEMENTS, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { DEFAULT_SETTINGS } from '../../domain/tenant.ts';
import { createTenantStore } from '../../store/tenants.ts';
import { createApiWorld } from '../helpers/api-world.ts';

test('A tenant has what was stored of it, over what every tenant starts with', async (t) => {
  const { database, stores } = await createApiWorld(t);
  const id = await stores.clients.ensureTenant('plain');
  await database.rows(`update tenants set entitlements = '{"bootstrap": true}' where id = :id`, { id });
  t.deepEqual(await stores.tenants.find(id), {
    id,
    name: 'plain',
    title: 'plain',
    platform: false,
    suspended: false,
    entitlements: { ...NO_ENTITLEMENTS, bootstrap: true },
    domains: [],
    settings: DEFAULT_SETTINGS,
    revision: 1,
  });
});

test('Of the domains of a tenant only the proved ones count', async (t) => {
  const { database, stores } = await createApiWorld(t);
  const tenantId = await stores.clients.ensureTenant('careful', { entitlements: ALL_ENTITLEMENTS });
  await database.rows(
    `insert into tenant_domains (tenant_id, domain, token, proof, proved_at) values
       (:tenantId, 'z.example', '', 'dns', now()), (:tenantId, 'a.example', '', 'operator', now()),
       (:tenantId, 'claimed.example', '', null, null)`,
    { tenantId },
  );
  const tenant = await stores.tenants.find(tenantId);
  t.deepEqual(tenant.domains, ['a.example', 'z.example']);
  t.deepEqual(tenant.entitlements, ALL_ENTITLEMENTS);
});

test('A tenant is looked up once within two seconds, and an unknown one is none', async (t) => {
  const { database, tenantId } = await createApiWorld(t);
  const tenants = createTenantStore(database);
  // So that no connection has to be opened within the two seconds.
  await database.rows('select 1');
  const before = await tenants.find(tenantId);
  await database.rows('update tenants set revision = 2 where id = :tenantId', { tenantId });
  t.is(await tenants.find(tenantId), before);
  await t.throwsAsync(tenants.find(randomUUID()), { message: 'No tenant has this name' });
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  t.is((await tenants.find(tenantId)).revision, 2);
});
