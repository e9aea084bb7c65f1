import { randomBytes, randomUUID } from 'node:crypto';
import test from 'ava';
import { parseApiKey } from '../../api/api-key.ts';
import { ROLES_OF_A_TENANT } from '../../domain/access.ts';
import { type ApiWorld, type Json, shareApiWorld } from '../helpers/api-world.ts';

const enter = shareApiWorld(test);

const READER = { name: 'reader', roles: ['auditor'], scopes: ['orders:read'] };

/** What the audit trail of the first tenant says, without its first entries: how the world was made. */
async function trail({ database, tenantId }: ApiWorld): Promise<Json[]> {
  const rows = await database.rows<Json>(
    `select object, operation, object_id, client_id, detail, correlator from audit_entries
     where tenant_id = :tenantId and client_id is not null order by number`,
    { tenantId },
  );
  return rows;
}

test.serial('A client is made with a key that is shown once and works at once', async (t) => {
  const world = await enter();
  const { status, body, headers, text } = await world.call('POST', '/v1/clients', { body: READER });
  t.is(status, 201);
  t.like(body, { ...READER, sourceRanges: [], limits: {}, oauth: null, certificate: null, lastUsedAt: null });
  t.is(headers.get('location'), `/v1/clients/${body.id}`);
  t.is(headers.get('etag'), '"1"');
  const { secret, keyId } = parseApiKey(body.key)!;
  t.deepEqual(
    body.keys.map(({ id }: Json) => id),
    [keyId],
  );
  t.is((await world.call('GET', '/v1/orders', { key: body.key })).status, 200);
  t.is((await world.call('GET', '/v1/clients', { key: body.key })).status, 403);

  const shown = await world.call('GET', `/v1/clients/${body.id}`);
  t.is(shown.headers.get('etag'), '"1"');
  const { key: _key, ...client } = body;
  t.deepEqual(shown.body, client);
  const listed = await world.call('GET', '/v1/clients?limit=1');
  t.deepEqual(listed.body.items, [client]);
  for (const reply of [shown.text, listed.text]) t.false(reply.includes(secret));
  t.is(text.split(secret).length, 2);
  const [{ hash }] = await world.database.rows<Json>('select hash from client_keys where id = :keyId', { keyId });
  t.false([shown.text, listed.text, text].some((reply) => reply.includes(hash.toString('hex'))));
});

test.serial('A client that was removed is told that it is unknown, also by what is its own', async (t) => {
  const { call, addKey, database } = await enter();
  const key = await addKey();
  const { id } = (await call('GET', '/v1/client', { key })).body;
  // As another process does it: this one knows the credential for five seconds more.
  await database.rows('update clients set revoked_at = now() where id = :id', { id });
  for (const [method, path] of [
    ['GET', '/v1/client'],
    ['POST', '/v1/client/keys'],
    ['DELETE', `/v1/client/keys/${parseApiKey(key)!.keyId}`],
  ] as const) {
    const { status, body } = await call(method, path, { key, ...(method === 'POST' && { body: {} }) });
    t.is(`${status} ${body.code}`, '401 credential_invalid', `${method} ${path}`);
  }
});

test.serial('Scopes that are not named are those of the roles', async (t) => {
  const { call } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: { name: 'billing', roles: ['billing'] } });
  t.deepEqual(body.scopes.toSorted(), ['charges:read', 'clients:rotate', 'settings:read']);
});

test.serial('Clients are listed in pages, those of others and those that ended never', async (t) => {
  const { call, addKey } = await enter();
  await addKey({ tenant: `other-${randomUUID()}` });
  const made: string[] = [];
  for (let i = 0; i < 3; i++) made.push((await call('POST', '/v1/clients', { body: READER })).body.id);
  await call('DELETE', `/v1/clients/${made[1]}`);
  const first = await call('GET', '/v1/clients?limit=2');
  const second = await call('GET', `/v1/clients?limit=2&after=${first.body.next}`);
  t.deepEqual(
    first.body.items.map(({ id }: Json) => id),
    [made[2], made[0]],
  );
  t.is(second.body.items.length, 1);
  t.is(second.body.next, null);
});

