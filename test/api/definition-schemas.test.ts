import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import { DEFINITION_CONTENT, NEW_DEFINITION } from '../../api/definition-schemas.ts';
import { parseJson } from '../../api/parse-json.ts';
import { createValidator } from '../../api/validate.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';
import { createApiWorld } from '../helpers/api-world.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';

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
  delivery: {
    bearers: ['smpp'],
    security: ['NETWPIN'],
    validity: 'P1D',
    attempts: 2,
    attemptsPerBearer: 1,
    quietHours: { from: '22:00', to: '07:00' },
  },
  acknowledgement: { evidence: 'applied', timeout: 'PT10M' },
  charging: { class: 'rich' },
};

/** With nothing that anything else depends on: much of it may be left out. */
const PLAIN: Json = {
  name: 'plain',
  version: '1.0.0',
  title: 'Plain',
  kind: 'bootstrap',
  parameters: { type: 'object', properties: {} },
  prompts: [],
  confirmation: { mode: 'none', text: {} },
  document: [
    {
      type: 'APPLICATION',
      parms: { APPID: 'w4', 'PROVIDER-ID': 'plain', NAME: 'Plain', ADDR: 'http://mms.example/' },
    },
  ],
  requires: { applications: ['w4'] },
  delivery: { bearers: ['smpp'], security: ['NETWPIN'] },
  acknowledgement: { evidence: 'submitted' },
  charging: { class: 'plain' },
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

/** Every place in a value, as the keys that lead to it. */
function* placesIn(value: Json, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value))
    yield* placesIn(value[key], [...path, Array.isArray(value) ? Number(key) : key]);
}

/** The same with another value at a place, or none. */
function changed(value: Json, [key, ...rest]: readonly (string | number)[], put: unknown): Json {
  if (key === undefined) return put;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (rest.length === 0 && put === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else copy[key] = changed(copy[key], rest, put);
  return copy;
}

/** @returns whether the check took the body; @throws Error when it did and a schema does not describe it */
function heldTogether(body: Json): boolean {
  let came: unknown;
  try {
    // As it would come over the wire: what no JSON of ours holds is seen by neither.
    came = parseJson(JSON.stringify(body));
  } catch {
    return false;
  }
  const read = accepted(came);
  if (read === undefined) return false;
  const [posted, shown] = [describesNew(came), describesWhole(JSON.parse(JSON.stringify(read)))];
  if (!posted.valid || !shown.valid) throw new Error(JSON.stringify([body, posted, shown]));
  return true;
}

const BODIES = [EXAMPLE, RICH, PLAIN].map((body) => ({ body, places: [...placesIn(body)] }));

test('What may be left out for the check may be left out for the schema', (t) => {
  const taken = BODIES.flatMap(({ body, places }) =>
    places.filter((place) => heldTogether(changed(body, place, undefined))).map((place) => place.join('/')),
  );
  for (const place of ['parameters', 'parameters/type', 'parameters/properties', 'kind', 'delivery/validity']) {
    t.true(taken.includes(place), place);
  }
});

const VALUES = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, 2.5, 10, 11, 256, '', ' ', 'x', 'é', 'smpp', '1.0', '1.1', [], {}, [[]]),
  fc.constantFrom('PT0S', 'PT59S', 'PT60S', 'P1W', 'P1WT1H', 'P30D', 'P31D', 'P1M', 'PT', 'P1DT', 'PT1.5M', 'PT0005M'),
  fc.constantFrom('01.0.0', '1.0.0-b', 'a--b', 'A', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(101), '😀'.repeat(100)),
  fc.constantFrom<Json>({ from: 'port' }, { from: 'port', if: 'port' }, { value: 'x', if: 'port' }, { value: true }),
  fc.constantFrom<Json>(['a', { from: 'port' }], ['smpp', 'smpp'], ['143', '143'], ['client', 'sms'], ['client']),
  fc.constantFrom<Json>({ en: '' }, { 'en-GB': 'x' }, { EN: 'x' }, { en: 'x', '': 'y' }, { 'zh-Hant-TW': 'x' }),
  fc.constantFrom<Json>('x'.repeat(1_025), 'client', 'submitted', 'provisioning', 'names', 'order.id', 'NETWPIN'),
  fc.jsonValue({ maxDepth: 2 }),
);

test('What the check takes, the schema describes: as it came, and with nothing left out', (t) => {
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom(...BODIES), fc.nat(), VALUES, ({ body, places }, at, put) => {
      if (heldTogether(changed(body, places[at % places.length] ?? [], put))) taken++;
    }),
    { numRuns: 3_000 },
  );
  t.true(taken > 30, `only ${taken} were taken`);
});

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
