import { randomUUID } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { type AppDeps, createApp } from '../../api/app.ts';
import { listen } from '../../api/server.ts';
import { ROLES_OF_A_TENANT, SCOPES, type Scope } from '../../domain/access.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import type { Device } from '../../domain/records.ts';
import type { RunToStart, RunWord } from '../../domain/requests.ts';
import { createMemoryStores, type MemoryStores, type StoredOrder } from '../helpers/memory-stores.ts';

export type Json = ReturnType<typeof JSON.parse>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

interface CallOptions {
  /** A string or octets go as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null for none; the world's own when absent. */
  readonly key?: string | null;
}

/** The API on a free port over stores in memory, with one tenant that may do everything and one device. */
export interface World {
  readonly url: string;
  readonly stores: MemoryStores;
  readonly device: Device;
  readonly tenantId: string;
  readonly key: string;
  readonly started: RunToStart[];
  readonly told: { readonly id: string; readonly run: number; readonly word: RunWord }[];
  readonly log: Json[];
  /** What the app emitted as unforeseen. */
  readonly errors: unknown[];
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** A key of a tenant. */
  readonly addKey: (settings?: {
    scopes?: readonly Scope[];
    tenantId?: string;
    type?: 'expired' | 'revoked';
  }) => string;
  readonly addDevice: (fields?: Partial<Device>) => Device;
  /** Orders and says what was answered. */
  readonly order: (body?: Json, key?: string) => Promise<Answer>;
  /** The stored order of an id. */
  readonly stored: (id: string) => StoredOrder;
}

export interface WorldOptions {
  readonly settings?: Partial<AppDeps['settings']>;
  readonly stores?: (stores: MemoryStores) => Partial<MemoryStores>;
  readonly definitions?: readonly ServiceDefinition[];
  /** Its stores may throw what no route declares. */
  readonly isFree?: boolean;
}

const ACCESS_POINT = { name: 'Acme', apn: 'internet.acme.example' } as const;

export async function createWorld(t: Pick<ExecutionContext, 'teardown'>, options: WorldOptions = {}): Promise<World> {
  const memory = createMemoryStores(options.definitions);
  const stores = { ...memory, ...options.stores?.(memory) };
  const tenantId = randomUUID();
  const started: RunToStart[] = [];
  const told: World['told'] = [];
  const log: Json[] = [];
  const errors: unknown[] = [];
  const app = createApp({
    stores,
    runs: { start: (run) => void started.push(run), tell: ({ id, run }, word) => void told.push({ id, run, word }) },
    log: (line) => void log.push(line),
    settings: {
      maxBacklog: 1_000,
      maxOrdersPerPhoneAndDay: 1_000_000,
      retryMs: 1_000,
      maxRetryMs: 60_000,
      inDoubtMs: 2_000,
      publicUrl: 'https://links.example',
      temporalProbe: async () => {},
      ...options.settings,
    },
  });
  app.on('error', (error) => void errors.push(error));
  const undeclared: string[] = [];
  app.on('undeclared', (what) => void undeclared.push(what));
  const server = await listen(app, { host: '127.0.0.1', port: 0, graceMs: 500 });
  t.teardown(async () => {
    await server.close();
    if (undeclared.length > 0 && !options.isFree) {
      throw new Error(`Routes answered what they do not declare:\n${undeclared.join('\n')}`);
    }
  });

  const addKey: World['addKey'] = ({ scopes = SCOPES, tenantId: of = tenantId, type } = {}) => {
    const { keyId, secret, text } = createApiKey();
    const principal = { tenantId: of, clientId: randomUUID(), roles: ROLES_OF_A_TENANT, scopes, platform: false };
    memory.keys.set(keyId, { secret, answer: type === undefined ? { type: 'ok', principal } : { type } });
    return text;
  };
  const addDevice: World['addDevice'] = (fields = {}) => {
    const device: Device = {
      id: randomUUID(),
      tenantId,
      msisdn: '+358401234567',
      imsi: '244051234567890',
      imei: null,
      model: null,
      applications: null,
      bearers: null,
      dm: null,
      timeZone: null,
      mediaTypes: null,
      maxParts: 10,
      binding: { proof: 'claimed', by: null, at: '2026-11-24T00:00:00.000Z' },
      revision: 1,
      createdAt: '2026-11-24T00:00:00.000Z',
      updatedAt: '2026-11-24T00:00:00.000Z',
      ...fields,
    };
    memory.deviceRows.push(device);
    return device;
  };
  const key = addKey();
  const device = addDevice();
  const call: World['call'] = async (method, path, { body, headers, key: other = key } = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(other === null ? {} : { authorization: `Bearer ${other}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw === undefined ? {} : { body: raw }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    url: server.url,
    stores: memory,
    device,
    tenantId,
    key,
    started,
    told,
    log,
    errors,
    call,
    addKey,
    addDevice,
    order: (body = {}, idempotencyKey = randomUUID()) =>
      call('POST', '/v1/orders', {
        body: { device: { id: device.id }, definition: { name: 'internet-access' }, parameters: ACCESS_POINT, ...body },
        headers: { 'idempotency-key': idempotencyKey },
      }),
    stored: (id) => memory.orderRows.find(({ order }) => order.id === id)!,
  };
}
