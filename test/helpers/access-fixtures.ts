import { randomInt, randomUUID } from 'node:crypto';
import { createApiKey, parseApiKey } from '../../api/api-key.ts';
import type { Route } from '../../api/route.ts';
import type { ApiAnswer, ApiWorld } from './api-world.ts';
import { definitionNamed } from './definitions.ts';

/** Makes an object of the key's tenant; gives what names it in a path, below what names the objects above it. */
type Make = (world: ApiWorld, key: string, above: readonly string[]) => Promise<string> | string;

interface Fixture {
  readonly make: Make;
  /** A name of the right form that nothing has. */
  readonly absent: () => string;
}

const byId = (make: Make): Fixture => ({ make, absent: randomUUID });

/** What path parameters stand for, by the path up to them. A route with one that is not here fails the access walk. */
const FIXTURES: Readonly<Record<string, Fixture>> = {
  '/reference/:asset': { make: () => 'start.js', absent: () => 'no-such.js' },
  '/problems/:code': { make: () => 'device_not_found', absent: () => 'no_such_code' },
  '/v1/devices/:id': byId(makeDevice),
  '/v1/devices/:id/consents/:consentId': byId((world, key, [id = '']) => makeConsent(world, key, id)),
  '/v1/orders/:id': byId(makeOrder),
  '/v1/contexts/:id': byId(makeContext),
  '/v1/contexts/:id/grants/:grantId': byId((world, key, [id = '']) => makeGrant(world, key, id)),
  '/v1/context-transfers/:id': byId(makeTransfer),
  '/v1/clients/:id': byId(makeClient),
  '/v1/clients/:id/keys/:keyId': { make: (world, key, [id = '']) => makeKeyOf(world, key, id), absent: absentKeyId },
  '/v1/client/keys/:keyId': { make: makeOwnKey, absent: absentKeyId },
  '/v1/device-imports/:id': byId(makeImport),
  '/v1/tenants/:tenant': { make: makeTenant, absent: () => `absent-${randomInt(1e9)}` },
  '/v1/tenants/:tenant/domains/:domain': {
    make: async (world, key, [tenant = '']) => {
      const domain = `walk-${randomInt(1e9)}.example.org`;
      await world.call('PUT', `/v1/tenants/${tenant}/domains/${domain}`, { key, body: {} });
      return domain;
    },
    absent: () => `absent-${randomInt(1e9)}.example.org`,
  },
  '/v1/bearers/:bearer': { make: makeBearer, absent: () => `absent-${randomInt(1e9)}` },
  '/v1/domains/:domain': { make: makeDomain, absent: () => `absent-${randomInt(1e9)}.example.org` },
  '/v1/tenants/:tenant/definitions/:name': {
    make: async (world, _key, [tenant = '']) => makeDefinition(world, await world.addKey({ tenant })),
    absent: () => `absent-${randomInt(1e9)}`,
  },
  '/v1/tenants/:tenant/definitions/:name/:version': { make: () => '1.0.0', absent: () => '77.0.0' },
  '/v1/definitions/:name': { make: makeDefinition, absent: () => `absent-${randomInt(1e9)}` },
  '/v1/definitions/:name/:version': { make: () => '1.0.0', absent: () => '77.0.0' },
};

/** Where the caller stands on the other side of the object, by route. */
const EXCEPTIONS: Readonly<Record<string, Fixture>> = {
  'POST /v1/context-transfers/:id/accept': byId(makeIncomingTransfer),
  'POST /v1/context-transfers/:id/decline': byId(makeIncomingTransfer),
};

/** Routes that look at more than the matrix once they know what is asked for: nobody gives what he has not got. */
export const LOOK_CLOSER: readonly string[] = [
  'POST /v1/clients',
  'PATCH /v1/clients/:id',
  'POST /v1/clients/:id/keys',
];

/** Bodies that are not JSON, by media type. */
export const UPLOADS: Readonly<Record<string, string>> = {
  'text/csv': 'msisdn\n+358401234567\n',
  'application/x-ndjson': '{"msisdn":"+358401234567"}\n',
};