test.serial('Nobody gives a role or a scope that he has not got', async (t) => {
  const { call, addKey } = await enter();
  const key = await addKey({ roles: ['administrator'], scopes: ['clients:create', 'clients:update', 'clients:read'] });
  const refused = async (form: Json, field: string) => {
    const { status, body } = await call('POST', '/v1/clients', { key, body: { ...READER, ...form } });
    t.is(status, 403);
    t.is(body.code, 'permission_missing');
    t.is(body.errors[0].field, field);
  };
  await refused({ roles: ['administrator', 'provisioning'], scopes: [] }, '/roles/1');
  await refused({ roles: ['administrator'], scopes: ['clients:read', 'orders:create'] }, '/scopes/1');
  await refused({ roles: ['operator'], scopes: [] }, '/roles/0');
  const made = await call('POST', '/v1/clients', { key, body: { name: 'deputy', roles: ['administrator'] } });
  t.is(made.status, 201);
  t.deepEqual(made.body.scopes.toSorted(), ['clients:create', 'clients:read', 'clients:update']);
});

test.serial(
  'The role of whoever runs the installation is not to be had in another tenant, nor by raising a client',
  async (t) => {
    const { call, key, database, tenantId } = await enter();
    t.is((await call('POST', '/v1/clients', { body: { ...READER, roles: ['operator'] } })).status, 403);
    const { body } = await call('POST', '/v1/clients', { body: READER });
    const raised = await call('PATCH', `/v1/clients/${body.id}`, {
      body: { roles: ['auditor', 'operator'] },
      headers: { 'if-match': '*' },
    });
    t.is(raised.status, 403);
    // Not even by a row that should not be there.
    await database.rows(`update clients set roles = array['operator', 'administrator'] where tenant_id = :tenantId`, {
      tenantId,
    });
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    t.is((await call('GET', '/v1/clients', { key })).status, 200);
    t.is((await call('POST', '/v1/clients', { key, body: { ...READER, roles: ['operator'] } })).status, 403);
  },
);

test.serial('A key for a client that has more is not made: whoever makes it could use it', async (t) => {
  const { call, addKey } = await enter();
  const { body: strong } = await call('POST', '/v1/clients', { body: { name: 'all', roles: ROLES_OF_A_TENANT } });
  const weak = await addKey({ roles: ['administrator'] });
  t.is((await call('POST', `/v1/clients/${strong.id}/keys`, { key: weak })).status, 403);
  t.is((await call('POST', `/v1/clients/${strong.id}/keys`)).status, 201);
  // What takes from it is allowed, and what leaves it as it is.
  const change = { body: { roles: ['auditor', 'provisioning'] }, headers: { 'if-match': '*' }, key: weak };
  t.is((await call('PATCH', `/v1/clients/${strong.id}`, change)).status, 200);
  t.is((await call('DELETE', `/v1/clients/${strong.id}`, { key: weak })).status, 204);
});

test.serial('A client is changed by whoever has seen it as it is', async (t) => {
  const world = await enter();
  const { call } = world;
  const { body } = await call('POST', '/v1/clients', { body: READER });
  const path = `/v1/clients/${body.id}`;
  t.is((await call('PATCH', path, { body: { name: 'new' } })).status, 428);
  const changed = await call('PATCH', path, {
    body: { name: 'new', sourceRanges: ['127.0.0.0/8', '2001:db8::/32'], limits: { reads: 5 } },
    headers: { 'if-match': '"1"', 'x-correlator': 'change-1' },
  });
  t.is(changed.status, 200);
  t.is(changed.headers.get('etag'), '"2"');
  t.like(changed.body, { name: 'new', sourceRanges: ['127.0.0.0/8', '2001:db8::/32'], limits: { reads: 5 } });
  t.is((await call('PATCH', path, { body: { name: 'lost' }, headers: { 'if-match': '"1"' } })).status, 412);
  t.deepEqual((await call('GET', path)).body, changed.body);
  const [created, updated, ...rest] = await trail(world);
  t.like(created, { object: 'clients', operation: 'create', object_id: body.id });
  t.like(updated, { object: 'clients', operation: 'update', object_id: body.id, correlator: 'change-1' });
  t.deepEqual(rest, []);
});

