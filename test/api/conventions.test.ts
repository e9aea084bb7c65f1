import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import test from 'ava';
import { type ApiWorld, type Json, shareApiWorld } from '../helpers/api-world.ts';

const enter = shareApiWorld(test);
const FRESH = /^[0-9a-f]{8}-/;

for (const name of ['Case-0017', 'a:b;c.d/e_f<g>{h}', 'x'.repeat(256), '0']) {
  test.serial(`The correlator ${name.slice(0, 32)} is given back, with errors too, and is in the log`, async (t) => {
    const { call, log } = await enter();
    const headers = { 'x-correlator': name };
    t.is((await call('GET', '/v1/orders', { headers })).headers.get('x-correlator'), name);
    t.is((await call('GET', '/nothing', { headers })).headers.get('x-correlator'), name);
    t.is((await call('GET', '/v1/orders', { headers, key: null })).headers.get('x-correlator'), name);
    t.is(log.filter(({ correlator }) => correlator === name).length, 3);
  });
}

for (const name of ['case 17', 'a\tb', 'x'.repeat(257), 'a,b', 'ü', 'a"b', '%0a']) {
  test.serial(`${JSON.stringify(name.slice(0, 32))} is no correlator: 400, and another is made up`, async (t) => {
    const { call, log } = await enter();
    const { status, body, headers } = await call('GET', '/v1/orders', { headers: { 'x-correlator': name } });
    t.is(status, 400);
    t.is(body.code, 'request_invalid');
    t.is(body.errors[0].field, 'x-correlator');
    t.regex(String(headers.get('x-correlator')), FRESH);
    t.false(JSON.stringify(log.at(-1)).includes(name));
  });
}

test.serial('A request without a correlator, or with an empty one, gets one', async (t) => {
  const { call } = await enter();
  t.regex(String((await call('GET', '/healthz')).headers.get('x-correlator')), FRESH);
  const empty = await call('GET', '/healthz', { headers: { 'x-correlator': '' } });
  t.is(empty.status, 200);
  t.regex(String(empty.headers.get('x-correlator')), FRESH);
});

