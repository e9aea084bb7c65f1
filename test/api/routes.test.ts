import { randomUUID } from 'node:crypto';
import test from 'ava';
import Koa from 'koa';
import { createRoutes } from '../../api/app.ts';
import type { RequestState } from '../../api/context.ts';
import type { Route } from '../../api/route.ts';
import { serveRoutes } from '../../api/router.ts';
import { SCOPES } from '../../domain/access.ts';
import { createMemoryStores } from '../helpers/memory-stores.ts';
import { createWorld } from './world.ts';

const ROUTES = createRoutes({
  stores: createMemoryStores(),
  runs: { start: () => {}, tell: () => {} },
  settings: {
    maxBacklog: 1,
    maxOrdersPerPhoneAndDay: 1,
    retryMs: 1,
    maxRetryMs: 1,
    inDoubtMs: 1,
    temporalProbe: async () => {},
  },
});
const GUARDED = ROUTES.filter(({ scope }) => scope !== null);

/** A path that the route takes; nothing is at it. */
const pathOf = ({ path }: Route) =>
  path
    .replace(':id', randomUUID())
    .replace(':grantId', randomUUID())
    .replace(':name', 'no-such')
    .replace(':version', '1.0.0');

test('The routes are those of the interface and no others', (t) => {
  t.deepEqual(ROUTES.map(({ method, path, scope }) => `${method} ${path} ${scope}`).toSorted(), [
    'DELETE /v1/context-transfers/:id contexts:transfer',
    'DELETE /v1/contexts/:id contexts:delete',
    'DELETE /v1/contexts/:id/grants/:grantId contexts:grant',
    'DELETE /v1/devices/:id devices:delete',
    'GET /healthz null',
    'GET /readyz null',
    'GET /v1/charges charges:read',
    'GET /v1/context-transfers contexts:read',
    'GET /v1/context-transfers/:id contexts:read',
    'GET /v1/contexts/:id contexts:read',
    'GET /v1/contexts/:id/grants contexts:read',
    'GET /v1/definitions definitions:read',
    'GET /v1/definitions/:name definitions:read',
    'GET /v1/definitions/:name/:version definitions:read',
    'GET /v1/devices devices:read',
    'GET /v1/devices/:id devices:read',
    'GET /v1/devices/:id/contexts contexts:read',
    'GET /v1/devices/:id/documents devices:read',
    'GET /v1/orders orders:read',
    'GET /v1/orders/:id orders:read',
    'GET /v1/orders/:id/events orders:read',
    'PATCH /v1/devices/:id devices:update',
    'POST /v1/context-transfers/:id/accept contexts:transfer',
    'POST /v1/context-transfers/:id/decline contexts:transfer',
    'POST /v1/contexts/:id/grants contexts:grant',
    'POST /v1/contexts/:id/transfer contexts:transfer',
    'POST /v1/devices devices:create',
    'POST /v1/devices/:id/reveal devices:reveal',
    'POST /v1/orders orders:create',
    'POST /v1/orders/:id/acknowledgements orders:acknowledge',
    'POST /v1/orders/:id/answer orders:answer',
    'POST /v1/orders/:id/cancel orders:cancel',
    'POST /v1/orders/:id/rerun orders:rerun',
  ]);
});

test('Every scope opens a route', (t) => {
  t.deepEqual([...new Set(GUARDED.map(({ scope }) => String(scope)))].toSorted(), [...SCOPES].toSorted());
});

for (const route of GUARDED) {
  const title = `${route.method} ${route.path}`;

  test(`${title} without a key is answered 401 and a challenge`, async (t) => {
    const { call } = await createWorld(t);
    const { status, body, headers } = await call(route.method, pathOf(route), { key: null });
    t.is(status, 401);
    t.is(body.code, 'credential_missing');
    t.is(headers.get('www-authenticate'), 'Bearer realm="dm-wsi"');
  });

  test(`${title} with every scope but its own is answered 403`, async (t) => {
    const world = await createWorld(t);
    const key = world.addKey({ scopes: SCOPES.filter((scope) => scope !== route.scope) });
    const { status, body } = await world.call(route.method, pathOf(route), { key });
    t.is(status, 403);
    t.is(body.code, 'permission_missing');
    t.true(body.detail.includes(route.scope));
  });

  test(`${title} with its own scope alone passes access control`, async (t) => {
    const world = await createWorld(t);
    const key = world.addKey({ scopes: [route.scope!] });
    const { status } = await world.call(route.method, pathOf(route), { key });
    t.false([401, 403].includes(status), String(status));
  });
}

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
  t.is(headers.get('allow'), 'GET, HEAD, POST');
  t.is((await call('PUT', '/v1/orders/x/cancel')).headers.get('allow'), 'POST');
});

test('HEAD is answered as GET without a body', async (t) => {
  const { call } = await createWorld(t);
  const { status, text } = await call('HEAD', '/v1/definitions');
  t.is(status, 200);
  t.is(text, '');
});

const WHOLE: Route = GUARDED[0]!;
for (const [title, route] of [
  ['without an object', { ...WHOLE, object: undefined }],
  ['without a body schema', { ...WHOLE, body: undefined }],
  ['without a query schema', { ...WHOLE, query: undefined }],
  ['without replies', { ...WHOLE, replies: {} }],
  ['without a scope', { ...WHOLE, scope: null }],
  ['with the scope of another', { ...WHOLE, scope: 'orders:cancel' }],
] as const) {
  test(`A route ${title} is not served`, (t) => {
    const options = { authenticate: () => Promise.reject(new Error('unused')), maxBodyOctets: 1 };
    t.throws(() => serveRoutes(new Koa<RequestState>(), [route as unknown as Route], options), {
      message: /^Cannot serve \w+ \/\S+: its declaration lacks /,
    });
  });
}