for (const [title, change, field] of [
  ['without a field', {}, ''],
  ['of no role', { roles: [] }, '/roles'],
  ['of an unknown role', { roles: ['root'] }, '/roles/0'],
  ['of an unknown scope', { scopes: ['orders:everything'] }, '/scopes/0'],
  ['of a range that is none', { sourceRanges: ['10.0.0.0/33'] }, '/sourceRanges/0'],
  ['of a limit below nothing', { limits: { reads: -1 } }, '/limits/reads'],
  ['of its tenant', { tenantId: randomUUID() }, '/tenantId'],
  ['of its secret', { secret: 'x' }, '/secret'],
] as const) {
  test.serial(`A change ${title} is refused`, async (t) => {
    const { call } = await enter();
    const { body } = await call('POST', '/v1/clients', { body: READER });
    const { status, body: problem } = await call('PATCH', `/v1/clients/${body.id}`, {
      body: change,
      headers: { 'if-match': '*' },
    });
    t.is(status, 400);
    t.is(problem.errors[0].field, field);
  });
}

test.serial('A client has two live keys at most, and one is replaced without a gap', async (t) => {
  const world = await enter();
  const { call } = world;
  const { body } = await call('POST', '/v1/clients', { body: READER });
  const path = `/v1/clients/${body.id}/keys`;
  const second = await call('POST', path, { body: { expiresAt: new Date(Date.now() + 60_000).toISOString() } });
  t.is(second.status, 201);
  const third = await call('POST', path);
  t.is(third.status, 409);
  t.is(third.body.code, 'client_keys_full');
  for (const key of [body.key, second.body.key]) t.is((await call('GET', '/v1/orders', { key })).status, 200);

  t.is((await call('DELETE', `${path}/${body.keys[0].id}`)).status, 204);
  t.is((await call('DELETE', `${path}/${body.keys[0].id}`)).status, 404);
  t.is((await call('POST', path)).status, 201);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await call('GET', '/v1/orders', { key: body.key })).status, 401);
  t.is((await call('GET', '/v1/orders', { key: second.body.key })).status, 200);
  t.deepEqual(
    (await trail(world)).map(({ object, operation }) => `${object}:${operation}`),
    ['clients:create', 'client_keys:create', 'client_keys:delete', 'client_keys:create'],
  );
});

test.serial('Many who make the next key of a client at once make one', async (t) => {
  const { call, database } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  const answers = await Promise.all(Array.from({ length: 12 }, () => call('POST', `/v1/clients/${body.id}/keys`)));
  t.deepEqual(answers.map(({ status }) => String(status)).toSorted(), [
    '201',
    ...Array.from({ length: 11 }, () => '409'),
  ]);
  const insert = `insert into client_keys (tenant_id, client_id, id, hash, slot, expires_at)
    select tenant_id, client_id, :id, hash, :slot, expires_at from client_keys where client_id = :clientId limit 1`;
  for (const slot of [1, 2, 3]) {
    await t.throwsAsync(database.rows(insert, { id: randomUUID(), slot, clientId: body.id }), {
      message: /client_keys_two_live|client_keys_slots/,
    });
  }
});

