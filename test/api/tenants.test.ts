import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ROLES_OF_A_TENANT } from '../../domain/access.ts';
import { NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { type Json, shareApiWorld } from '../helpers/api-world.ts';

const enterAsTenant = shareApiWorld(test);

/** The world as whoever runs the installation sees it, with the name of a tenant that nobody has. */
async function enter() {
  const world = await enterAsTenant();
  const operator = await world.addKey({ tenant: 'platform', platform: true, roles: ['operator', 'administrator'] });
  const call: typeof world.call = (method, path, options = {}) =>
    world.call(method, path, { key: operator, ...options });
  return { ...world, call, asTenant: world.call, operator, name: `n-${randomUUID()}` };
}

test.serial('A tenant is made, found by its name and may do nothing risky', async (t) => {
  const { call, name } = await enter();
  const made = await call('POST', '/v1/tenants', { body: { name, title: 'Acme Oy' } });
  t.is(made.status, 201);
  t.is(made.headers.get('location'), `/v1/tenants/${name}`);
  t.is(made.headers.get('etag'), '"1"');
  const { id, ...rest } = made.body;
  t.deepEqual(rest, {
    name,
    title: 'Acme Oy',
    platform: false,
    suspended: false,
    entitlements: NO_ENTITLEMENTS,
    domains: [],
    settings: {
      msisdnCheck: 'libphonenumber',
      pinBySms: false,
      confirmation: 'as_defined',
      quietHours: null,
      timeZone: null,
      documentsPerMinute: null,
      limits: {},
    },
  });
  t.deepEqual((await call('GET', `/v1/tenants/${name}`)).body, made.body);
  const again = await call('POST', '/v1/tenants', { body: { name, title: 'Other' } });
  t.is(again.status, 409);
  t.is(again.body.code, 'tenant_already_exists');
  t.is((await call('GET', '/v1/tenants/nobody-has-this')).body.code, 'tenant_not_found');
  t.is(typeof id, 'string');
});

test.serial('Tenants are listed by name, in pages', async (t) => {
  const { call } = await enter();
  const prefix = `zz-${randomUUID()}`;
  for (const letter of ['b', 'a', 'c'])
    await call('POST', '/v1/tenants', { body: { name: `${prefix}-${letter}`, title: 'Z' } });
  const names: string[] = [];
  let after = '';
  do {
    const { body } = await call('GET', `/v1/tenants?limit=2${after}`);
    names.push(...body.items.map((tenant: Json) => tenant.name));
    after = body.next === null ? '' : `&after=${body.next}`;
  } while (after !== '');
  t.deepEqual(names, names.toSorted());
  t.deepEqual(names.slice(-3), [`${prefix}-a`, `${prefix}-b`, `${prefix}-c`]);
  t.is((await call('GET', '/v1/tenants?after=WyJBIl0')).status, 400);
});

test.serial('Entitlements and settings are changed one by one, by whoever has seen the tenant as it is', async (t) => {
  const { call, name, database } = await enter();
  const { body: made } = await call('POST', '/v1/tenants', { body: { name, title: 'Acme' } });
  const path = `/v1/tenants/${name}`;
  t.is((await call('PATCH', path, { body: { title: 'x' } })).status, 428);
  const first = await call('PATCH', path, {
    body: { title: 'Acme Oy', entitlements: { bootstrap: true }, settings: { limits: { orders: 100 } } },
    headers: { 'if-match': '"1"', 'x-correlator': 'grant-1' },
  });
  t.is(first.status, 200);
  t.is(first.headers.get('etag'), '"2"');
  const second = await call('PATCH', path, {
    body: { entitlements: { applications: ['w4'] }, settings: { msisdnCheck: 'e164' } },
    headers: { 'if-match': '"2"' },
  });
  t.like(second.body, {
    title: 'Acme Oy',
    entitlements: { ...NO_ENTITLEMENTS, bootstrap: true, applications: ['w4'] },
    settings: { msisdnCheck: 'e164', limits: { orders: 100 } },
  });
  t.is((await call('PATCH', path, { body: { title: 'lost' }, headers: { 'if-match': '"1"' } })).status, 412);
  t.is(
    (await call('PATCH', '/v1/tenants/none-such', { body: { title: 'x' }, headers: { 'if-match': '*' } })).status,
    404,
  );

  const trail = await database.rows<Json>(
    `select e.operation, e.correlator, t.name as by, e.detail from audit_entries e join clients c on c.id = e.client_id
     join tenants t on t.id = c.tenant_id where e.tenant_id = :id order by number`,
    { id: made.id },
  );
  t.deepEqual(
    trail.map(({ operation, by }) => `${operation} by ${by}`),
    ['create by platform', 'update by platform', 'update by platform'],
  );
  t.like(trail[1], { correlator: 'grant-1', detail: { entitlements: { bootstrap: true } } });
});

for (const [title, change] of [
  ['nothing', {}],
  ['no entitlement', { entitlements: {} }],
  ['an unknown entitlement', { entitlements: { everything: true } }],
  ['an entitlement of another type', { entitlements: { bootstrap: 'yes' } }],
  ['its name', { name: 'other' }],
  ['that it runs the installation', { platform: true }],
  ['its domains', { domains: ['*'] }],
  ['a title with a control character', { title: 'a\u0007' }],
] as const) {
  test.serial(`A change of ${title} is refused`, async (t) => {
    const { call, tenant } = await enter();
    const { status } = await call('PATCH', `/v1/tenants/${tenant}`, { body: change, headers: { 'if-match': '*' } });
    t.is(status, 400);
  });
}

test.serial('A tenant that is shut out is let in nowhere within five seconds, and let in again', async (t) => {
  const { call, asTenant, tenant, operator } = await enter();
  t.is((await asTenant('GET', '/v1/orders')).status, 200);
  const shut = await call('POST', `/v1/tenants/${tenant}/suspend`);
  t.true(shut.body.suspended);
  t.true((await call('POST', `/v1/tenants/${tenant}/suspend`)).body.suspended);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const refused = await asTenant('GET', '/v1/orders');
  t.is(refused.status, 401);
  t.is(refused.body.code, 'credential_invalid');
  t.false((await call('POST', `/v1/tenants/${tenant}/resume`)).body.suspended);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await asTenant('GET', '/v1/orders')).status, 200);
  const itself = await call('POST', '/v1/tenants/platform/suspend');
  t.is(itself.status, 409);
  t.is(itself.body.code, 'tenant_protected');
  t.is((await call('GET', '/v1/tenants', { key: operator })).status, 200);
});

