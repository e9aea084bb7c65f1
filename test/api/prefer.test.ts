import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { preferenceFrom } from '../../api/prefer.ts';
import { type ApiWorld, createApiWorld, type Json, shareApiWorld } from '../helpers/api-world.ts';

for (const [header, respondAsync, waitSeconds] of [
  [undefined, false, undefined],
  ['', false, undefined],
  ['respond-async', true, undefined],
  ['Respond-Async', true, undefined],
  ['wait=5', false, 5],
  ['wait = "5"', false, 5],
  ['respond-async, wait=10', true, 10],
  ['handling=lenient; a=b, wait=7;x=y', false, 7],
  ['wait=5, wait=9', false, 5],
  ['wait=31', false, 30],
  ['wait=0', false, 0],
  ['wait=-1', false, undefined],
  ['wait=1.5', false, undefined],
  ['wait=', false, undefined],
  ['wait', false, undefined],
  ['wait=99999999999999', false, undefined],
  [',,;=,"', false, undefined],
  ['__proto__=1, constructor', false, undefined],
] as const) {
  test(`Prefer: ${header} means ${respondAsync ? 'async' : 'either'}, ${waitSeconds ?? 'no'} seconds`, (t) => {
    t.deepEqual(preferenceFrom(header), { respondAsync, waitSeconds });
  });
}

const enter = shareApiWorld(test);

let devices = 0;

async function deviceOf({ call }: ApiWorld): Promise<string> {
  const digits = String((devices += 1)).padStart(7, '0');
  return (await call('POST', '/v1/devices', { body: { msisdn: `+35840${digits}`, imsi: `24405${digits}000` } })).body
    .id;
}

const requestFor = (deviceId: string, fields: Json = {}) => ({
  device: { id: deviceId },
  definition: { name: 'internet-access' },
  parameters: { name: 'Acme', apn: 'internet.acme.example' },
  ...fields,
});

async function order(world: ApiWorld, prefer: string, fields: Json = {}) {
  const id = await deviceOf(world);
  return world.call('POST', '/v1/orders', {
    headers: { 'idempotency-key': randomUUID(), prefer },
    body: requestFor(id, fields),
  });
}

/** Brings the newest order of the tenant to its end, as the worker does, once it is there. */
async function settleNext({ stores, database, tenantId }: ApiWorld): Promise<void> {
  for (;;) {
    const [row] = await database.rows<{ id: string }>(
      "select id from orders where tenant_id = :tenantId and state = 'accepted'",
      { tenantId },
    );
    if (row !== undefined) {
      const end = { state: 'completed', reason: null, evidence: 'delivered' } as const;
      await database.rows("update orders set evidence = 'delivered' where id = :id", { id: row.id });
      await stores.settlement.settle({ orderId: row.id, run: 1 }, end);
      return;
    }
    await sleep(20);
  }
}

/** Lets the newest order of the tenant wait for its user, as the worker does, once it is there. */
async function askNext({ database, tenantId }: ApiWorld): Promise<void> {
  for (;;) {
    const rows = await database.rows(
      "update orders set state = 'awaiting_user' where tenant_id = :tenantId and state = 'accepted' returning id",
      { tenantId },
    );
    if (rows.length > 0) return;
    await sleep(20);
  }
}

test.serial('An order is answered 202 at once, also when the caller prefers that', async (t) => {
  const world = await enter();
  const plain = await order(world, 'return=minimal');
  t.is(plain.status, 202);
  t.false(plain.headers.has('preference-applied'));
  const asked = await order(world, 'respond-async');
  t.is(asked.status, 202);
  t.is(asked.headers.get('preference-applied'), 'respond-async');
});

test.serial('With wait=N the end of the order is answered 200 when it comes in time', async (t) => {
  const world = await enter();
  const [{ status, body, headers }] = await Promise.all([order(world, 'wait=20'), settleNext(world)]);
  t.is(status, 200);
  t.is(body.state, 'completed');
  t.is(headers.get('preference-applied'), 'wait=20');
  t.is(headers.get('location'), `/v1/orders/${body.id}`);
  t.deepEqual((await world.call('GET', `/v1/orders/${body.id}`)).body, body);
});

test.serial('With wait=N an order that has not ended is answered 202 after that time', async (t) => {
  const world = await enter();
  const started = performance.now();
  const { status, body, headers } = await order(world, 'wait=1, respond-async');
  t.true(performance.now() - started >= 1_000);
  t.is(status, 202);
  t.is(body.state, 'accepted');
  t.is(headers.get('preference-applied'), 'respond-async, wait=1');
});