test.serial('A key that has expired makes room for the next', async (t) => {
  const { call, database } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  await call('POST', `/v1/clients/${body.id}/keys`);
  await database.rows(
    `update client_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
    where client_id = :id and slot = 1`,
    { id: body.id },
  );
  t.is((await call('GET', '/v1/orders', { key: body.key })).body.code, 'credential_expired');
  t.is((await call('POST', `/v1/clients/${body.id}/keys`)).status, 201);
  t.is((await call('GET', `/v1/clients/${body.id}`)).body.keys.length, 2);
});

for (const [title, expiresAt] of [
  ['is over', new Date(Date.now() - 1_000).toISOString()],
  ['lasts longer than 366 days', new Date(Date.now() + 367 * 86_400_000).toISOString()],
  ['is no time', 'tomorrow'],
] as const) {
  test.serial(`A key whose time ${title} is not made`, async (t) => {
    const { call } = await enter();
    const { status, body } = await call('POST', '/v1/clients', { body: { ...READER, expiresAt } });
    t.is(status, 400);
    t.is(body.errors[0].field, '/expiresAt');
  });
}

test.serial('A client that ended is let in nowhere within five seconds, and its keys with it', async (t) => {
  const { call } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  t.is((await call('GET', '/v1/orders', { key: body.key })).status, 200);
  t.is((await call('DELETE', `/v1/clients/${body.id}`)).status, 204);
  t.is((await call('GET', `/v1/clients/${body.id}`)).body.code, 'client_not_found');
  t.is((await call('POST', `/v1/clients/${body.id}/keys`)).status, 404);
  t.is(
    (await call('PATCH', `/v1/clients/${body.id}`, { body: { name: 'x' }, headers: { 'if-match': '*' } })).status,
    404,
  );
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const after = await call('GET', '/v1/orders', { key: body.key });
  t.is(after.status, 401);
  t.is(after.body.code, 'credential_invalid');
});

test("Another tenant's client does not exist", async (t) => {
  const { call, addKey } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  const key = await addKey({ tenant: `other-${randomUUID()}` });
  const headers = { 'if-match': '*' };
  for (const [method, path, options] of [
    ['GET', '', {}],
    ['PATCH', '', { body: { name: 'mine' }, headers }],
    ['DELETE', '', {}],
    ['POST', '/keys', {}],
    ['DELETE', `/keys/${body.keys[0].id}`, {}],
  ] as const) {
    const { status, body: problem } = await call(method, `/v1/clients/${body.id}${path}`, { key, ...options });
    t.is(status, 404);
    t.is(problem.code, 'client_not_found');
  }
  t.is((await call('GET', '/v1/orders', { key: body.key })).status, 200);
});

test.serial('A client replaces its own key, whatever its role', async (t) => {
  const world = await enter();
  const { call } = world;
  const { body } = await call('POST', '/v1/clients', { body: { name: 'billing', roles: ['billing'] } });
  const key = body.key;
  const own = await call('GET', '/v1/client', { key });
  t.is(own.body.id, body.id);
  const next = await call('POST', '/v1/client/keys', { key });
  t.is(next.status, 201);
  t.is((await call('POST', '/v1/client/keys', { key })).status, 409);
  t.is((await call('DELETE', `/v1/client/keys/${body.keys[0].id}`, { key: next.body.key })).status, 204);
  t.deepEqual(
    (await call('GET', '/v1/client', { key: next.body.key })).body.keys.map(({ id }: Json) => id),
    [next.body.id],
  );
  const acts = await trail(world);
  t.like(acts.at(-1), { object: 'client_keys', operation: 'delete', client_id: body.id, object_id: body.id });
});

test.serial('A client does not end the key of another', async (t) => {
  const { call, key } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  t.is((await call('DELETE', `/v1/client/keys/${body.keys[0].id}`)).status, 404);
  t.is((await call('GET', '/v1/client', { key })).status, 200);
});