test.serial('OPTIONS tells the methods of a path, and nothing of who may use them', async (t) => {
  const { call } = await enter();
  const { status, headers, text } = await call('OPTIONS', '/v1/orders', { key: null });
  t.is(status, 204);
  t.is(text, '');
  t.is(headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
  t.false([...headers.keys()].some((name) => name.startsWith('access-control')));
  t.is((await call('OPTIONS', '/nothing', { key: null })).status, 404);
});

/** Sends a request line by hand, for what fetch refuses to send. */
function send(url: string, line: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nX-Secret: CANARY\r\nConnection: close\r\n\r\n`);
    });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

test.serial('TRACE is refused and gives nothing back of what was sent', async (t) => {
  const { url } = await enter();
  const answer = await send(url, 'TRACE /v1/orders');
  t.regex(answer, /^HTTP\/1\.1 405 /);
  t.false(answer.includes('CANARY'));
});

test.serial('OPTIONS * is answered for the server as a whole', async (t) => {
  const { url } = await enter();
  t.regex(await send(url, 'OPTIONS *'), /^HTTP\/1\.1 204 /);
  t.regex(await send(url, 'GET *'), /^HTTP\/1\.1 400 /);
  t.regex(await send(url, 'GET http://other.example/v1/orders'), /^HTTP\/1\.1 400 /);
});

test.serial('HEAD gives what GET gives, without the body', async (t) => {
  const { call } = await enter();
  for (const path of ['/v1/orders', '/v1/definitions/internet-access', '/openapi.json', '/problems/device_not_found']) {
    const [got, head] = [await call('GET', path), await call('HEAD', path)];
    t.is(head.status, got.status, path);
    t.is(head.text, '');
    for (const name of ['content-type', 'etag', 'cache-control'])
      t.is(head.headers.get(name), got.headers.get(name), name);
  }
});

test.serial('Every reply keeps browsers and caches from making more of it than it is', async (t) => {
  const { call } = await enter();
  for (const [method, path, key] of [
    ['GET', '/v1/orders', undefined],
    ['GET', '/v1/orders', null],
    ['GET', '/nothing', null],
    ['POST', '/v1/orders', undefined],
    ['OPTIONS', '/v1/orders', null],
  ] as const) {
    const { headers } = await call(method, path, key === undefined ? {} : { key });
    t.is(headers.get('cache-control'), 'no-store', path);
    t.is(headers.get('x-content-type-options'), 'nosniff');
    t.is(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    t.is(headers.get('referrer-policy'), 'no-referrer');
    t.is(headers.get('cross-origin-resource-policy'), 'same-origin');
    t.is(headers.get('x-powered-by'), null);
    t.is(headers.get('server'), null);
    t.is(headers.get('access-control-allow-origin'), null);
  }
});

let numbers = 1_000_000;

async function deviceOf({ call }: ApiWorld, key?: string): Promise<Json> {
  numbers += 1;
  const body = { msisdn: `+35840${numbers}`, imsi: `24405000${numbers}` };
  return (await call('POST', '/v1/devices', { body, ...(key !== undefined && { key }) })).body;
}

const requestFor = (deviceId: string, fields: Json = {}) => ({
  device: { id: deviceId },
  definition: { name: 'internet-access' },
  parameters: { name: 'Acme', apn: 'internet.acme.example' },
  ...fields,
});

async function order(world: ApiWorld, options: { fields?: Json; key?: string; idempotencyKey?: string } = {}) {
  const device = await deviceOf(world, options.key);
  return world.call('POST', '/v1/orders', {
    headers: { 'idempotency-key': options.idempotencyKey ?? randomUUID() },
    body: requestFor(device.id, options.fields),
    ...(options.key !== undefined && { key: options.key }),
  });
}

test.serial('An order that has not changed is answered 304', async (t) => {
  const world = await enter();
  const { id } = (await order(world)).body;
  const first = await world.call('GET', `/v1/orders/${id}`);
  const etag = String(first.headers.get('etag'));
  const same = await world.call('GET', `/v1/orders/${id}`, { headers: { 'if-none-match': `"other", W/${etag}` } });
  t.is(same.status, 304);
  t.is(same.text, '');
  await world.stores.settlement.settle(
    { orderId: id, run: 1 },
    { state: 'failed', reason: 'bearer_refused', evidence: 'none' },
  );
  const changed = await world.call('GET', `/v1/orders/${id}`, { headers: { 'if-none-match': etag } });
  t.is(changed.status, 200);
  t.not(changed.headers.get('etag'), etag);
});

test.serial('The link of a page leads to the next, with the filters, until there is none', async (t) => {
  const world = await enter();
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1) made.push((await order(world, { fields: { externalId: 'a&b=c' } })).body.id);
  await order(world);
  const seen: string[] = [];
  let path: string | undefined = `/v1/orders?limit=2&externalId=${encodeURIComponent('a&b=c')}`;
  let pages = 0;
  while (path !== undefined) {
    const { body, headers }: { body: Json; headers: Headers } = await world.call('GET', path);
    seen.push(...body.items.map(({ id }: Json) => id));
    pages += 1;
    const [, next, relation] = /^<([^>]*)>; rel="(\w+)"$/.exec(headers.get('link') ?? '') ?? [];
    t.is(next === undefined, body.next === null);
    if (next !== undefined) t.is(relation, 'next');
    path = next;
  }
  t.is(pages, 3);
  t.deepEqual(seen, made.toReversed());
});

test.serial('No filter and no cursor reaches another tenant', async (t) => {
  const world = await enter();
  const rival = await world.addKey({ tenant: `rival-${randomUUID()}` });
  const theirs = (await order(world, { key: rival, fields: { externalId: 'theirs' } })).body;
  await order(world, { key: rival });
  const page = (await world.call('GET', '/v1/orders?limit=1', { key: rival })).body;
  t.is(page.items.length, 1);
  t.truthy(page.next);
  for (const query of [
    '',
    `?deviceId=${theirs.deviceId}`,
    '?externalId=theirs',
    '?state=accepted',
    '?definition=internet-access',
    `?after=${page.next}`,
    `?after=${page.next}&deviceId=${theirs.deviceId}`,
  ]) {
    t.deepEqual((await world.call('GET', `/v1/orders${query}`)).body, { items: [], next: null }, query);
  }
  for (const query of ['', `?orderId=${theirs.id}`, '?kind=order.accepted']) {
    t.deepEqual((await world.call('GET', `/v1/charges${query}`)).body, { items: [], next: null }, query);
  }
  for (const query of ['tenantId=x', `tenant_id=${randomUUID()}`, 'tenant=rival']) {
    t.is((await world.call('GET', `/v1/orders?${query}`)).status, 400, query);
  }
});

test.serial(
  'Fifty twins of one order with one key make one order; the same key of another tenant is another',
  async (t) => {
    const world = await enter();
    const rival = await world.addKey({ tenant: `rival-${randomUUID()}` });
    const [mine, theirs] = [await deviceOf(world), await deviceOf(world, rival)];
    const idempotencyKey = randomUUID();
    const send = (deviceId: string, key?: string) =>
      world.call('POST', '/v1/orders', {
        headers: { 'idempotency-key': idempotencyKey },
        body: requestFor(deviceId),
        ...(key !== undefined && { key }),
      });
    const [twins, others] = await Promise.all([
      Promise.all(Array.from({ length: 50 }, () => send(mine.id))),
      Promise.all(Array.from({ length: 50 }, () => send(theirs.id, rival))),
    ]);
    for (const [answers, key] of [
      [twins, world.key],
      [others, rival],
    ] as const) {
      t.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
      t.is(new Set(answers.map(({ body }) => body.id)).size, 1);
      t.is(new Set(answers.map(({ text }) => text)).size, 1, 'all are the same answer');
      t.is(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true').length, 49);
      t.is((await world.call('GET', '/v1/orders', { key })).body.items.length, 1);
      // Of the table: the list shows a charge once nobody who was at work before is at work still.
      const charges = await world.database.rows(
        "select from charge_records where kind = 'order.accepted' and order_id = :id",
        {
          id: answers[0]?.body.id,
        },
      );
      t.is(charges.length, 1);
    }
    t.not(twins[0]!.body.id, others[0]!.body.id);
  },
);

test.serial('A key in quotes, as structured fields have it, is the same as without', async (t) => {
  const world = await enter();
  const device = await deviceOf(world);
  const key = randomUUID();
  const send = (header: string, fields: Json = {}) =>
    world.call('POST', '/v1/orders', { headers: { 'idempotency-key': header }, body: requestFor(device.id, fields) });
  const first = await send(`"${key}"`);
  t.is(first.status, 202);
  const again = await send(key);
  t.is(again.body.id, first.body.id);
  t.is(again.headers.get('idempotent-replayed'), 'true');
  t.is((await send(`"${key}"`, { externalId: 'x' })).status, 422);
  const odd = await send(String.raw`"a \"b\" \\ c"`);
  t.is(odd.status, 202);
  t.not(odd.body.id, first.body.id);
});

for (const header of ['"', '"abc', '""', String.raw`"a\b"`, '"a"b', 'ä', ' ', 'a b', 'x'.repeat(256)]) {
  test.serial(`${JSON.stringify(header.slice(0, 16))} is no Idempotency-Key`, async (t) => {
    const world = await enter();
    const { status, body } = await order(world, { idempotencyKey: header });
    t.is(status, 400);
    t.true(['request_invalid', 'idempotency_key_missing'].includes(body.code), body.code);
  });
}

test.serial(
  'A repeat waits for the first; when that takes too long it is answered 409 and may come again',
  async (t) => {
    const world = await enter();
    const device = await deviceOf(world);
    const key = randomUUID();
    const send = () =>
      world.call('POST', '/v1/orders', { headers: { 'idempotency-key': key }, body: requestFor(device.id) });
    const other = (await order(world)).body;
    let answer: Awaited<ReturnType<typeof send>> | undefined;
    await t.throwsAsync(
      world.database.transaction(async (sql) => {
        // As the first request does, for which time stands still.
        await sql.rows(
          'insert into idempotency_keys (tenant_id, key, body_hash, order_id) values (:tenantId, :key, :hash, :orderId)',
          { tenantId: world.tenantId, key, hash: Buffer.from('x'), orderId: other.id },
        );
        answer = await send();
        throw new Error('undo');
      }),
      { message: 'undo' },
    );
    t.is(answer?.status, 409);
    t.is(answer?.body.code, 'idempotency_key_in_progress');
    t.truthy(answer?.headers.get('retry-after'));
    t.is((await send()).status, 202);
  },
);
