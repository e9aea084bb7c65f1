import { randomBytes, randomUUID } from 'node:crypto';
import type { ExecutionContext, TestFn } from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { type AppDeps, createRoutes, serveApp } from '../../api/app.ts';
import type { Route } from '../../api/route.ts';
import { listen } from '../../api/server.ts';
import { openStores } from '../../bin/stores.ts';
import { ROLES_OF_A_TENANT, type Role, SCOPES, type Scope } from '../../domain/access.ts';
import { ALL_ENTITLEMENTS, type Entitlements } from '../../domain/entitlements.ts';
import type { RunToStart, RunWord } from '../../domain/requests.ts';
import type { TenantSettings } from '../../domain/tenant.ts';
import { createDatabase, type Database } from '../../store/database.ts';
import { createTestDatabase, TEST_WAIT_MS } from './database.ts';

export type Json = ReturnType<typeof JSON.parse>;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the reply is no JSON. */
  readonly body: Json;
}

export interface CallOptions {
  /** A string, octets or a stream go as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null for none; the one of the first tenant when absent. */
  readonly key?: string | null;
}

interface ClientForm {
  /** By name; made unless it is there. */
  readonly tenant?: string;
  readonly roles?: readonly Role[];
  readonly scopes?: readonly Scope[];
  readonly platform?: boolean;
  readonly entitlements?: Entitlements;
  /** Of a tenant that is made; what the product starts with unless it is said. */
  readonly settings?: Partial<TenantSettings>;
  /** Proved by an operator's word; any when absent. */
  readonly domains?: readonly string[];
  readonly expiresAt?: Date;
}

/** The API on a free port over the real store in a database of the test's own. Temporal is not there: runs are noted. */
export interface ApiWorld {
  readonly url: string;
  /** As they are declared, whatever a test makes of them. */
  readonly routes: readonly Route[];
  /** Which routes calls got to, behind access control. */
  readonly reached: string[];
  readonly stores: ReturnType<typeof openStores>;
  /** Sees all tables, as the service does. */
  readonly database: Database;
  readonly databaseUrl: string;
  /** A key of the tenant `acme` that may do everything a tenant may. */
  readonly key: string;
  readonly tenantId: string;
  readonly started: RunToStart[];
  readonly told: { readonly id: string; readonly run: number; readonly word: RunWord }[];
  readonly log: Json[];
  /** What the app emitted as unforeseen. */
  readonly errors: unknown[];
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<ApiAnswer>;
  /** Makes a client and returns its API key. */
  readonly addKey: (form?: ClientForm) => Promise<string>;
}

/** @param spoil - makes something else of a route, for tests of tests */
export async function createApiWorld(
  t: Pick<ExecutionContext, 'teardown'>,
  settings: Partial<AppDeps['settings']> = {},
  spoil: (route: Route) => Route = (route) => route,
): Promise<ApiWorld> {
  const databaseUrl = await createTestDatabase(t);
  const stores = openStores({ databaseUrl, databaseConnections: 6, secretKey: randomBytes(32) }, TEST_WAIT_MS);
  const database = createDatabase(databaseUrl, 4, TEST_WAIT_MS);
  const started: RunToStart[] = [];
  const told: ApiWorld['told'] = [];
  const log: Json[] = [];
  const errors: unknown[] = [];
  const deps: AppDeps = {
    stores,
    runs: { start: (run) => void started.push(run), tell: ({ id, run }, word) => void told.push({ id, run, word }) },
    log: (line) => void log.push(line),
    settings: {
      maxBacklog: 100_000,
      maxOrdersPerPhoneAndDay: 1_000_000,
      retryMs: 1_000,
      maxRetryMs: 60_000,
      inDoubtMs: 2_000,
      publicUrl: 'https://links.example',
      temporalProbe: async () => {},
      // A walk through all routes with wrong keys is no attack here.
      rates: { reads: 1_000_000, orders: 1_000_000, changes: 1_000_000, reveals: 1_000_000, failures: 1_000_000 },
      ...settings,
    },
  };
  const routes = createRoutes(deps);
  const reached: string[] = [];
  const app = serveApp(
    routes.map(spoil).map((route) => ({
      ...route,
      answer: (call) => {
        reached.push(`${route.method} ${route.path}`);
        return route.answer(call);
      },
    })),
    deps,
  );
  app.on('error', (error) => void errors.push(error));
  const undeclared: string[] = [];
  app.on('undeclared', (what) => void undeclared.push(what));
  const server = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 500 });
  t.teardown(async () => {
    await server.close();
    await stores.close();
    await database.close();
    // Documentation is made of the declarations, so what is answered must be in them.
    if (undeclared.length > 0) throw new Error(`Routes answered what they do not declare:\n${undeclared.join('\n')}`);
  });

  const addKey: ApiWorld['addKey'] = async (form = {}) => {
    const { tenant = 'acme', roles = ROLES_OF_A_TENANT, scopes = SCOPES, platform = false } = form;
    const { entitlements = ALL_ENTITLEMENTS, settings = {}, domains = ['*'] } = form;
    const { expiresAt = new Date(Date.now() + 86_400_000) } = form;
    const tenantId = await stores.clients.ensureTenant(tenant, { platform, entitlements, settings, domains });
    const { keyId, secret, text } = createApiKey();
    await stores.clients.create({ tenantId, name: `test ${randomUUID()}`, keyId, secret, roles, scopes, expiresAt });
    return text;
  };
  const key = await addKey();
  const tenantId = await stores.clients.ensureTenant('acme');
  const call: ApiWorld['call'] = async (method, path, { body, headers, key: other = key } = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
    const raw = isRaw ? body : JSON.stringify(body);
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(other === null ? {} : { authorization: `Bearer ${other}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw === undefined ? {} : { body: raw, duplex: 'half' }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  return {
    url: server.url,
    routes,
    reached,
    stores,
    database,
    databaseUrl,
    key,
    tenantId,
    started,
    told,
    log,
    errors,
    call,
    addKey,
  };
}

/** One world for all tests of a file: each takes a tenant of its own in it, so that they do not see each other. */
export function shareApiWorld(
  hooks: Pick<TestFn, 'before' | 'after'>,
  settings: Partial<AppDeps['settings']> | (() => Promise<Partial<AppDeps['settings']>>) = {},
): () => Promise<ApiWorld & { readonly tenant: string }> {
  const teardowns: (() => unknown)[] = [];
  let world: ApiWorld | undefined;
  hooks.before(async () => {
    const known = typeof settings === 'function' ? await settings() : settings;
    world = await createApiWorld({ teardown: (work) => void teardowns.push(work) }, known);
  });
  hooks.after.always(async () => {
    for (const work of teardowns.toReversed()) await work();
  });
  return async () => {
    if (world === undefined) throw new Error('The world of this file is not there yet');
    const shared = world;
    const tenant = `t-${randomUUID()}`;
    const key = await shared.addKey({ tenant });
    return {
      ...shared,
      tenant,
      key,
      tenantId: await shared.stores.clients.ensureTenant(tenant),
      call: (method, path, options = {}) => shared.call(method, path, { key, ...options }),
      addKey: (form = {}) => shared.addKey({ tenant, ...form }),
    };
  };
}
