import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import { DEFINITION_CONTENT, NEW_DEFINITION } from '../../api/definition-schemas.ts';
import { createValidator } from '../../api/validate.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { createApiWorld } from '../helpers/api-world.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';

type Json = ReturnType<typeof JSON.parse>;

const describesNew = createValidator(NEW_DEFINITION, 'body');
const describesWhole = createValidator(DEFINITION_CONTENT, 'reply');
const [EXAMPLE]: Json[] = NEW_DEFINITION['examples'];

/** With repeats, conditions, vendor content, joined values: all that a template can hold. */
const RICH: Json = {
  name: 'rich',
  version: '0.1.0',
  title: 'Rich',
  kind: 'provisioning',
  documentVersion: '1.1',
  parameters: {
    type: 'object',
    required: ['names'],
    properties: {
      names: { type: 'array', items: { type: 'string', maxLength: 8 }, minItems: 1, maxItems: 3 },
      port: { type: 'integer', minimum: 1, maximum: 9 },
    },
  },
  prompts: [{ parameter: 'port', secret: false, text: { en: 'Port', fi: 'Portti' } }],
  confirmation: { mode: 'client', timeout: 'PT1H', text: { en: 'Yes?' } },
  document: [
    {
      type: 'APPLICATION',
      parms: [
        { name: 'APPID', value: '143' },
        { name: 'PROVIDER-ID', value: ['acme-', { from: 'order.id' }] },
        { name: 'X-ACME', value: true, vendor: true },
      ],
      children: [
        {
          type: 'APPADDR',
          each: 'names',
          parms: { ADDR: { from: 'item' } },
          children: [{ type: 'PORT', parms: { PORTNBR: '993', SERVICE: { value: { from: 'port' }, if: 'port' } } }],
        },
      ],
    },
  ],
  requires: { applications: ['143'], dm: false, bearers: ['smpp'], maxParts: 4 },
  delivery: { bearers: ['smpp'], security: ['NETWPIN'], validity: 'P1D', attempts: 1 },
  acknowledgement: { evidence: 'applied', timeout: 'PT10M' },
  charging: { class: 'rich' },
};

const accepted = (body: unknown): ServiceDefinition | undefined => {
  try {
    return checkDefinition(body);
  } catch {
    return undefined;
  }
};

for (const definition of [...DEFINITIONS, EXAMPLE, RICH]) {
  test(`The schema describes ${definition.name} as it is posted and as it is shown`, (t) => {
    const read = accepted(definition);
    t.deepEqual(describesNew(definition), { valid: true, value: definition });
    t.true(describesWhole(read).valid, JSON.stringify(describesWhole(read)));
  });
}

for (const [title, change] of [
  ['an unknown field', { surplus: 1 }],
  ['a version that is none', { version: '1.0' }],
  ['a document without characteristics', { document: [] }],
  ['a slot with more in it', { document: [{ type: 'A', parms: { X: { from: 'a', to: 'b' } } }] }],
  ['a characteristic in a characteristic without type', { document: [{ type: 'A', children: [{}] }] }],
  ['a bearer that is none', { delivery: { bearers: ['pigeon'] } }],
  ['a duration that is none', { acknowledgement: { timeout: 'two days' } }],
] as const) {
  test(`The schema refuses ${title}, and so does the check`, (t) => {
    const body = { ...EXAMPLE, ...change };
    t.false(describesNew(body).valid);
    t.is(accepted(body), undefined);
  });
}

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const posted = (change: Json): string => JSON.stringify({ ...EXAMPLE, ...change });
const withSchema = (schema: Json): string =>
  posted({ parameters: { type: 'object', properties: { ...EXAMPLE.parameters.properties, extra: schema } } });

for (const [title, body, status, code] of [
  ['of 10 MB', posted({ title: 'x'.repeat(10_000_000) }), 413, 'request_too_large'],
  ['of 70,000 octets', posted({ title: 'x'.repeat(70_000) }), 413, 'request_too_large'],
  ['of 30 levels', deep(30), 400, 'request_malformed'],
  ['with a key that comes twice', posted({}).replace('{', '{"name":"other",'), 400, 'request_malformed'],
  ['with a key that names a prototype', posted({}).replace('{', '{"__proto__":{},'), 400, 'request_malformed'],
  ['with NUL in a text', posted({ title: 'a\u0000b' }), 400, 'request_malformed'],
  ['with a line break in a title', posted({ title: 'a\nb' }), 422, 'definition_invalid'],
  [
    'with a pattern that backtracks',
    withSchema({ type: 'string', pattern: '^(a+)+(?=b)$' }),
    422,
    'definition_invalid',
  ],
  ['with a schema from elsewhere', withSchema({ $ref: 'https://evil.example/s.json' }), 422, 'definition_invalid'],
  ['with a schema within itself', withSchema({ $ref: '#' }), 422, 'definition_invalid'],
  [
    'with a thousand characteristics',
    posted({ document: Array.from({ length: 1_000 }, () => ({ type: 'A' })) }),
    422,
    'definition_invalid',
  ],
  ['that is a list', '[]', 422, 'definition_invalid'],
  ['that is nothing', '{}', 422, 'definition_invalid'],
] as const) {
  test.serial(`A definition ${title} is refused with a clear error, and nothing is stored`, async (t) => {
    const world = await createApiWorld(t);
    const answer = await world.call('POST', '/v1/definitions', { body });
    t.deepEqual([answer.status, answer.body.code], [status, code], answer.text);
    t.true(answer.body.errors.length > 0);
    t.deepEqual(await world.database.rows("select from definitions where provider <> 'platform'"), []);
    t.deepEqual(world.errors, []);
  });
}
