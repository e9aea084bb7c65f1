import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { loadConfig } from '../../bin/config.ts';
import { openStores } from '../../bin/stores.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { createPpg, type Ppg } from '../../simulator/ppg.ts';
import { TLS } from '../bearers/smpp-world.ts';
import { TEST_WAIT_MS } from '../helpers/database.ts';
import { createHostileGateway, type HostileGateway, type Trick } from '../helpers/hostile-gateway.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;

const teardowns: (() => unknown)[] = [];
const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
const LIMIT_MS = 120_000;
const QUICK = 'responseTimeout=3000&reconnectMin=100&reconnectMax=500';
let stack: Stack;
let ppg: Ppg;
let hostile: HostileGateway;
let bearers: ReturnType<typeof openStores>['bearers'];
test.before(async () => {
  const port = await findFreePort();
  const env = { HTTP_PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, IN_DOUBT_SECONDS: '1' };
  stack = await startStack(end, { env });
  ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200 });
  end.teardown(() => ppg.stop());
  hostile = await createHostileGateway(ppg.papPort);
  end.teardown(() => hostile.stop());
  const stores = openStores(loadConfig(stack.env, ['databaseUrl', 'databaseConnections', 'secretKey']), TEST_WAIT_MS);
  end.teardown(() => stores.close());
  bearers = stores.bearers;
  const definition = onePartDefinition();
  for (const [name, kinds] of [
    ['pushed', ['pap']],
    ['anyhow', ['pap', 'smpp']],
  ] as const) {
    await stack.register({
      ...definition,
      name,
      version: '1.0.0',
      delivery: { ...definition.delivery, bearers: kinds },
    });
  }
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

const actor = () => ({ tenantId: stack.tenantId, clientId: null, correlator: 'test' });
/** Adds a bearer; a worker that has opened it has closed what was removed before. */
async function add(name: string, url: string): Promise<void> {
  await bearers.create(actor(), { name, kind: 'pap', url: `${url}/wappush?${QUICK}` });
  while ((await bearers.named(name)).links.length === 0) await pause(100);
}

/** Orders for a phone each, at whose push the gateway plays one of the tricks. */
function play(tricks: readonly Trick[]): Promise<{ trick: Trick; msisdn: string; id: string }[]> {
  return Promise.all(
    tricks.map(async (trick) => {
      const { msisdn } = await stack.phone();
      hostile.trick(msisdn, trick);
      return { trick, msisdn, id: await order(msisdn) };
    }),
  );
}

const order = async (msisdn: string, name = 'pushed'): Promise<string> =>
  (await stack.order({ ...INTERNET, device: { msisdn }, definition: { name } })).id;
const attemptsOf = (body: Json) => body['attempts'] as { bearer: string; outcome: string }[];

async function pushesFor(id: string): Promise<number> {
  const pushes = (await (await fetch(`http://127.0.0.1:${ppg.controlPort}/pushes`)).json()) as Json[];
  return pushes.filter((push) => JSON.stringify(push).includes(id)).length;
}

test.serial('F60: while the only gateway is away an order waits, says so, and goes once it is back', async (t) => {
  const papPort = await findFreePort();
  await add('away', `pap://wsi:pw@127.0.0.1:${papPort}`);
  const { msisdn } = await stack.phone();
  const id = await order(msisdn);
  const waits = async () => (await stack.call('GET', `/v1/orders/${id}`)).body;
  while ((await waits())['reason'] !== 'bearer_unavailable') await pause(100);
  t.deepEqual(attemptsOf(await waits()), []);
  const back = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw', retryMs: 200, papPort });
  end.teardown(() => back.stop());
  t.is(attemptsOf(await stack.until(id, 'completed', LIMIT_MS)).length, 1);
  t.is((await stack.handset(msisdn)).documents.length, 1);
  await bearers.remove(actor(), 'away');
});

test.serial(
  'F61, F62, F65: what answers an octet a second, too late, without an end or compressed is in doubt, and asked once more by the same name',
  async (t) => {
    await add('hostile', `pap://wsi:pw@127.0.0.1:${hostile.port}`);
    const tricks: readonly Trick[] = ['dribble', 'late', 'endless', 'bomb'];
    for (const { trick, msisdn, id } of await play(tricks)) {
      t.is(attemptsOf(await stack.until(id, 'completed', LIMIT_MS)).length, 1, trick);
      t.is(await pushesFor(id), 1, `${trick}: the gateway took it once`);
      t.is((await stack.handset(msisdn)).documents.length, 1, trick);
    }
    t.deepEqual(await stack.violations(), []);
  },
);

test.serial(
  'F63, F66: what is sent elsewhere, or to wait for thirty years, goes to the gateway again soon',
  async (t) => {
    const tricks: readonly Trick[] = ['redirect', 'too many', 'unavailable'];
    for (const { trick, msisdn, id } of await play(tricks)) {
      t.is(attemptsOf(await stack.until(id, 'completed', LIMIT_MS)).length, 1, trick);
      t.is(await pushesFor(id), 1, trick);
      t.is((await stack.handset(msisdn)).documents.length, 1, trick);
    }
    t.is(hostile.strayed(), 0, 'nobody was followed to another place');
    t.deepEqual(await stack.violations(), []);
    await bearers.remove(actor(), 'hostile');
  },
);

test.serial(
  'F67: a gateway whose certificate nobody vouches for, or that speaks no TLS, gets nothing; the order goes another way',
  async (t) => {
    let requests = 0;
    for (const [name, server] of [
      ['untrusted', createTlsServer(TLS, () => void (requests += 1))],
      ['plain', createServer(() => void (requests += 1))],
    ] as const) {
      server.on('tlsClientError', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      end.teardown(() => server.close());
      await add(name, `paps://wsi:pw@127.0.0.1:${(server.address() as AddressInfo).port}`);
    }
    const { msisdn } = await stack.phone();
    const done = await stack.until(await order(msisdn, 'anyhow'), 'completed', LIMIT_MS);
    t.is(attemptsOf(done).at(-1)?.bearer, 'smpp');
    const shown = await Promise.all(['untrusted', 'plain'].map(async (name) => (await bearers.named(name)).links));
    t.true(shown.flat().every(({ isReady }) => !isReady));
    t.is(requests, 0, 'not an octet of a push went out');
    t.is((await stack.handset(msisdn)).documents.length, 1);
    t.deepEqual(await stack.violations(), []);
  },
);
