import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type ApiProcesses, createApiProcesses } from '../helpers/api-process.ts';
import type { Service } from '../helpers/service.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../vectors/http-tls-${name}.pem`, import.meta.url));
const pem = (name: string) => readFileSync(pathOf(name), 'utf8');
const thumbprintOf = (name: string) => new X509Certificate(pem(name)).fingerprint256.replaceAll(':', '').toLowerCase();

const ENV = {
  HTTP_TLS_CERT: pathOf('cert'),
  HTTP_TLS_KEY: pathOf('key'),
  HTTP_TLS_CLIENT_CA: pathOf('authority'),
};

const teardowns: (() => unknown)[] = [];
let processes: ApiProcesses;
let api: Service;
test.before(async () => {
  processes = await createApiProcesses({ teardown: (work) => void teardowns.push(work) });
  api = await processes.start(ENV);
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Calls with the certificate of a client, or with none. */
function call(path: string, options: CallOptions = {}): Promise<Answer> {
  const { client, headers = {}, method = 'GET', body, agent = agentOf(client) } = options;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const url = new URL(path, String(api.ready['url']));
    const req = request(url, { agent, method, headers: { ...json, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => void chunks.push(chunk));
      response.on('end', () => {
        if (options.agent === undefined) agent.destroy();
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, body: text === '' ? {} : JSON.parse(text) });
      });
    });
    req.on('error', reject);
    req.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

type Json = ReturnType<typeof JSON.parse>;
interface CallOptions {
  readonly client?: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: unknown;
  readonly agent?: Agent;
}

function agentOf(client: string | undefined): Agent {
  const shown = client === undefined ? {} : { cert: pem(`client-${client}`), key: pem(`client-${client}`) };
  return new Agent({ ca: pem('cert'), keepAlive: true, ...shown });
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** The client that a certificate of ours lets in, made by a call with it. */
async function register(client: string, more: Json = {}): Promise<Json> {
  const { status, body } = await call('/v1/clients', {
    method: 'POST',
    client,
    headers: bearer(processes.key),
    body: { name: client, roles: ['auditor'], certificate: thumbprintOf(`client-${client}`), ...more },
  });
  if (status !== 201) throw new Error(`Cannot register: ${JSON.stringify(body)}`);
  return body;
}

test.serial('The listener speaks HTTPS, and a key needs no certificate', async (t) => {
  t.regex(String(api.ready['url']), /^https:/);
  t.is((await call('/v1/orders', { headers: bearer(processes.key) })).status, 200);
  t.is((await call('/v1/orders')).body.code, 'credential_missing');
  await t.throwsAsync(fetch(String(api.ready['url']).replace('https', 'http')));
});

test.serial('A certificate of the authority lets its client in, for as long as the client lives', async (t) => {
  t.is((await call('/v1/client', { client: 'one' })).body.code, 'credential_invalid');
  const client = await register('one');
  t.is(client.key, null);
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const { status, body } = await call('/v1/client', { client: 'one' });
  t.is(status, 200);
  t.is(body.id, client.id);
  t.is((await call('/v1/client', { client: 'two' })).body.code, 'credential_invalid');
  await call(`/v1/clients/${client.id}`, { method: 'DELETE', headers: bearer(processes.key) });
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  t.is((await call('/v1/client', { client: 'one' })).body.code, 'credential_invalid');
});

test.serial('A certificate still counts when its TLS session is taken up again', async (t) => {
  await register('one');
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const agent = agentOf('one');
  for (let i = 0; i < 4; i++) {
    const { status } = await call('/v1/client', { agent, headers: { connection: 'close' } });
    t.is(status, 200);
  }
  agent.destroy();
});

test.serial('A certificate of another authority is none, even if its thumbprint is registered', async (t) => {
  const caller = {
    tenantId: processes.tenantId,
    clientId: processes.clientId,
    roles: ['auditor'],
    scopes: [],
    platform: false,
    correlator: '',
  } as const;
  await processes.stores.credentials.create(caller, processes.tenantId, {
    name: 'stranger',
    roles: ['auditor'],
    scopes: [],
    sourceRanges: [],
    limits: {},
    oauth: null,
    certificate: thumbprintOf('client-stranger'),
    key: null,
  });
  t.is((await call('/v1/client', { client: 'stranger' })).body.code, 'credential_missing');
});

test.serial('A header that says what certificate was shown is not believed', async (t) => {
  await register('two');
  const certificate = encodeURIComponent(pem('client-two'));
  for (const name of [
    'x-client-cert',
    'x-forwarded-client-cert',
    'ssl-client-cert',
    'client-cert',
    'x-ssl-client-sha256',
  ]) {
    for (const value of [certificate, thumbprintOf('client-two')]) {
      t.is((await call('/v1/client', { headers: { [name]: value } })).body.code, 'credential_missing', name);
    }
  }
});

test.serial('An administrator registers no certificate but that of his connection', async (t) => {
  const { status, body } = await call('/v1/clients', {
    method: 'POST',
    client: 'one',
    headers: bearer(processes.key),
    body: { name: 'x', roles: ['auditor'], certificate: 'f'.repeat(64) },
  });
  t.is(status, 403);
  t.is(body.errors[0].field, '/certificate');
});

for (const [title, env, wanted] of [
  ['a key alone', { HTTP_TLS_CERT: '' }, /HTTP_TLS_CERT: expected the path of a file/],
  ['a file that is not there', { HTTP_TLS_KEY: '/none/such.pem' }, /HTTP_TLS_KEY: expected a file/],
  ['a key of another certificate', { HTTP_TLS_KEY: pathOf('client-one') }, /Cannot serve HTTPS/],
] as const) {
  test.serial(`With ${title} the API does not start, and says why`, async (t) => {
    await t.throwsAsync(processes.start({ ...ENV, ...env }), { message: wanted });
  });
}