test.serial('An order that waits for an answer, or for its time, is not waited for', async (t) => {
  const world = await enter();
  const started = performance.now();
  const later = await order(world, 'wait=30', { notBefore: new Date(Date.now() + 3_600_000).toISOString() });
  t.is(later.status, 202);
  t.is(later.body.state, 'scheduled');
  const [asked] = await Promise.all([order(world, 'wait=30'), askNext(world)]);
  t.is(asked.status, 202);
  t.is(asked.body.state, 'awaiting_user');
  t.true(performance.now() - started < 25_000);
});

test.serial('A repeat that waits gets the end of the order that was made the first time', async (t) => {
  const world = await enter();
  const id = await deviceOf(world);
  const request = {
    headers: { 'idempotency-key': randomUUID() },
    body: requestFor(id),
  };
  const first = await world.call('POST', '/v1/orders', request);
  await settleNext(world);
  const again = await world.call('POST', '/v1/orders', {
    ...request,
    headers: { ...request.headers, prefer: 'wait=5' },
  });
  t.is(again.status, 200);
  t.is(again.body.id, first.body.id);
  t.is(again.headers.get('idempotent-replayed'), 'true');
});

test.serial(
  'An order is followed by reading it with wait=N: the end when it comes, what is known when the time is over',
  async (t) => {
    const world = await enter();
    const { body: made } = await order(world, 'respond-async');
    const path = `/v1/orders/${made.id}`;
    const early = await world.call('GET', path, { headers: { prefer: 'wait=1, respond-async' } });
    t.is(early.status, 200);
    t.is(early.body.state, 'accepted');
    t.is(early.headers.get('preference-applied'), 'wait=1');

    const headers = { prefer: 'wait=20', 'if-none-match': String(early.headers.get('etag')) };
    const started = performance.now();
    const [end] = await Promise.all([world.call('GET', path, { headers }), settleNext(world)]);
    t.is(end.status, 200);
    t.is(end.body.state, 'completed');
    t.true(performance.now() - started < 18_000);
    const plain = await world.call('GET', path);
    t.deepEqual(plain.body, end.body);
    t.false(plain.headers.has('preference-applied'));
  },
);

test.serial('Another tenant waits for nothing: the order is not there', async (t) => {
  const world = await enter();
  const { body: made } = await order(world, 'respond-async');
  const { call } = await enter();
  const { status } = await call('GET', `/v1/orders/${made.id}`, { headers: { prefer: 'wait=30' } });
  t.is(status, 404);
});

test.serial('Fifty that wait are looked at by few queries, and none of them when all callers have gone', async (t) => {
  const world = await createApiWorld(t);
  const looks: number[] = [];
  const { orders } = world.stores;
  const look = orders.atRest.bind(orders);
  Object.assign(orders, {
    atRest: (watched: Parameters<typeof look>[0]) => {
      looks.push(watched.length);
      return look(watched);
    },
  });
  const controller = new AbortController();
  const ids = await Promise.all(Array.from({ length: 50 }, () => deviceOf(world)));
  const waits = ids.map((id) =>
    fetch(`${world.url}/v1/orders`, {
      method: 'POST',
      signal: controller.signal,
      headers: {
        authorization: `Bearer ${world.key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        prefer: 'wait=30',
      },
      body: JSON.stringify(requestFor(id)),
    }),
  );
  const outcomes = Promise.allSettled(waits);
  while (looks.at(-1) !== 50) await sleep(20);
  const before = looks.length;
  const began = performance.now();
  await sleep(1_000);
  // About seven in a second; one for each that waits would be hundreds.
  const most = (10 * (performance.now() - began)) / 1_000;
  t.true(looks.length - before <= most, `${looks.length - before} looks`);
  controller.abort();
  for (const outcome of await outcomes) t.is(outcome.status, 'rejected');
  while (looks.at(-1) !== 0 && (await isLookedAgain(looks))) await sleep(20);
  const after = looks.length;
  await sleep(500);
  t.is(looks.length, after, 'nobody waits, so nobody looks');
});

async function isLookedAgain(looks: readonly number[]): Promise<boolean> {
  const count = looks.length;
  await sleep(2_000);
  return looks.length > count;
}

test.serial('Who waits is answered at once when the service is about to end', async (t) => {
  const stopping = new AbortController();
  const world = await createApiWorld(t, { stopping: stopping.signal });
  const started = performance.now();
  setTimeout(() => stopping.abort(), 500);
  const { status, body } = await order(world, 'wait=30');
  t.is(status, 202);
  t.is(body.state, 'accepted');
  t.true(performance.now() - started < 25_000);
});