test.serial('The first administrator of a tenant is made by whoever runs the installation', async (t) => {
  const { call, name } = await enter();
  await call('POST', '/v1/tenants', { body: { name, title: 'Acme' } });
  const path = `/v1/tenants/${name}/clients`;
  const operator = await call('POST', path, { body: { name: 'x', roles: ['operator'] } });
  t.is(operator.status, 403);
  const { status, body } = await call('POST', path, { body: { name: 'first', roles: ROLES_OF_A_TENANT } });
  t.is(status, 201);
  const own = await call('GET', '/v1/tenant', { key: body.key });
  t.is(own.body.name, name);
  const next = await call('POST', '/v1/clients', { key: body.key, body: { name: 'second', roles: ['provisioning'] } });
  t.is(next.status, 201);
  t.is((await call('GET', '/v1/tenants', { key: body.key })).status, 403);
});

test.serial('Only clients of the platform tenant reach tenants, whatever their role and scopes', async (t) => {
  const { addKey, call, tenant, operator, stores } = await enter();
  const pretender = await addKey({ roles: ['administrator', 'operator'] });
  for (const key of [pretender, await addKey()]) {
    t.is((await call('GET', '/v1/tenants', { key })).status, 403);
    t.is((await call('GET', `/v1/tenants/${tenant}`, { key })).status, 403);
    t.is((await call('POST', `/v1/tenants/${tenant}/suspend`, { key })).status, 403);
  }
  const clerk = await addKey({ tenant: 'platform', platform: true, roles: ['administrator'] });
  t.is((await call('GET', '/v1/tenants', { key: clerk })).status, 403);
  t.is((await call('POST', '/v1/clients', { key: clerk, body: { name: 'x', roles: ['operator'] } })).status, 403);
  t.is((await call('POST', '/v1/clients', { key: operator, body: { name: 'x', roles: ['operator'] } })).status, 201);
  t.false((await stores.tenants.named(tenant)).suspended);
});

test.serial('A tenant sees and changes of itself what is its own to choose', async (t) => {
  const { asTenant, addKey, tenant } = await enter();
  const shown = await asTenant('GET', '/v1/tenant');
  t.like(shown.body, { name: tenant, suspended: false });
  const headers = { 'if-match': shown.headers.get('etag')! };
  const changed = await asTenant('PATCH', '/v1/tenant', { body: { settings: { msisdnCheck: 'e164' } }, headers });
  t.is(changed.status, 200);
  t.is(changed.body.settings.msisdnCheck, 'e164');
  for (const body of [
    { title: 'Bank' },
    { entitlements: { bootstrap: true } },
    { settings: { limits: { orders: 1_000_000 } } },
    { suspended: false },
  ]) {
    t.is((await asTenant('PATCH', '/v1/tenant', { body, headers: { 'if-match': '*' } })).status, 400);
  }
  const key = await addKey({ roles: ['auditor'] });
  t.is((await asTenant('PATCH', '/v1/tenant', { key, body: { settings: { msisdnCheck: 'e164' } } })).status, 403);
});
