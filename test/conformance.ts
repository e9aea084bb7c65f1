/**
 * Holds a running API against its own `/openapi.json` by a program of others: schemathesis makes up requests, good and bad,
 * one by one and in sequences, and looks at every answer with all its checks. What it gets wrong is explained in
 * `test/conformance/schemathesis.toml`.
 *
 * `npm run conformance:api`; what follows `--` goes to `schemathesis run`, such as `--include-path /v1/orders`. Ends with 0
 * when nothing was found, 1 when something was, and 2 where it cannot run.
 */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApiKey } from '../api/api-key.ts';
import { prepareDatabase } from '../bin/migrate.ts';
import { openStores } from '../bin/stores.ts';
import { ROLES_OF_A_TENANT, SCOPES } from '../domain/access.ts';
import { ALL_ENTITLEMENTS } from '../domain/entitlements.ts';
import { ensureDatabase } from '../launcher/database.ts';
import { createProgress } from '../launcher/progress.ts';
import { type ScratchParts, startScratchParts } from '../launcher/scratch.ts';
import { findSchemathesis, PythonAbsent } from './conformance/find-schemathesis.ts';
import { TEST_WAIT_MS } from './helpers/database.ts';
import { startService } from './helpers/service.ts';

const DATABASE = 'conformance';
const projectDir = fileURLToPath(new URL('..', import.meta.url));

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof PythonAbsent)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const program = await findSchemathesis(process.env);
  const progress = createProgress(process.stdout);
  const parts = await startScratchParts({
    env: process.env,
    module: join(projectDir, 'tools', 'temporal'),
    progress,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  try {
    return await judge(program, parts);
  } finally {
    await parts.stop();
  }
}

async function judge(program: string, parts: ScratchParts): Promise<number> {
  await ensureDatabase(parts.postgres.url('postgres'), DATABASE);
  const databaseUrl = parts.postgres.url(DATABASE);
  await prepareDatabase(databaseUrl);
  const secretKey = randomBytes(32);
  const client = await createClient(databaseUrl, secretKey);
  const api = await startService('bin/api.ts', {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey.toString('base64'),
    TEMPORAL_ADDRESS: parts.temporal.address,
    HTTP_PORT: '0',
    LOG_LEVEL: 'warn',
    MAX_BACKLOG: '1000000',
    // Whoever asks so much is no caller in need of limits here.
    RATE_READS: '1000000',
    RATE_ORDERS: '1000000',
    RATE_CHANGES: '1000000',
    RATE_REVEALS: '1000000',
    RATE_FAILURES: '1000000',
  });
  try {
    const url = String(api.ready['url']).replace(/\/$/, '');
    const known = { ...client, ...(await createObjects(url, client.key)) };
    const config = join(parts.folder, 'schemathesis.toml');
    await writeFile(config, await configFor(url, known));
    const status = await run(program, { url, config, known });
    if (api.log() !== '') console.log(`The API wrote:\n${api.log()}`);
    return status;
  } finally {
    await api.stop();
  }
}

/** What the configuration and the hooks are told. */
type Known = Client & Objects;

/** @throws Error when there is an exception for an operation that is not there */
async function configFor(url: string, known: Known): Promise<string> {
  const text = await readFile(join(projectDir, 'test', 'conformance', 'schemathesis.toml'), 'utf8');
  const document = await (await fetch(`${url}/openapi.json`)).text();
  const lists = [...text.matchAll(/include-operation-id = (\[[^\]]*\])/g)].map(([, list]) => list ?? '');
  const absent = lists
    .flatMap((list) => [...list.matchAll(/"(\w+)"/g)])
    .filter(([quoted]) => !document.includes(quoted));
  if (absent.length > 0)
    throw new Error(`There are exceptions for operations that are not there: ${absent.join(', ')}`);
  const values = variablesOf(known);
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

async function run(
  program: string,
  { url, config, known }: { readonly url: string; readonly config: string; readonly known: Known },
): Promise<number> {
  const args = ['--config-file', config, 'run', `${url}/openapi.json`, '--url', url, ...process.argv.slice(2)];
  const child = spawn(program, args, {
    env: { ...process.env, ...variablesOf(known) },
    stdio: 'inherit',
    cwd: projectDir,
  });
  const [code]: (number | null)[] = await once(child, 'close');
  return code ?? 1;
}

function variablesOf({ key, keyId, id, deviceId, orderId }: Known): NodeJS.ProcessEnv {
  return { WSI_KEY: key, WSI_KEY_ID: keyId, WSI_CLIENT_ID: id, WSI_DEVICE_ID: deviceId, WSI_ORDER_ID: orderId };
}

interface Objects {
  readonly deviceId: string;
  readonly orderId: string;
}

/** A device and an order for it, which requests that were made up would hardly bring about. */
async function createObjects(url: string, key: string): Promise<Objects> {
  const post = async (path: string, body: object): Promise<string> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    const { id }: { readonly id: string } = JSON.parse(await response.text());
    return id;
  };
  const deviceId = await post('/v1/devices', { msisdn: '+358401234567', imsi: '244051234567890' });
  const definition = { name: 'internet-access' };
  const parameters = { name: 'Internet', apn: 'internet.example' };
  return { deviceId, orderId: await post('/v1/orders', { device: { id: deviceId }, definition, parameters }) };
}

interface Client {
  readonly id: string;
  readonly keyId: string;
  readonly key: string;
}

/** May do everything a tenant may. */
async function createClient(databaseUrl: string, secretKey: Uint8Array): Promise<Client> {
  const stores = openStores({ databaseUrl, databaseConnections: 2, secretKey }, TEST_WAIT_MS);
  try {
    const entitled = { platform: true, entitlements: ALL_ENTITLEMENTS, domains: ['*'] };
    const tenantId = await stores.clients.ensureTenant('acme', entitled);
    const { keyId, secret, text } = createApiKey();
    const id = await stores.clients.create({
      tenantId,
      name: 'conformance',
      keyId,
      secret,
      // Of those who run the installation as well: every route is to be reached.
      roles: [...ROLES_OF_A_TENANT, 'operator'],
      scopes: SCOPES,
      expiresAt: new Date(Date.now() + 86_400_000),
    });
    return { id, keyId, key: text };
  } finally {
    await stores.close();
  }
}
