import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { Client as PgClient } from 'pg';
import { Pool } from 'undici';
import { createApiKey } from '../api/api-key.ts';
import { prepareDatabase } from '../bin/migrate.ts';
import { openStores } from '../bin/stores.ts';
import { ROLES_OF_A_TENANT, SCOPES } from '../domain/access.ts';
import { ALL_ENTITLEMENTS } from '../domain/entitlements.ts';
import { ensureDatabase } from '../launcher/database.ts';
import { findRecorded } from '../launcher/pid-file.ts';
import type { ScratchParts } from '../launcher/scratch.ts';
import { deriveImsi } from '../simulator/handsets.ts';
import { createDatabase, type Database } from '../store/database.ts';
import type { Hostile } from '../test/helpers/hostile-definitions.ts';
import { onePartDefinition } from '../test/helpers/one-part-definition.ts';
import { type Service, startService } from '../test/helpers/service.ts';
import { workflowIdOf } from '../workflows/contract.ts';
import { closedLoop } from './measure.ts';

/** Phones that orders go to in turn: more than are ever under way at once. */
const PHONES = 5_000;
const DATABASE = 'bench';

/** API, worker and simulators as processes of their own, and one client that orders. */
export async function startOrderBench(
  parts: ScratchParts,
  { smppQuery = '', workers = 1 }: { readonly smppQuery?: string; readonly workers?: number } = {},
) {
  await ensureDatabase(parts.postgres.url('postgres'), DATABASE);
  const databaseUrl = parts.postgres.url(DATABASE);
  await prepareDatabase(databaseUrl);
  const secretKey = randomBytes(32);
  const { tenants, msisdnOf } = await fill(databaseUrl, secretKey);
  const { key, tenantId } = tenants.bench;

  const handsets = await startService('bin/handset-simulator.ts', { HANDSET_PORT: '0', HANDSET_CREATE_UNKNOWN: '1' });
  const handsetUrl = `http://127.0.0.1:${String(handsets.ready['port'])}`;
  const smsc = await startSmsc(handsetUrl);
  const env = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey.toString('base64'),
    TEMPORAL_ADDRESS: parts.temporal.address,
    SMPP_URL: smppUrlOf(smsc, smppQuery),
    HTTP_PORT: '0',
    MAX_ORDERS_PER_PHONE_AND_DAY: '1000000',
    LOG_LEVEL: 'warn',
    WORKFLOW_BUNDLES: join(parts.folder, 'bundles'),
  };
  const [api, worker, ...others] = await Promise.all([
    startService('bin/api.ts', env),
    startService('bin/worker.ts', env, { makesWay: true }),
    ...Array.from({ length: workers - 1 }, () => startService('bin/worker.ts', env, { makesWay: true })),
  ]);
  const http = new Pool(String(api.ready['url']), { connections: 100 });
  const control = new Pool(`http://127.0.0.1:${String(smsc.ready['controlPort'])}`);
  // As a network would take it: a receipt does not come before the answer to its message.
  await control.request({ method: 'PUT', path: '/script', body: JSON.stringify({ receipt: { delayMs: 30 } }) });
  const connection = await Connection.connect({ address: parts.temporal.address });
  const temporal = new Client({ connection });
  const database = createDatabase(databaseUrl, 2);
  let turn = 0;
  let imported = 0;

  const post = async (of: Ordering = tenants.bench): Promise<string> => {
    const device = of.phones[turn++ % of.phones.length];
    const { statusCode, body } = await http.request({
      method: 'POST',
      path: '/v1/orders',
      headers: {
        authorization: `Bearer ${of.key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        device: { id: device },
        definition: { name: 'one-part' },
        parameters: { name: 'Acme', apn: 'internet.acme.example' },
      }),
    });
    const text = await body.text();
    if (statusCode !== 202) throw new Error(`POST /v1/orders answered ${statusCode}: ${text}`);
    const { id }: { id: string } = JSON.parse(text);
    return id;
  };
  const result = createWatch(database);

  const submits = async (): Promise<{ time: string; destination: string }[]> => {
    const { body } = await control.request({ method: 'GET', path: '/log' });
    return JSON.parse(await body.text());
  };

  const get = async (path: string): Promise<unknown> => {
    const { statusCode, body } = await http.request({
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${key}` },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path} answered ${statusCode}: ${text}`);
    return JSON.parse(text);
  };

  return {
    databaseUrl,
    secretKey,
    /** Whose client it is that calls. */
    tenantId,
    get,
    /** Where SMSCs find the handsets. */
    handsetUrl,
    apiPid: api.pid,
    workerPid: worker.pid,
    /** Everything that an order keeps busy, beside the process that asks for it. */
    pids: { api: api.pid, worker: worker.pid, smsc: smsc.pid, handsets: handsets.pid, ...(await serverPids(parts)) },
    accept: async (): Promise<void> => void (await post()),
    orderToEnd: async (): Promise<void> => result(await post()),

    /** Sends a file of new devices, as it would come from a disk. */
    importDevices: async (rows: number): Promise<void> => {
      const headers = { authorization: `Bearer ${key}` };
      const opened = await http.request({
        method: 'POST',
        path: '/v1/device-imports',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ title: `${rows} devices`, mode: 'create', format: 'csv' }),
      });
      const { id }: { id: string } = JSON.parse(await opened.body.text());
      const answer = await http.request({
        method: 'PUT',
        path: `/v1/device-imports/${id}/rows`,
        headers: { ...headers, 'content-type': 'text/csv' },
        body: Readable.from(fileOf(rows, imported)),
        headersTimeout: 600_000,
      });
      imported += rows;
      const text = await answer.body.text();
      const { counts }: { counts?: unknown } = JSON.parse(text);
      if (answer.statusCode !== 200 || !JSON.stringify(counts ?? text).includes(String(rows))) throw new Error(text);
    },

    /** A body that is to be refused, or is as large as may be and stays a draft; the server may hang up on one too large. */
    submit: async (hostile: Hostile | undefined): Promise<void> => {
      if (hostile === undefined) return;
      const { via, text, code } = hostile;
      const answer = await http
        .request({
          method: 'POST',
          path: via === 'definition' ? '/v1/definitions' : '/v1/definitions/import?name=hostile&version=1.0.0',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': via === 'definition' ? 'application/json' : 'text/vnd.wap.connectivity-xml',
          },
          body: text,
        })
        .then(async ({ body }) => body.text())
        .catch((error: unknown) => {
          if (code === 'request_too_large') return `"code":"${code}"`;
          throw error;
        });
      if (code !== undefined && !answer.includes(`"code":"${code}"`)) {
        throw new Error(`${hostile.kind}: expected ${code}, got ${answer}`);
      }
    },

    /** From the moment before the POST to the time that the SMSC noted for the first part. */
    firstOctetMs: async (): Promise<number> => {
      const started = Date.now();
      await result(await post());
      return Date.parse((await submits()).at(-1)?.time ?? '') - started;
    },

    /** The same for an order of another tenant, which has one phone; in whatever else there is to do. */
    firstOctetOfOtherMs: async (): Promise<number> => {
      const started = Date.now();
      await result(await post(tenants.other));
      const times = (await submits()).filter(({ destination }) => destination === msisdnOf.other);
      return Date.parse(times.at(-1)?.time ?? '') - started;
    },

    /** Parts that the SMSC has seen so far. */
    submitted: async (): Promise<number> => (await submits()).length,

    /** When each came there, in milliseconds of the epoch and in order. */
    submitTimes: async (): Promise<number[]> => (await submits()).map(({ time }) => Date.parse(time)),

    /** Limits what all workers together may give the SMSC, in parts a second. */
    limitBearer: async (perSecond: number): Promise<void> =>
      void (await database.rows('update bearers set rate = :perSecond', { perSecond })),

    /** Counts what the database server was asked while orders ran one after another. */
    costOfOne: async (orders: number) => {
      await logStatements(databaseUrl, 'all');
      let id = '';
      const before = await transactionsSoFar(database);
      for (let i = 0; i < orders; i++) {
        id = await post();
        await result(id);
      }
      const commits = (await transactionsSoFar(database)) - before;
      await logStatements(databaseUrl, 'none');
      const text = await readFile(join(parts.folder, 'logs', 'postgres.log'), 'utf8');
      const history = await temporal.workflow.getHandle(workflowIdOf({ id, run: 1 })).describe();
      const asked = countStatements(text);
      return {
        roundTrips: asked.roundTrips / orders,
        walled: asked.walled / orders,
        commits: commits / orders,
        historyEvents: history.historyLength,
        historyOctets: history.historySize ?? 0,
      };
    },

    /** Orders stored so far. */
    stored: async (): Promise<number> => {
      const [row] = await database.rows<{ count: string }>('select count(*) from orders');
      return Number(row?.count ?? 0);
    },

    /** Waits until every stored order has ended. */
    drain: async (): Promise<void> => {
      for (;;) {
        const [row] = await database.rows<{ count: string }>('select count(*) from orders where settled_at is null');
        if (row?.count === '0') return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },

    stop: async (): Promise<void> => {
      await Promise.all([http.close(), control.close(), database.close(), connection.close()]);
      await api.stop();
      await Promise.all([worker, ...others].map((one) => one.stop()));
      await smsc.stop();
      await handsets.stop();
    },
  };
}

/** An SMSC as a process of its own. */
export function startSmsc(handsetUrl: string): Promise<Service> {
  return startService('bin/smsc-simulator.ts', {
    SMSC_SMPP_PORT: '0',
    SMSC_CONTROL_PORT: '0',
    SMSC_PASSWORD: 'bench',
    HANDSET_URL: handsetUrl,
  });
}

/** How a worker reaches it. */
export function smppUrlOf({ ready }: Pick<Service, 'ready'>, query: string): string {
  return `smpp://wsi:bench@127.0.0.1:${String(ready['smppPort'])}?${query}`;
}

/** The servers of a run, by the notes they are found again by. */
export async function serverPids({ folder }: ScratchParts): Promise<{ postgres: number; temporal: number }> {
  const pidOf = async (name: string) => (await findRecorded(join(folder, `${name}.pid`)))?.pid ?? 0;
  return { postgres: await pidOf('postgres'), temporal: await pidOf('temporal') };
}

/** How often the ledger is asked which orders have ended, in milliseconds. One question for all that are waited for. */
const WATCH_MS = 10;

/**
 * Waits for orders to reach their final state, without a part in their way: asking Temporal or the API would load them. Each is
 * looked up by its key, so that the question costs as much in the end as at the start.
 */
function createWatch(database: Database): (id: string) => Promise<void> {
  const waiting = new Map<string, () => void>();
  const look = async (): Promise<void> => {
    while (waiting.size > 0) {
      const ended = await database.rows<{ id: string }>(
        'select id from orders where id = any(:ids::uuid[]) and settled_at is not null',
        { ids: `{${[...waiting.keys()].join()}}` },
      );
      for (const { id } of ended) {
        waiting.get(id)?.();
        waiting.delete(id);
      }
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    }
  };
  let looking: Promise<void> | undefined;
  return (id) =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      looking ??= look().finally(() => {
        looking = undefined;
      });
    });
}

