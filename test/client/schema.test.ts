import { readFileSync } from 'node:fs';
import test from 'ava';
import { schemaSource } from '../../client/generate.ts';
import { createApiWorld } from '../helpers/api-world.ts';

const kept = readFileSync(new URL('../../client/src/schema.ts', import.meta.url), 'utf8');
const listing = (parameters: object[], replies: object) => ({
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  paths: { '/things': { post: { operationId: 'createThing', parameters, responses: replies } } },
  components: {},
});

test('The types of the client are those of the live document (npm run client)', async (t) => {
  const { call } = await createApiWorld(t);
  const { body } = await call('GET', '/openapi.json', { key: null });
  t.true((await schemaSource(body)) === kept, 'client/src/schema.ts is behind /openapi.json: npm run client');
});

test('A route that answers something else makes other types', async (t) => {
  const { call } = await createApiWorld(t);
  const { body } = await call('GET', '/openapi.json', { key: null });
  body.components.schemas.Order.properties.colour = { type: 'string' };
  t.false((await schemaSource(body)) === kept);
});

test('The key of a repeat need not be given, copies are not asked about, and only successes come back', async (t) => {
  const source = await schemaSource(
    listing(
      [
        { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } },
        { name: 'Other', in: 'header', required: true, schema: { type: 'string' } },
        { $ref: '#/components/parameters/If-None-Match' },
      ],
      { 200: { description: 'OK' }, 409: { description: 'Conflict' } },
    ),
  );
  t.regex(source, /"Idempotency-Key"\?: string/);
  t.regex(source, /Other: string/);
  t.notRegex(source, /If-None-Match|409/);
  t.regex(source, /200: \{/);
});

test('A property that is called like something of OpenAPI stays', async (t) => {
  const properties = { headers: { type: 'string', example: 'gone' }, examples: { type: 'number' } };
  const content = { 'application/json': { schema: { type: 'object', required: ['headers'], properties } } };
  const source = await schemaSource(listing([], { 200: { description: 'OK', content } }));
  t.regex(source, /headers: string/);
  t.regex(source, /examples\?: number/);
  t.notRegex(source, /gone/);
});
