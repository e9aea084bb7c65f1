import test from 'ava';
import { createWorld } from './world.ts';

test('A key in the query is not looked at', async (t) => {
  const { call, key } = await createWorld(t);
  for (const name of ['api_key', 'x-api-key', 'access_token']) {
    const { status, body } = await call('GET', `/v1/orders?${name}=${key}`, { key: null });
    t.is(status, 401);
    t.is(body.code, 'credential_missing');
  }
});

for (const [type, code] of [
  ['expired', 'credential_expired'],
  ['revoked', 'credential_invalid'],
] as const) {
  test(`A key that is ${type} is answered 401 ${code}`, async (t) => {
    const { call, addKey } = await createWorld(t);
    const { status, body, headers } = await call('GET', '/v1/orders', { key: addKey({ type }) });
    t.is(status, 401);
    t.is(body.code, code);
    t.is(headers.get('www-authenticate'), 'Bearer realm="dm-wsi", error="invalid_token"');
  });
}

test('An unknown path is answered 404 route_unknown and is not quoted', async (t) => {
  const { call } = await createWorld(t);
  for (const path of ['/', '/v1', '/v1/ordersCANARY', '/v1/orders/', '/V1/orders', '/v1/orders/%E0%A4%A/CANARY']) {
    const { status, body, text } = await call('GET', path);
    t.is(status, 404);
    t.is(body.code, 'route_unknown');
    t.false(text.includes('CANARY'));
  }
});

test('A method that a path does not take is answered 405 with Allow', async (t) => {
  const { call } = await createWorld(t);
  const { status, body, headers } = await call('DELETE', '/v1/orders');
  t.is(status, 405);
  t.is(body.code, 'method_not_allowed');
  t.is(headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
  t.is((await call('PUT', '/v1/orders/x/cancel')).headers.get('allow'), 'OPTIONS, POST');
});

test('HEAD is answered as GET without a body', async (t) => {
  const { call } = await createWorld(t);
  const { status, text } = await call('HEAD', '/v1/definitions');
  t.is(status, 200);
  t.is(text, '');
});