test.serial('A client is answered 403 where it may not call from', async (t) => {
  const { call } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: { ...READER, sourceRanges: ['192.0.2.0/24', '::1'] } });
  const refused = await call('GET', '/v1/orders', { key: body.key, headers: { 'x-forwarded-for': '192.0.2.1' } });
  t.is(refused.status, 403);
  t.is(refused.body.code, 'source_forbidden');
  const here = await call('POST', '/v1/clients', { body: { ...READER, sourceRanges: ['127.0.0.1'] } });
  t.is((await call('GET', '/v1/orders', { key: here.body.key })).status, 200);
});

test.serial('When a key was last used is written once a minute, by the way', async (t) => {
  const { call, stores, database } = await enter();
  const { body } = await call('POST', '/v1/clients', { body: READER });
  const last = async () => (await call('GET', `/v1/clients/${body.id}`)).body;
  await call('GET', '/v1/orders', { key: body.key });
  t.is((await last()).lastUsedAt, null);
  await stores.clients.flushUses();
  const { lastUsedAt, keys } = await last();
  t.true(Math.abs(Date.parse(lastUsedAt) - Date.now()) < 60_000);
  t.is(keys[0].lastUsedAt, lastUsedAt);
  await call('GET', '/v1/orders', { key: body.key });
  await stores.clients.flushUses();
  t.is((await last()).lastUsedAt, lastUsedAt);
  await database.rows(`update client_keys set last_used_at = now() - interval '61 seconds' where client_id = :id`, {
    id: body.id,
  });
  await call('GET', '/v1/orders', { key: body.key });
  await stores.clients.flushUses();
  t.true((await last()).lastUsedAt >= lastUsedAt);
});

test.serial('An administrator registers only the certificate that he calls with', async (t) => {
  const { call, addKey } = await enter();
  const certificate = randomBytes(32).toString('hex');
  const refused = await call('POST', '/v1/clients', { body: { ...READER, certificate } });
  t.is(refused.status, 403);
  t.is(refused.body.errors[0].field, '/certificate');
  const key = await addKey({
    tenant: `platform-${randomUUID()}`,
    platform: true,
    roles: ['operator', 'administrator', 'auditor'],
  });
  const made = await call('POST', '/v1/clients', { key, body: { ...READER, certificate } });
  t.is(made.status, 201);
  t.is(made.body.key, null);
  t.deepEqual(made.body.keys, []);
  const again = await call('POST', '/v1/clients', { key, body: { ...READER, certificate } });
  t.is(again.status, 409);
  t.is(again.body.code, 'client_registration_taken');
});

test.serial('An administrator makes no certificate that of a client with more rights than he', async (t) => {
  const { addKey, tenant, stores, call } = await enter();
  const admin = await addKey({ tenant, roles: ['administrator'] });
  const { body: made } = await call('POST', '/v1/clients', { body: { name: 'till', roles: ['provisioning'] } });
  const { body: plain } = await call('POST', '/v1/clients', {
    key: admin,
    body: { name: 'x', roles: ['administrator'] },
  });
  const { keyId, secret } = parseApiKey(admin)!;
  const answer = await stores.clients.authenticate(keyId, secret);
  if (answer.type !== 'ok') throw new Error('The key is not live');
  const change = { certificate: randomBytes(32).toString('hex') };
  const caller = { ...answer.principal, correlator: '', ...change };
  await t.throwsAsync(stores.credentials.update(caller, made.id, { change, revision: undefined }), {
    code: 'permission_missing',
  });
  t.is(
    (await stores.credentials.update(caller, plain.id, { change, revision: undefined })).certificate,
    change.certificate,
  );
});

test.serial('A tenant has two hundred clients at most', async (t) => {
  const { call, database, tenantId } = await enter();
  await database.rows(
    `insert into clients (tenant_id, name, roles, scopes) select :tenantId::uuid, 'many', array['auditor'], '{}'
     from generate_series(1, 199)`,
    { tenantId },
  );
  const { status, body } = await call('POST', '/v1/clients', { body: READER });
  t.is(status, 409);
  t.is(body.code, 'limit_reached');
});
