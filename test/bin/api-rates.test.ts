import test from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { type ApiProcesses, createApiProcesses } from '../helpers/api-process.ts';
import type { Service } from '../helpers/service.ts';

const LIMIT = 100;

const teardowns: (() => unknown)[] = [];
let processes: ApiProcesses;
let apis: Service[];
test.before(async () => {
  processes = await createApiProcesses({ teardown: (work) => void teardowns.push(work) });
  apis = await Promise.all([1, 2].map(() => processes.start({ RATE_READS: String(LIMIT), RATE_FAILURES: '10' })));
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

const get = (api: Service, path: string, key: string) =>
  fetch(new URL(path, String(api.ready['url'])), { headers: { authorization: `Bearer ${key}` } });

/** Waits for the beginning of a minute when this one is nearly over: what is counted belongs to one window. */
async function enterWindow(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 25_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
}

test.serial('Two processes together take what the limit says, and refuse the rest with a time', async (t) => {
  await enterWindow();
  const responses = await Promise.all(
    Array.from({ length: 2 * LIMIT }, (_, i) => get(apis[i % 2]!, '/v1/orders?limit=1', processes.key)),
  );
  const refused = responses.filter(({ status }) => status === 429);
  t.is(responses.filter(({ status }) => status === 200).length, LIMIT);
  t.is(refused.length, LIMIT);
  for (const { headers } of responses) {
    t.is(headers.get('ratelimit-policy'), `"reads";q=${LIMIT};w=60`);
    t.regex(headers.get('ratelimit') ?? '', /^"reads";r=\d+;t=\d+$/);
  }
  const { headers } = refused[0]!;
  const seconds = Number(headers.get('retry-after'));
  t.true(seconds >= 1 && seconds <= 60);
  t.is(headers.get('ratelimit'), `"reads";r=0;t=${seconds}`);
  t.like(await refused[0]!.json(), { code: 'rate_limited' });
});

test.serial('Classes are counted apart: what reads too much may still change', async (t) => {
  const response = await fetch(new URL('/v1/client/keys', String(apis[0]!.ready['url'])), {
    method: 'POST',
    headers: { authorization: `Bearer ${processes.key}` },
  });
  t.is(response.status, 201);
  t.is(response.headers.get('ratelimit-policy'), '"changes";q=6000;w=60');
});

test.serial('A tenant that is given more may do more within seconds', async (t) => {
  const caller = {
    tenantId: processes.tenantId,
    clientId: processes.clientId,
    roles: [],
    scopes: [],
    platform: true,
    correlator: '',
  };
  const change = { settings: { limits: { reads: 5_000 } } };
  await processes.stores.tenants.update(caller, processes.tenantId, { change, revision: undefined });
  await new Promise((resolve) => setTimeout(resolve, 5_100));
  const response = await get(apis[0]!, '/v1/orders?limit=1', processes.key);
  t.is(response.status, 200);
  t.is(response.headers.get('ratelimit-policy'), '"reads";q=5000;w=60');
});

test.serial(
  'An address that shows wrong keys is shut for a while, in both processes, and good keys still count',
  async (t) => {
    await enterWindow();
    // Known as good to both, and so let in although the address is shut.
    for (const api of apis) t.is((await get(api, '/v1/orders?limit=1', processes.key)).status, 200);
    const statuses: number[] = [];
    for (let i = 0; i < 24; i++) {
      statuses.push((await get(apis[i % 2]!, '/v1/orders', createApiKey().text)).status);
    }
    t.true(statuses.filter((status) => status === 401).length <= 12, statuses.join());
    t.is(statuses.at(-1), 429);
    t.is(statuses.at(-2), 429);
    for (const api of apis) t.is((await get(api, '/v1/orders?limit=1', processes.key)).status, 200);
  },
);
