import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { openStores } from '../../bin/stores.ts';
import { ROLES_OF_A_TENANT, SCOPES } from '../../domain/access.ts';
import { createDatabase } from '../../store/database.ts';
import { createTestDatabase, TEST_WAIT_MS } from '../helpers/database.ts';
import { type Service, startService } from '../helpers/service.ts';

type Json = Record<string, unknown>;

const ROWS = 20_000;
const file = `msisdn,imsi,model\n${Array.from({ length: ROWS }, (_, i) => {
  const digits = String(i).padStart(7, '0');
  return `+35840${digits},24405100${digits},Acme One\n`;
}).join('')}`;

/** The API as a process of its own over a database of the test's own, and a key for it. */
async function startApi(t: ExecutionContext) {
  const databaseUrl = await createTestDatabase(t);
  const secretKey = randomBytes(32);
  const stores = openStores({ databaseUrl, databaseConnections: 2, secretKey }, TEST_WAIT_MS);
  const { keyId, secret, text } = createApiKey();
  await stores.clients.create({
    tenantId: await stores.clients.ensureTenant('acme'),
    name: 'test',
    keyId,
    secret,
    roles: ROLES_OF_A_TENANT,
    scopes: SCOPES,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  await stores.close();
  const database = createDatabase(databaseUrl, 2, TEST_WAIT_MS);
  t.teardown(() => database.close());
  const env = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey.toString('base64'),
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
    HTTP_PORT: '0',
  };
  const start = async (): Promise<Service> => {
    const service = await startService('bin/api.ts', env);
    t.teardown(service.kill);
    return service;
  };
  const call = async (service: Service, method: string, path: string, body?: string, type = 'application/json') => {
    const response = await fetch(new URL(path, String(service.ready['url'])), {
      method,
      headers: { authorization: `Bearer ${text}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  return { start, call, database };
}

test.serial('an API killed in the middle of a file: sent again, every row is done once', async (t) => {
  const { start, call, database } = await startApi(t);
  const rowsDone = async (): Promise<number> =>
    (await database.rows<{ rows_done: number }>('select rows_done from device_imports'))[0]?.rows_done ?? 0;
  let api = await start();
  const opened = await call(api, 'POST', '/v1/device-imports', '{"title": "A fleet", "mode": "create"}');
  const path = `/v1/device-imports/${String(opened.body['id'])}/rows`;

  // Early in the file, so that much of it is left when the process dies.
  for (const share of [0.1, 0.3]) {
    const sending = call(api, 'PUT', path, file, 'text/csv').catch(() => 'lost' as const);
    while ((await rowsDone()) < ROWS * share) await sleep(5);
    await api.kill();
    t.is(await sending, 'lost');
    const left = await rowsDone();
    t.true(left >= ROWS * share && left < ROWS, String(left));
    api = await start();
    // Until the lease of the process that is gone has run out.
    for (;;) {
      const { status, body } = await call(api, 'GET', path.replace('/rows', ''));
      t.is(status, 200);
      if (body['state'] === 'interrupted') break;
      await sleep(200);
    }
  }
  const { status, body } = await call(api, 'PUT', path, file, 'text/csv');
  t.is(status, 200);
  t.deepEqual([body['state'], body['rowsDone'], body['created'], body['refused']], ['done', ROWS, ROWS, 0]);
  const [counts] = await database.rows<Json>(
    `select (select count(*)::int from devices) as devices, (select count(distinct msisdn_index)::int from devices) as phones,
       count(*)::int as reports, count(distinct device_id)::int as reported, max(number) as last from device_import_rows`,
  );
  t.deepEqual(counts, { devices: ROWS, phones: ROWS, reports: ROWS, reported: ROWS, last: ROWS });
});