export interface Fixtures {
  readonly path: string;
  readonly values: readonly string[];
}

/** A path of a route to objects that are made for it. */
export async function makeFixtures(world: ApiWorld, route: Route, key: string): Promise<Fixtures> {
  const values: string[] = [];
  for (const place of placesIn(route)) {
    const fixture = EXCEPTIONS[`${route.method} ${route.path}`] ?? fixtureAt(place);
    values.push(await fixture.make(world, key, [...values]));
  }
  return { values, path: fillPath(route, values) };
}

/** A path of a route to nothing. */
export function absentValues(route: Route): string[] {
  return placesIn(route).map((place) => fixtureAt(place).absent());
}

/** With these values for its parameters. */
export function fillPath({ path }: Pick<Route, 'path'>, values: readonly string[]): string {
  const rest = [...values];
  return path.replaceAll(/:\w+/g, () => encodeURIComponent(rest.shift() ?? ''));
}

/** `/v1/a/:b/c/:d` has the places `/v1/a/:b` and `/v1/a/:b/c/:d`. */
function placesIn({ path }: Route): string[] {
  const parts = path.split('/');
  return parts.flatMap((part, i) => (part.startsWith(':') ? [parts.slice(0, i + 1).join('/')] : []));
}

function fixtureAt(place: string): Fixture {
  const fixture = FIXTURES[place];
  if (fixture === undefined)
    throw new Error(`Cannot try ${place}: add to test/helpers/access-fixtures.ts what it names`);
  return fixture;
}

/** One after the other: of hundreds that are drawn two are the same now and then. */
let lastDevice = 5_000_000;

async function makeDevice(world: ApiWorld, key: string): Promise<string> {
  lastDevice += 1;
  const msisdn = `+35840${lastDevice}`;
  const imsi = `24405000${lastDevice}`;
  return made(await world.call('POST', '/v1/devices', { key, body: { msisdn, imsi } }));
}

async function makeOrder(world: ApiWorld, key: string): Promise<string> {
  const order = await world.call('POST', '/v1/orders', {
    key,
    headers: { 'idempotency-key': randomUUID() },
    body: {
      device: { id: await makeDevice(world, key) },
      definition: { name: 'internet-access' },
      parameters: { name: 'Internet', apn: 'internet.example' },
    },
  });
  return made(order);
}

/** A context, opened as the worker does. */
async function makeContext(world: ApiWorld, key: string): Promise<string> {
  const orderId = await makeOrder(world, key);
  const name = `http://${randomUUID()}.example/`;
  await world.database.rows(
    `insert into documents (tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count, context)
     select tenant_id, id, 1, null, 120, sha256('x'), 1, 1, :name from orders where id = :orderId`,
    { orderId, name },
  );
  await world.database.rows("update orders set evidence = 'delivered' where id = :orderId", { orderId });
  const end = { state: 'completed', reason: null, evidence: 'delivered' } as const;
  await world.stores.settlement.settle({ orderId, run: 1 }, end);
  const [row] = await world.database.rows<{ id: string }>(
    'select c.id from orders o join contexts c on c.phone_key = o.phone_key where o.id = :orderId and c.name = :name',
    { orderId, name },
  );
  if (row === undefined) throw new Error('Cannot make a context: the order opened none');
  return row.id;
}

/** As the user of a device gives it with his answer. */
async function makeConsent({ database }: ApiWorld, _key: string, deviceId: string): Promise<string> {
  const [row] = await database.rows<{ id: string }>(
    `insert into standing_consents (tenant_id, device_id, phone_key, definition_tenant_id, definition_name, words, order_id,
       run, way, language, expires_at)
     select d.tenant_id, d.id, d.phone_key, f.tenant_id, f.name, '{}', o.id, 1, 'client', 'en', now() + interval '1 day'
     from devices d, definitions f, orders o where d.id = :deviceId and o.tenant_id = d.tenant_id limit 1 returning id`,
    { deviceId },
  );
  if (row === undefined) throw new Error('Cannot make a consent: the device or an order is not there');
  return row.id;
}

