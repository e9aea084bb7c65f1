import { readFileSync } from 'node:fs';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import test from 'ava';
import Koa from 'koa';
import { createRoutes, documentedRoutes } from '../../api/app.ts';
import type { RequestState } from '../../api/context.ts';
import { hasJsonBody } from '../../api/declared.ts';
import { TEXT_FORMATS } from '../../api/formats.ts';
import { describeApi } from '../../api/openapi.ts';
import { exampleOf } from '../../api/openapi-example.ts';
import { describeSchema } from '../../api/openapi-schema.ts';
import { operationIdOf } from '../../api/operation-id.ts';
import { REPLY_HEADERS } from '../../api/reply-headers.ts';
import { serveRoutes } from '../../api/router.ts';
import { createValidator } from '../../api/validate.ts';
import { createApiWorld, type Json } from '../helpers/api-world.ts';
import { createMemoryStores } from '../helpers/memory-stores.ts';

const OFFICIAL = 'https://spec.openapis.org/oas/3.1/schema-base';
const ROUTES = documentedRoutes();
const DOCUMENT: Json = JSON.parse(JSON.stringify(describeApi({ routes: ROUTES })));
const OPERATIONS: readonly { readonly name: string; readonly operation: Json }[] = Object.entries<Json>(
  DOCUMENT.paths,
).flatMap(([path, methods]) =>
  Object.entries<Json>(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

/** Every object within a value. */
function* objectsIn(value: Json): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** What a JSON Pointer in the document leads to. */
function follow(reference: string): Json {
  return reference
    .slice(2)
    .split('/')
    .reduce((value, key) => value?.[key], DOCUMENT);
}

test('The document is OpenAPI 3.1 by the official schema, its schemas by the dialect of OpenAPI', async (t) => {
  const output = await validate(OFFICIAL, DOCUMENT, 'BASIC');
  t.deepEqual(output, { valid: true });
});

for (const [title, spoil] of [
  ['an operation without replies', (document: Json) => (document.paths['/v1/orders'].post.responses = {})],
  ['a schema whose type is none', (document: Json) => (document.components.schemas.Order.type = 'thing')],
  ['a parameter in no place', (document: Json) => (document.paths['/v1/orders'].get.parameters[0].in = 'body')],
] as const) {
  test(`The official schema refuses a document with ${title}`, async (t) => {
    const spoiled = structuredClone(DOCUMENT);
    spoil(spoiled);
    t.false((await validate(OFFICIAL, spoiled)).valid);
  });
}

test('Every route of the live router is described, and nothing else', (t) => {
  const routes = createRoutes({
    stores: createMemoryStores(),
    runs: { start: () => {}, tell: () => {} },
    settings: {
      maxOrdersPerPhoneAndDay: 1,
      maxBacklog: 1,
      retryMs: 1,
      maxRetryMs: 1,
      inDoubtMs: 1,
      publicUrl: 'https://links.example',
      temporalProbe: async () => {},
    },
  });
  const app = new Koa<RequestState>();
  serveRoutes(app, routes, { authenticate: () => Promise.reject(new Error('unused')), maxBodyOctets: 1 });
  const { router } = app.middleware.find((one) => 'router' in one) as unknown as {
    router: { stack: { path: string; methods: string[] }[] };
  };
  const live = router.stack.flatMap(({ path, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  t.true(live.length > 15);
  t.deepEqual(OPERATIONS.map(({ name }) => name).toSorted(), live.toSorted());
});

test('Every operation has a name of its own, in camel case', (t) => {
  const ids: string[] = OPERATIONS.map(({ operation }) => operation.operationId);
  t.deepEqual(
    ids.filter((id) => !/^[a-z][A-Za-z0-9]+$/.test(id)),
    [],
  );
  t.is(new Set(ids).size, ids.length, ids.toSorted().join(' '));
});

for (const [method, path, name] of [
  ['GET', '/v1/orders', 'listOrders'],
  ['POST', '/v1/orders', 'createOrder'],
  ['GET', '/v1/orders/:id', 'getOrder'],
  ['GET', '/v1/orders/:id/events', 'listOrderEvents'],
  ['POST', '/v1/orders/:id/cancel', 'cancelOrder'],
  ['POST', '/v1/orders/:id/acknowledgements', 'createOrderAcknowledgement'],
  ['GET', '/v1/definitions/:name', 'getDefinition'],
  ['GET', '/v1/definitions/:name/:version', 'getDefinitionVersion'],
  ['POST', '/v1/definitions/:name/:version/activate', 'activateDefinitionVersion'],
  ['POST', '/v1/definitions/import', 'importDefinition'],
  ['PATCH', '/v1/devices/:id', 'updateDevice'],
  ['DELETE', '/v1/devices/:id', 'deleteDevice'],
  ['PUT', '/v1/tenants/:id/entitlements', 'replaceTenantEntitlement'],
  ['GET', '/v1/charge-files', 'listChargeFiles'],
  ['GET', '/readyz', 'getReadyz'],
] as const) {
  test(`${method} ${path} is called ${name}`, (t) => t.is(operationIdOf({ method, path }), name));
}

test('Every reference leads somewhere, and every component is referred to', (t) => {
  const references = [...objectsIn(DOCUMENT)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
  for (const reference of references) t.truthy(follow(reference), reference);
  for (const kind of ['schemas', 'parameters', 'responses']) {
    for (const name of Object.keys(DOCUMENT.components[kind])) {
      t.true(references.includes(`#/components/${kind}/${name}`), name);
    }
  }
});

test('Forms of our own are said as patterns that other programs can read', (t) => {
  const ours = Object.keys(TEXT_FORMATS).filter((name) => name !== 'uuid');
  let patterns = 0;
  for (const { format, pattern, examples } of objectsIn(DOCUMENT)) {
    if (typeof format === 'string') t.false(ours.includes(format), format);
    if (typeof pattern !== 'string') continue;
    patterns += 1;
    t.notRegex(pattern, /\(\?|\\p/i);
    if (Array.isArray(examples)) t.regex(examples[0], new RegExp(pattern, 'u'));
  }
  t.true(patterns > 10);
});

test('A bound of the schema beats that of its form', (t) => {
  t.like(describeSchema({ type: 'string', format: 'definition-name', maxLength: 8 }, new Map()), { maxLength: 8 });
  t.like(describeSchema({ type: 'string', maxLength: 8, format: 'definition-name' }, new Map()), { maxLength: 8 });
});

test('Two schemas of one name are refused', (t) => {
  const named = new Map();
  describeSchema({ title: 'Thing', type: 'object' }, named);
  describeSchema({ title: 'Thing', type: 'object' }, named);
  t.throws(() => describeSchema({ title: 'Thing', type: 'string' }, named), { message: /called Thing/ });
});

for (const route of ROUTES) {
  const name = `${route.method} ${route.path}`;
  const schemas = [
    ...(hasJsonBody(route) ? [['body', route.body] as const] : []),
    ...(route.produces === undefined ? Object.values(route.replies).map((schema) => ['reply', schema] as const) : []),
  ];
  test(`The examples of ${name} are what its schemas take`, (t) => {
    for (const [place, schema] of schemas) {
      const validation = createValidator(schema, place)(exampleOf(schema));
      t.true(validation.valid, JSON.stringify(validation));
    }
    t.pass();
  });
}

for (const { name, operation } of OPERATIONS) {
  test(`${name} says who may call it, what comes back and what may go wrong`, (t) => {
    t.truthy(operation.summary);
    t.is(operation.tags.length, 1);
    t.truthy(operation.responses['400'], 'a wrong x-correlator');
    t.truthy(operation.responses['500']);
    if (operation['x-scope'] === undefined) {
      t.deepEqual(operation.security, []);
      return;
    }
    t.is(operation.security, undefined);
    t.true(operation['x-roles'].length > 0);
    for (const status of ['401', '403', '503']) t.truthy(operation.responses[status], status);
  });
}

test('What an order needs and what it is answered with is said in full', (t) => {
  const { post } = DOCUMENT.paths['/v1/orders'];
  const key = post.parameters.find(({ name }: Json) => name === 'Idempotency-Key');
  t.true(key.required);
  t.is(post.responses['202'].headers.Location.$ref, '#/components/headers/Location');
  const unfit = post.responses['422'].content['application/problem+json'];
  t.true(unfit.schema.properties.code.enum.includes('device_not_found'));
  t.is(post.responses['404'], undefined);
  t.is(unfit.examples.document_too_large.value.type, '/problems/document_too_large');
  t.truthy(post.responses['503'].headers['Retry-After']);
  t.truthy(post.responses['401'].headers['WWW-Authenticate']);
});

test('The version is that of the product', (t) => {
  const manifest: Json = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  t.is(DOCUMENT.info.version, manifest.version);
});

test('Every header of replies that is described can be given by a route', (t) => {
  const given = new Set(
    [...objectsIn(DOCUMENT.paths), ...objectsIn(DOCUMENT.components.responses)].map(({ $ref }) => $ref),
  );
  for (const name of Object.keys(REPLY_HEADERS)) t.true(given.has(`#/components/headers/${name}`), name);
});

test('GET /openapi.json needs no key, may be kept, and is not sent again while it is the same', async (t) => {
  const { call } = await createApiWorld(t);
  const { status, body, headers } = await call('GET', '/openapi.json', { key: null });
  t.is(status, 200);
  t.deepEqual(body, DOCUMENT);
  t.is(headers.get('content-type'), 'application/json; charset=utf-8');
  t.regex(String(headers.get('cache-control')), /^public, max-age=\d+$/);
  const etag = String(headers.get('etag'));
  t.regex(etag, /^"[\w-]{43}"$/);

  const again = await call('GET', '/openapi.json', { key: null, headers: { 'if-none-match': etag } });
  t.is(again.status, 304);
  t.is(again.text, '');
  t.is(again.headers.get('etag'), etag);
  const other = await call('GET', '/openapi.json', { key: null, headers: { 'if-none-match': '"other"' } });
  t.is(other.status, 200);
});