/** Rows of a CSV file, some hundred at a time. */
function* fileOf(rows: number, from: number): Generator<string> {
  yield 'msisdn,imsi,model\n';
  const row = (i: number): string => `+35846${digits(from + i)},2440599${digits(from + i).padStart(8, '0')},Acme One\n`;
  for (let i = 0; i < rows; i += 500) {
    yield Array.from({ length: Math.min(500, rows - i) }, (_none, k) => row(i + k)).join('');
  }
}

const digits = (i: number): string => String(i).padStart(7, '0');

/** Transactions that wrote something: only those are given a number. */
async function transactionsSoFar(database: Database): Promise<number> {
  const [row] = await database.rows<{ next: string }>('select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  return Number(row?.next ?? 0);
}

/** A tenant that orders. */
interface Ordering {
  readonly tenantId: string;
  readonly key: string;
  readonly phones: readonly string[];
}

/** A tenant with many phones, and another with one. */
async function fill(databaseUrl: string, secretKey: Uint8Array) {
  const stores = openStores({ databaseUrl, databaseConnections: 10, secretKey });
  const msisdnOf = { other: '+358419999999' };
  const bench = await createTenant(stores, 'bench');
  const other = await createTenant(stores, 'other');
  const createDevice = async (tenantId: string, msisdn: string): Promise<string> => {
    const known = { imei: null, model: null, applications: null, maxParts: 10 };
    const device = await stores.devices.create({ tenantId, msisdn, imsi: deriveImsi(msisdn), ...known });
    return device.id;
  };
  const phones: string[] = [];
  await closedLoop({ orders: PHONES, concurrency: 10 }, async (i) => {
    phones.push(await createDevice(bench.tenantId, `+35840${digits(i)}`));
  });
  const phone = await createDevice(other.tenantId, msisdnOf.other);
  await stores.definitions.install([{ definition: onePartDefinition(), needs: [] }]);
  await stores.close();
  return { tenants: { bench: { ...bench, phones }, other: { ...other, phones: [phone] } }, msisdnOf };
}

/** A tenant that may do everything. */
async function createTenant(
  stores: ReturnType<typeof openStores>,
  name: string,
): Promise<{ tenantId: string; key: string }> {
  const { keyId, secret, text } = createApiKey();
  const tenantId = await stores.clients.ensureTenant(name, { entitlements: ALL_ENTITLEMENTS, domains: ['*'] });
  const expiresAt = new Date(Date.now() + 86_400_000);
  await stores.clients.create({
    tenantId,
    name,
    keyId,
    secret,
    roles: ROLES_OF_A_TENANT,
    scopes: SCOPES,
    expiresAt,
  });
  return { tenantId, key: text };
}

/** As whoever owns the server: the roles that the service works as may not. */
async function logStatements(url: string, which: 'all' | 'none'): Promise<void> {
  const client = new PgClient({ connectionString: url });
  await client.connect();
  await client.query(`alter system set log_statement = '${which}'`);
  await client.query('select pg_reload_conf()');
  await client.end();
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/**
 * What a log of all statements says was asked. A statement of a tenant's is sent together with the beginning of its
 * transaction, the tenant's name and the commit: four things that the server does in one round trip. The sweeper's own
 * statements, which no order causes, and the bench's are left out.
 */
function countStatements(log: string): { roundTrips: number; walled: number } {
  const all = [...log.matchAll(/LOG: {2}(?:execute [^:]*|statement): ([\s\S]*?)(?=\n\d{4}-)/g)].map(
    ([, sql]) => sql ?? '',
  );
  const others =
    /start_due_at < now\(\)|report_due_at < now\(\)|received_at > now\(\)|id = any\(\$1::uuid\[\]\) and settled_at|interval '5 seconds' limit|alter system|pg_reload|pg_snapshot_xmax/;
  const counted = all.filter((sql) => !others.test(sql));
  const walled = counted.filter((sql) => sql.startsWith('begin; set local')).length;
  return { roundTrips: counted.length - 2 * walled, walled };
}