async function makeGrant(world: ApiWorld, key: string, contextId: string): Promise<string> {
  const tenant = await world.stores.clients.ensureTenant('borrower');
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return made(
    await world.call('POST', `/v1/contexts/${contextId}/grants`, {
      key,
      body: { tenant, operations: ['get'], expiresAt },
    }),
  );
}

async function makeTransfer(world: ApiWorld, key: string): Promise<string> {
  return offer(world, key, await world.stores.clients.ensureTenant('receiver'));
}

async function makeIncomingTransfer(world: ApiWorld, key: string): Promise<string> {
  return offer(world, await world.addKey({ tenant: 'giver' }), await tenantOf(world, key));
}

async function offer(world: ApiWorld, key: string, tenant: string): Promise<string> {
  const contextId = await makeContext(world, key);
  return made(await world.call('POST', `/v1/contexts/${contextId}/transfer`, { key, body: { tenant } }));
}

async function tenantOf({ database }: ApiWorld, key: string): Promise<string> {
  const sql = 'select tenant_id as id from client_keys where id = :keyId';
  const [row] = await database.rows<{ id: string }>(sql, { keyId: parseApiKey(key)?.keyId });
  if (row === undefined) throw new Error('Cannot tell whose key this is');
  return row.id;
}

async function makeClient(world: ApiWorld, key: string): Promise<string> {
  return made(await world.call('POST', '/v1/clients', { key, body: { name: 'made', roles: ['auditor'] } }));
}

async function makeKeyOf(world: ApiWorld, key: string, clientId: string): Promise<string> {
  return made(await world.call('POST', `/v1/clients/${clientId}/keys`, { key, body: {} }));
}

/** The key that the client does not call with: a client has two at most. */
async function makeOwnKey(world: ApiWorld, key: string): Promise<string> {
  const { body } = await world.call('GET', '/v1/client', { key });
  const spare: { id: string } | undefined = body.keys.find(({ id }: { id: string }) => id !== parseApiKey(key)?.keyId);
  return spare?.id ?? made(await world.call('POST', '/v1/client/keys', { key, body: {} }));
}

function absentKeyId(): string {
  return createApiKey().keyId;
}

function made({ status, body }: ApiAnswer): string {
  if (status !== 201 && status !== 202) throw new Error(`Cannot make it: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

async function makeImport(world: ApiWorld, key: string): Promise<string> {
  return made(await world.call('POST', '/v1/device-imports', { key, body: { title: 'walk', mode: 'create' } }));
}

/** A domain that the tenant has claimed. */
async function makeDomain(world: ApiWorld, key: string): Promise<string> {
  const domain = `walk-${randomInt(1e9)}.example.org`;
  const { status, text } = await world.call('POST', '/v1/domains', { key, body: { domain } });
  if (status !== 201) throw new Error(`Cannot claim a domain: ${status} ${text}`);
  return domain;
}

/** Another tenant, for those who run the installation. */
async function makeBearer(world: ApiWorld): Promise<string> {
  const name = `walk-${randomInt(1e9)}`;
  await world.stores.bearers.provide({ name, kind: 'smpp', url: 'smpp://wsi:pw@127.0.0.1:1' });
  return name;
}

async function makeTenant(world: ApiWorld): Promise<string> {
  const name = `walked-${randomInt(1e9)}`;
  await world.stores.clients.ensureTenant(name);
  return name;
}

/** A definition of the tenant's own. */
async function makeDefinition(world: ApiWorld, key: string): Promise<string> {
  const name = `walk-${randomInt(1e9)}`;
  const body = JSON.stringify({ ...definitionNamed('internet-access'), name, version: '1.0.0' });
  await world.database.rows(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     select t.id, :id, t.name, :name, '1.0.0', :body, 'active', now() from tenants t where t.id = :tenantId`,
    { tenantId: await tenantOf(world, key), id: randomUUID(), name, body },
  );
  return name;
}
