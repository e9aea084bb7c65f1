import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { ExecutionContext } from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { openStores } from '../../bin/stores.ts';
import { ROLES_OF_A_TENANT, SCOPES } from '../../domain/access.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { ALL_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { createHandsets } from '../../simulator/handsets.ts';
import { createSmsc, type SmscOptions } from '../../simulator/smsc.ts';
import { createDatabase, type Database } from '../../store/database.ts';
import { checkDatabase } from '../../store/invariants.ts';
import { createTestDatabase, TEST_WAIT_MS } from './database.ts';
import { onePartDefinition } from './one-part-definition.ts';
import { type Service, startService } from './service.ts';
import { WORKFLOW_BUNDLES } from './temporal.ts';

type Json = Record<string, unknown>;

export interface StackOptions {
  /** Instead of the ones that the test run shares. */
  readonly databaseUrl?: string;
  readonly temporalAddress?: string;
  readonly smsc?: SmscOptions;
  /** Gives the port at which the worker is to find the SMSC of this port: that of something between them. */
  readonly smppThrough?: (port: number) => Promise<number>;
  /** Of the URL of the SMSC. */
  readonly smppQuery?: string;
  /** Over the environment of API and worker. */
  readonly env?: NodeJS.ProcessEnv;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** The whole service on real parts: API and worker as processes, simulators, PostgreSQL and Temporal. */
export interface Stack {
  readonly env: NodeJS.ProcessEnv;
  readonly database: Database;
  readonly tenantId: string;
  readonly temporal: Client;
  api: Service;
  worker: Service;
  readonly startApi: () => Promise<Service>;
  readonly startWorker: (script?: string, env?: NodeJS.ProcessEnv) => Promise<Service>;
  readonly key: string;
  /** Makes another tenant that may do everything. */
  readonly addTenant: (name: string) => Promise<{ tenantId: string; key: string }>;
  readonly handsetUrl: string;
  /** Calls the API with the tenant's key. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
  /** Makes a handset, and a device that stands for it, whose IMSI we know or not. */
  readonly phone: (
    settings?: Json,
    device?: { imsi: boolean },
  ) => Promise<{ msisdn: string; imsi: string; deviceId: string }>;
  /** Registers a definition and makes it active. */
  readonly register: (
    definition: ServiceDefinition | (Json & { readonly name: string; readonly version: string }),
  ) => Promise<void>;
  readonly order: (body: Json, key?: string) => Promise<Json & { id: string }>;
  /** Polls an order until it is in one of these states. */
  readonly until: (id: string, states: string | readonly string[], limitMs?: number) => Promise<Json>;
  readonly events: (id: string) => Promise<string[]>;
  readonly handset: (
    msisdn: string,
  ) => Promise<Json & { documents: Json[]; inbox: Json[]; prompts: Json[]; refusals: Json[] }>;
  /** Every submit_sm that the SMSC saw. */
  readonly submits: (msisdn?: string) => Promise<Json[]>;
  readonly script: (rule: Json) => Promise<void>;
  readonly smsc: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly charges: (id: string) => Promise<string[]>;
  /** What in the ledger is not as it must be: nothing, whatever happened. */
  readonly violations: () => Promise<string[]>;
}

const PATIENCE_MS = 15_000;
const FINAL = ['completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'] as const;

export async function startStack(t: Pick<ExecutionContext, 'teardown'>, options: StackOptions = {}): Promise<Stack> {
  const temporalAddress = options.temporalAddress ?? required('TEST_TEMPORAL_ADDRESS');
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase(t));
  const handsets = await createHandsets();
  t.teardown(() => handsets.stop());
  const handsetUrl = `http://127.0.0.1:${handsets.port}`;
  const smsc = await createSmsc({ handsetUrl, password: 'pw', ...options.smsc });
  t.teardown(() => smsc.stop());
  const smppPort = (await options.smppThrough?.(smsc.smppPort)) ?? smsc.smppPort;
  const secretKey = randomBytes(32);
  const env: NodeJS.ProcessEnv = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey.toString('base64'),
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_TASK_QUEUE: `test-${randomUUID()}`,
    SMPP_URL: `smpp://wsi:pw@127.0.0.1:${smppPort}?source=17170&${options.smppQuery ?? 'responseTimeout=5000'}`,
    HTTP_PORT: '0',
    MAX_ORDERS_PER_PHONE_AND_DAY: '1000000',
    RETRY_SECONDS: '1',
    IN_DOUBT_SECONDS: '2',
    SWEEP_SECONDS: '1',
    WORKFLOW_BUNDLES: WORKFLOW_BUNDLES,
    ...options.env,
  };
  const database = createDatabase(databaseUrl, 4, TEST_WAIT_MS);
  t.teardown(() => database.close());
  const { tenantId, key } = await createTenant('acme', databaseUrl, secretKey);
  const connection = Connection.lazy({ address: temporalAddress });
  t.teardown(() => connection.close());

  const startApi = async (): Promise<Service> => {
    const service = await startService('bin/api.ts', env);
    t.teardown(service.kill);
    return service;
  };
  const startWorker = async (script = 'bin/worker.ts', more: NodeJS.ProcessEnv = {}): Promise<Service> => {
    const service = await startService(script, { ...env, ...more });
    t.teardown(service.kill);
    return service;
  };
  const [api, worker] = await Promise.all([startApi(), startWorker()]);

  const call: Stack['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, String(stack.api.ready['url'])), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  const smscUrl = `http://127.0.0.1:${smsc.controlPort}`;
  let lastPhone = 20_000_000;

  const stack: Stack = {
    env,
    database,
    tenantId,
    key,
    addTenant: (name) => createTenant(name, databaseUrl, secretKey),
    handsetUrl,
    temporal: new Client({ connection }),
    api,
    worker,
    startApi,
    startWorker,
    call,
    phone: async (settings = {}, device = { imsi: true }) => {
      // One after the other: of a thousand that are drawn two are the same now and then.
      const digits = String((lastPhone += 1));
      const msisdn = `+3584${digits}`;
      const imsi = `2440512${digits}`;
      await control('PUT', `${handsetUrl}/handsets/${encodeURIComponent(msisdn)}`, { imsi, ...settings });
      const made = await patiently(() => call('POST', '/v1/devices', { msisdn, ...(device.imsi ? { imsi } : {}) }));
      if (made.status !== 201) throw new Error(`Device: ${made.status} ${JSON.stringify(made.body)}`);
      return { msisdn, imsi, deviceId: String(made.body['id']) };
    },
    register: async (definition) => {
      const made = await call('POST', '/v1/definitions', definition);
      if (made.status !== 201) throw new Error(`Definition: ${made.status} ${JSON.stringify(made.body)}`);
      const active = await call('POST', `/v1/definitions/${definition.name}/${definition.version}/activate`);
      if (active.status !== 200) throw new Error(`Activation: ${active.status} ${JSON.stringify(active.body)}`);
    },
    order: async (body, idempotencyKey = randomUUID()) => {
      const made = await patiently(() => call('POST', '/v1/orders', body, { 'idempotency-key': idempotencyKey }));
      if (made.status !== 202) throw new Error(`Order: ${made.status} ${JSON.stringify(made.body)}`);
      return { ...made.body, id: String(made.body['id']) };
    },
    until: async (id, states, limitMs = 180_000) => {
      const wanted = typeof states === 'string' ? [states] : states;
      const deadline = Date.now() + limitMs;
      for (;;) {
        const { body } = await call('GET', `/v1/orders/${id}`);
        if (wanted.includes(String(body['state']))) return body;
        if (Date.now() > deadline || (FINAL as readonly string[]).includes(String(body['state']))) {
          throw new Error(`Expected ${wanted.join(' or ')}, got ${JSON.stringify(body)}\n${stack.worker.log()}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    events: async (id) => {
      const { body } = await call('GET', `/v1/orders/${id}/events?limit=200`);
      return (body['items'] as Json[]).map((event) => String(event['type']));
    },
    handset: async (msisdn) =>
      (await control('GET', `${handsetUrl}/handsets/${encodeURIComponent(msisdn)}`)) as Awaited<
        ReturnType<Stack['handset']>
      >,
    submits: async (msisdn) => {
      const log = (await control('GET', `${smscUrl}/log`)) as Json[];
      return log.filter((entry) => msisdn === undefined || entry['destination'] === msisdn);
    },
    script: async (rule) => void (await control('PUT', `${smscUrl}/script`, rule)),
    smsc: (method, path, body) => control(method, `${smscUrl}${path}`, body),
    charges: async (id) => {
      const rows = await database.rows<{ charge: string }>(
        "select kind || ':' || unit as charge from charge_records where order_id = :id order by 1",
        { id },
      );
      return rows.map(({ charge }) => charge);
    },
    violations: async () => {
      const findings = await checkDatabase(database);
      return findings.flatMap(({ name, violations }) =>
        violations.map(({ orderId, run, what }) => `${name}: ${orderId}/${run} ${what}`),
      );
    },
  };
  return stack;
}

/** As a client does that is told to come again: an API that has just begun, on a machine that does much else, may be busy. */
async function patiently(ask: () => Promise<Reply>): Promise<Reply> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const reply = await ask();
    if (reply.status !== 503 || Date.now() > deadline) return reply;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Calls a simulator's control port. */
async function control(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** A tenant with one client that may do everything. */
async function createTenant(
  name: string,
  databaseUrl: string,
  secretKey: Uint8Array,
): Promise<{ tenantId: string; key: string }> {
  const stores = openStores({ databaseUrl, databaseConnections: 2, secretKey }, TEST_WAIT_MS);
  const { keyId, secret, text } = createApiKey();
  // As the tenant of `npm start`: virtual handsets have numbers of no country.
  const settings = { msisdnCheck: 'e164' } as const;
  const tenantId = await stores.clients.ensureTenant(name, {
    entitlements: ALL_ENTITLEMENTS,
    settings,
    domains: ['*'],
  });
  const expiresAt = new Date(Date.now() + 86_400_000);
  await stores.clients.create({
    tenantId,
    name: 'test',
    keyId,
    secret,
    roles: ROLES_OF_A_TENANT,
    scopes: SCOPES,
    expiresAt,
  });
  await stores.definitions.install([{ definition: onePartDefinition(), needs: [] }]);
  await stores.close();
  return { tenantId, key: text };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}
