import { randomBytes, randomUUID } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import createKnex from 'knex';
import { openStores } from '../../bin/stores.ts';
import { type Principal, ROLES_OF_A_TENANT, SCOPES } from '../../domain/access.ts';
import { ALL_ENTITLEMENTS } from '../../domain/entitlements.ts';
import type { OrderPolicy } from '../../domain/order.ts';
import type { Device } from '../../domain/records.ts';
import type { NewOrder, OrderLimits } from '../../domain/requests.ts';
import { createDatabase, type Database } from '../../store/database.ts';

/**
 * How long a test waits for a connection, in milliseconds. The tests of a file begin all at once, each with pools of its own
 * over a database of its own: where the machine is busy, the first connection of each takes longer than a caller may wait.
 */
export const TEST_WAIT_MS = 60_000;

/** The server that the test run started; `npm test` sets it. */
function adminUrl(): URL {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests with npm test');
  return new URL(url);
}

/** A database of the test's own, cloned from the migrated template; gone with the test. */
export function createTestDatabase(t: Pick<ExecutionContext, 'teardown'>): Promise<string> {
  return create(t, 'wsi_template');
}

/** A database of the test's own with nothing in it. */
export function createEmptyDatabase(t: Pick<ExecutionContext, 'teardown'>): Promise<string> {
  return create(t, 'template0');
}

async function create(t: Pick<ExecutionContext, 'teardown'>, template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = createKnex({ client: 'pg', connection: adminUrl().href, pool: { min: 0, max: 1 } });
  await admin.raw(`create database ${name} template ${template}`);
  t.teardown(async () => {
    await admin.raw(`drop database if exists ${name} with (force)`);
    await admin.destroy();
  });
  const url = adminUrl();
  url.pathname = name;
  return url.href;
}

/**
 * Waits until what was charged so far can be read. A list of charges holds back what a transaction that still runs might
 * precede, and PostgreSQL does not say of which database such a transaction is: those of other tests count too.
 */
export async function chargesAreListed(database: Database): Promise<void> {
  const oldest = 'select pg_snapshot_xmin(pg_current_snapshot())::text as xid';
  const last = "select coalesce(max(xid), '0')::text as xid from charge_records";
  const xid = async (text: string): Promise<bigint> =>
    BigInt((await database.rows<{ xid: string }>(text))[0]?.xid ?? 0);
  const charged = await xid(last);
  const deadline = Date.now() + TEST_WAIT_MS;
  while ((await xid(oldest)) <= charged) {
    if (Date.now() > deadline) throw new Error('Charges stay held back');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** For tests that count what a day has: waits for the next one where this one is nearly over. Days are those of UTC. */
export async function withinOneDay(): Promise<void> {
  const left = 86_400_000 - (Date.now() % 86_400_000);
  if (left < 120_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
}

export const TEST_POLICY: OrderPolicy = {
  startInMs: 0,
  ask: null,
  maxAttempts: 3,
  retryMs: 1_000,
  maxRetryMs: 60_000,
  inDoubtMs: 1_000,
  maxStalls: 5,
  wantedEvidence: 'delivered',
  acknowledgementMs: 60_000,
  expiresInMs: 600_000,
};

/** Far away. */
export const TEST_LIMITS: OrderLimits = { perTenantAndDay: 1_000_000, perPhoneAndDay: 1_000_000 };

export interface World {
  readonly url: string;
  readonly database: Database;
  readonly stores: ReturnType<typeof openStores>;
  readonly principal: Principal;
  readonly device: Device;
  /** An order of `internet-access` for the device, which nobody has accepted yet; fields may be given. */
  readonly newOrder: (fields?: Partial<NewOrder>) => NewOrder;
  /** The same, accepted; fields may be given. */
  readonly order: (fields?: Partial<NewOrder>) => Promise<string>;
}

/** A migrated database with one tenant, client and device, and the stores on it. */
export async function createWorld(t: Pick<ExecutionContext, 'teardown'>): Promise<World> {
  const url = await createTestDatabase(t);
  const stores = openStores({ databaseUrl: url, databaseConnections: 12, secretKey: randomBytes(32) }, TEST_WAIT_MS);
  const database = createDatabase(url, 4, TEST_WAIT_MS);
  t.teardown(async () => {
    await stores.close();
    await database.close();
  });
  const principal = await createPrincipal(stores, 'acme');
  const device = await stores.devices.create({
    tenantId: principal.tenantId,
    msisdn: '+358401234567',
    imsi: '244051234567890',
    imei: null,
    model: null,
    applications: null,
    maxParts: 10,
  });
  const definition = await stores.definitions.find(principal.tenantId, 'internet-access', undefined);
  if (definition === undefined) throw new Error('The built-in definition internet-access is absent');
  const newOrder = (fields: Partial<NewOrder> = {}): NewOrder => ({
    id: randomUUID(),
    principal,
    device,
    definition,
    externalId: null,
    parameters: { name: 'Acme', apn: 'internet.acme.example' },
    security: 'NETWPIN',
    fallback: null,
    context: null,
    content: 'whole',
    pin: null,
    pinWay: null,
    policy: TEST_POLICY,
    idempotency: { key: randomUUID(), bodyHash: randomBytes(32) },
    limits: TEST_LIMITS,
    ...fields,
  });
  const order = async (fields: Partial<NewOrder> = {}): Promise<string> => {
    const wanted = newOrder(fields);
    await stores.orders.accept(wanted);
    return wanted.id;
  };
  return { url, database, stores, principal, device, newOrder, order };
}

export async function createPrincipal(stores: World['stores'], tenant: string): Promise<Principal> {
  const tenantId = await stores.clients.ensureTenant(tenant, { entitlements: ALL_ENTITLEMENTS, domains: ['*'] });
  const clientId = await stores.clients.create({
    tenantId,
    name: 'test',
    keyId: randomUUID(),
    secret: 'secret',
    roles: ROLES_OF_A_TENANT,
    scopes: SCOPES,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  return { tenantId, clientId, roles: ROLES_OF_A_TENANT, scopes: SCOPES, platform: false };
}
