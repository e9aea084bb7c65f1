import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { createPpg, type Ppg } from '../../simulator/ppg.ts';
import { onePartDefinition } from '../helpers/one-part-definition.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

type Json = Record<string, unknown>;

const LIMIT_MS = 50_000;
const teardowns: (() => unknown)[] = [];
const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
let stack: Stack;
let ppg: Ppg;
test.before(async () => {
  stack = await startStack(end, { env: { PUBLIC_URL: 'http://127.0.0.1:9' } });
  ppg = await createPpg({ handsetUrl: stack.handsetUrl, password: 'pw' });
  end.teardown(() => ppg.stop());
  await stack.worker.stop();
  // Two, of which one asks.
  const env = { PAP_URL: `pap://wsi:pw@127.0.0.1:${ppg.papPort}/wappush` };
  await Promise.all([stack.startWorker('bin/worker.ts', env), stack.startWorker('bin/worker.ts', env)]);
  const definition = onePartDefinition();
  await stack.register({
    ...definition,
    name: 'pushed',
    version: '1.0.0',
    delivery: { ...definition.delivery, bearers: ['pap'] },
    acknowledgement: { evidence: 'delivered', timeout: 'PT1M' },
  });
  // Every result is lost on its way.
  await control('PUT', '/script', { notification: { never: true } });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

async function control(method: string, path: string, body?: unknown): Promise<Json[]> {
  const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const text = await (await fetch(`http://127.0.0.1:${ppg.controlPort}${path}`, init)).text();
  return text === '' ? [] : (JSON.parse(text) as Json[]);
}

const order = async (msisdn: string): Promise<string> =>
  (await stack.order({ ...INTERNET, device: { msisdn }, definition: { name: 'pushed' } })).id;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + LIMIT_MS; !(await isSo()); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`It did not come so far\n${stack.worker.log()}`);
  }
}

/** What the gateway was asked about pushes of an order. */
async function questions(id: string): Promise<string[]> {
  const log = await control('GET', '/log');
  return log.flatMap(({ message, pushId }) =>
    message === 'statusquery-message' && String(pushId).startsWith(id) ? [String(pushId)] : [],
  );
}

test('an order whose result notification was lost completes, for the gateway is asked', async (t) => {
  const phone = await stack.phone();
  const id = await order(phone.msisdn);
  const done = await stack.until(id, 'completed');
  t.like(done, { evidence: 'delivered', reason: null });
  t.like(done['attempts'], { 0: { bearer: 'pap', partsDelivered: 1, outcome: 'delivered' }, length: 1 });
  t.deepEqual(await questions(id), [`${id}.1.1@dm-wsi`], 'one of the workers asked, once');
  t.is((await stack.handset(phone.msisdn)).documents.length, 1);
  t.deepEqual(await stack.charges(id), [
    'document.delivered:',
    'document.submitted:',
    'order.accepted:',
    'order.completed:',
    'pap.push:1/1',
  ]);
  t.deepEqual(await stack.violations(), []);
});

test('an order whose push the gateway says was not delivered goes on with its next attempt', async (t) => {
  const phone = await stack.phone({ behaviour: { status: 500 } });
  const id = await order(phone.msisdn);
  const isLost = async () =>
    (await control('GET', '/pushes')).some(({ pushId, state }) => pushId === `${id}.1.1@dm-wsi` && state !== 'pending');
  await until(isLost);
  await fetch(`${stack.handsetUrl}/handsets/${encodeURIComponent(phone.msisdn)}`, {
    method: 'PUT',
    body: JSON.stringify({ imsi: phone.imsi }),
  });
  const done = await stack.until(id, 'completed');
  t.like(done['attempts'], {
    0: { bearer: 'pap', outcome: 'failed' },
    1: { bearer: 'pap', outcome: 'delivered' },
    length: 2,
  });
  t.deepEqual(await questions(id), [`${id}.1.1@dm-wsi`, `${id}.1.2@dm-wsi`]);
  t.is((await stack.handset(phone.msisdn)).documents.length, 1);
  t.deepEqual(await stack.violations(), []);
});

test('a push that is pending leaves its order as it is', async (t) => {
  const phone = await stack.phone({ behaviour: { off: true } });
  await control('PUT', '/script', [
    { match: { destination: phone.msisdn }, drop: true },
    { notification: { never: true } },
  ]);
  const id = await order(phone.msisdn);
  await until(async () => (await questions(id)).length > 0);
  const acknowledged = await stack.call('POST', `/v1/orders/${id}/acknowledgements`, {
    outcome: 'applied',
    source: 'user',
  });
  t.is(acknowledged.status, 202);
  t.like(await stack.until(id, 'completed'), { evidence: 'applied' });
  t.false((await stack.events(id)).some((type) => type.startsWith('receipt')));
  t.deepEqual(await stack.violations(), []);
});
