import { request } from 'node:http';
import test from 'ava';
import { createWorld } from './world.ts';

const LIMIT = 65_536;

/** A device request of so many octets. */
function sized(octets: number): string {
  const body = '{"msisdn":"+358401234599"}';
  return body + ' '.repeat(octets - body.length);
}

test('A body of exactly the limit is taken', async (t) => {
  const { call } = await createWorld(t);
  t.is((await call('POST', '/v1/devices', { body: sized(LIMIT) })).status, 201);
});

test('A body over the limit is answered 413 with the limit, and nothing is stored', async (t) => {
  const { call, stores } = await createWorld(t);
  const before = stores.deviceRows.length;
  const { status, body } = await call('POST', '/v1/devices', { body: sized(LIMIT + 1) });
  t.is(status, 413);
  t.is(body.code, 'request_too_large');
  t.deepEqual(body.errors, [{ field: 'Content-Length', expected: `at most ${LIMIT}`, got: 'more' }]);
  t.is(stores.deviceRows.length, before);
});

test('A body over the limit without a length is answered 413', async (t) => {
  const { url, key } = await createWorld(t);
  const chunk = new TextEncoder().encode(' '.repeat(20_000));
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 5; i++) controller.enqueue(chunk);
      controller.close();
    },
  });
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/devices`, { method: 'POST', headers, body, duplex: 'half' });
  t.is(response.status, 413);
});

test('A body far over the limit is answered 413 before it was sent, and the connection ends', async (t) => {
  const { url, key } = await createWorld(t);
  const headers = { 'x-api-key': key, 'content-type': 'application/json', 'content-length': '1000000000' };
  const reply = await new Promise<{ status?: number; connection?: string }>((resolve, reject) => {
    const sent = request(`${url}/v1/devices`, { method: 'POST', headers }, (response) => {
      response.resume();
      const { statusCode: status, headers: got } = response;
      resolve({
        ...(status !== undefined && { status }),
        ...(got.connection !== undefined && { connection: got.connection }),
      });
      sent.destroy();
    });
    sent.on('error', reject);
    sent.write(' ');
  });
  t.deepEqual(reply, { status: 413, connection: 'close' });
});

test('The limit of a body can be set', async (t) => {
  const { call } = await createWorld(t, { settings: { maxBodyOctets: 100 } });
  t.is((await call('POST', '/v1/devices', { body: sized(100) })).status, 201);
  t.is((await call('POST', '/v1/devices', { body: sized(101) })).status, 413);
});

test('Bad JSON is answered 400 with the position and none of the text', async (t) => {
  const { call } = await createWorld(t);
  const { status, body, text, headers } = await call('POST', '/v1/devices', { body: '{"msisdn": CANARY}' });
  t.is(status, 400);
  t.is(body.code, 'request_malformed');
  t.is(body.type, '/problems/request_malformed');
  t.is(body.status, 400);
  t.is(body.errors[0].field, 'character 12');
  t.false(text.includes('CANARY'));
  t.is(headers.get('content-type'), 'application/problem+json');
});

for (const [title, body] of [
  ['is not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
  ['begins with a byte order mark', '\ufeff{}'],
  ['holds a key twice', '{"msisdn":"+358401234567","msisdn":"+358401234568"}'],
  ['holds __proto__', '{"__proto__":{"msisdn":"+358401234567"}}'],
  ['is 21 levels deep', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`],
  ['is empty text', ' '],
] as const) {
  test(`A body that ${title} is answered 400 request_malformed`, async (t) => {
    const { call } = await createWorld(t);
    const answer = await call('POST', '/v1/devices', { body });
    t.is(answer.status, 400);
    t.is(answer.body.code, 'request_malformed');
  });
}

for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1', 'application/jsonx']) {
  test(`A body of type ${type} is answered 415`, async (t) => {
    const { call } = await createWorld(t);
    const answer = await call('POST', '/v1/devices', { body: '{}', headers: { 'content-type': type } });
    t.is(answer.status, 415);
    t.is(answer.body.code, 'media_type_unsupported');
  });
}

test('A body without a type is answered 415', async (t) => {
  const { url, key } = await createWorld(t);
  const body = new TextEncoder().encode('{}');
  const response = await fetch(`${url}/v1/devices`, { method: 'POST', headers: { 'x-api-key': key }, body });
  t.is(response.status, 415);
});

test('A compressed body is answered 415', async (t) => {
  const { call } = await createWorld(t);
  t.is((await call('POST', '/v1/devices', { body: '{}', headers: { 'content-encoding': 'gzip' } })).status, 415);
});

test('JSON with the charset UTF-8 is taken', async (t) => {
  const { call } = await createWorld(t);
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  t.is((await call('POST', '/v1/devices', { body: '{"msisdn":"+358401234599"}', headers })).status, 201);
});

test('A missing body is answered 400 with what is wanted', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('POST', '/v1/devices');
  t.is(status, 400);
  t.is(body.code, 'request_invalid');
});

test('A body that is null or a list is answered 400', async (t) => {
  const { call } = await createWorld(t);
  for (const text of ['null', '[]', '"x"', '1']) {
    const { status, body } = await call('POST', '/v1/devices', { body: text });
    t.is(status, 400);
    t.deepEqual([body.errors[0].field, body.errors[0].expected], ['', 'an object']);
  }
});

test('An unknown field is refused by name, with the known ones', async (t) => {
  const { call } = await createWorld(t);
  const { status, body } = await call('POST', '/v1/devices', { body: { msisdn: '+358401234599', msisnd: 'x' } });
  t.is(status, 400);
  t.deepEqual(body.errors, [
    {
      field: '/msisnd',
      expected: 'only the fields msisdn, imsi, imei, model, applications, bearers, dm, timeZone, mediaTypes, maxParts',
      got: 'an unknown field',
    },
  ]);
});

test('An unknown query parameter, and one given twice, are refused', async (t) => {
  const { call } = await createWorld(t);
  const unknown = await call('GET', '/v1/orders?statte=failed');
  t.is(unknown.status, 400);
  t.is(unknown.body.errors[0].field, 'statte');
  const twice = await call('GET', '/v1/orders?limit=1&limit=2');
  t.is(twice.status, 400);
  t.is(twice.body.errors[0].field, 'limit');
});

test('A target that is a whole URL is refused', async (t) => {
  const { url, key } = await createWorld(t);
  const { hostname, port } = new URL(url);
  const status = await new Promise((resolve, reject) => {
    request({ hostname, port, path: 'http://other.example/v1/orders', headers: { 'x-api-key': key } }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  t.is(status, 400);
});

test('Replies are not to be stored or guessed at', async (t) => {
  const { call } = await createWorld(t);
  const { headers } = await call('GET', '/v1/orders');
  t.is(headers.get('cache-control'), 'no-store');
  t.is(headers.get('x-content-type-options'), 'nosniff');
});

test('A caller who goes away within the body leaves the server well', async (t) => {
  const { url, key, call, errors } = await createWorld(t);
  const headers = { 'x-api-key': key, 'content-type': 'application/json', 'content-length': '100' };
  await new Promise<void>((resolve) => {
    const sent = request(`${url}/v1/devices`, { method: 'POST', headers });
    sent.on('error', () => resolve());
    sent.write('{', () => sent.destroy());
    sent.on('close', () => resolve());
  });
  t.is((await call('GET', '/healthz', { key: null })).status, 200);
  t.deepEqual(errors, []);
});
