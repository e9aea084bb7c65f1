import { randomUUID } from 'node:crypto';
import test from 'ava';
import { writeAudit } from '../../store/audit.ts';
import { type ApiWorld, createApiWorld } from '../helpers/api-world.ts';

async function note({ database }: ApiWorld, tenantId: string, object: string): Promise<void> {
  const actor = { tenantId, clientId: null, correlator: 'case-17' };
  await database.transaction((sql) => writeAudit(sql, actor, { object, operation: 'create', objectId: 'x' }));
}

const objects = ({ body }: { body: { items: { object: string }[] } }) => body.items.map(({ object }) => object);

test('GET /v1/audit lists the trail of the own tenant to its administrators and auditors, and to nobody else', async (t) => {
  const world = await createApiWorld(t);
  const otherId = await world.stores.clients.ensureTenant('other');
  await note(world, world.tenantId, 'mine');
  await note(world, otherId, 'theirs');
  for (const role of ['administrator', 'auditor'] as const) {
    const answer = await world.call('GET', '/v1/audit', { key: await world.addKey({ roles: [role] }) });
    t.is(answer.status, 200);
    t.true(objects(answer).includes('mine'));
    t.false(objects(answer).includes('theirs'));
  }
  for (const role of ['provisioning', 'provider', 'support', 'billing'] as const) {
    t.is((await world.call('GET', '/v1/audit', { key: await world.addKey({ roles: [role] }) })).status, 403);
  }
});

test('GET /v1/audit takes filters and pages, and refuses what is no filter', async (t) => {
  const world = await createApiWorld(t);
  for (const object of ['one', 'two', 'two']) await note(world, world.tenantId, object);
  const get = (query: string) => world.call('GET', `/v1/audit?${query}`);

  t.deepEqual(objects(await get('object=two&limit=1')), ['two']);
  const { body } = await get('object=two&limit=1');
  const rest = await get(`object=two&limit=1&after=${body.next}`);
  t.deepEqual([objects(rest), rest.body.next], [['two'], null]);
  t.deepEqual(objects(await get(`clientId=${randomUUID()}`)), []);
  t.deepEqual(objects(await get('until=2000-01-01T00:00:00Z')), []);
  t.is((await get('from=yesterday')).status, 400);
  t.is((await get('tenantId=x')).status, 400);
  t.is((await get('after=x')).status, 400);
});

test('GET /v1/tenants/:tenant/audit shows any trail to who runs the installation, and to no tenant', async (t) => {
  const world = await createApiWorld(t);
  await note(world, world.tenantId, 'mine');
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator'] });
  const path = '/v1/tenants/acme/audit';

  const answer = await world.call('GET', path, { key: operator });

  t.is(answer.status, 200);
  t.true(objects(answer).includes('mine'));
  t.is((await world.call('GET', path)).status, 403);
  const support = await world.addKey({ tenant: 'platform', platform: true, roles: ['support', 'administrator'] });
  t.is((await world.call('GET', path, { key: support })).status, 403);
  const absent = await world.call('GET', '/v1/tenants/nobody/audit', { key: operator });
  t.deepEqual([absent.status, absent.body.code], [404, 'tenant_not_found']);
  t.is((await world.call('GET', '/v1/tenants/NOT-A-NAME/audit', { key: operator })).status, 404);
});
