import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { faultFrom, wordsForValue } from '../../api/faults.ts';
import { addFormats } from '../../api/formats.ts';
import { fc } from '../helpers/drawn-values.ts';

const ajv = new Ajv2020({ verbose: true, strict: false });
addFormats(ajv);

/** The first fault that a value has by a schema. */
function faultOf(schema: object, value: unknown) {
  const check = ajv.compile(schema);
  check(value);
  return faultFrom(check.errors![0]!);
}

for (const [schema, value, field, expected, got] of [
  [{ type: 'string', maxLength: 2 }, 'abc', '', 'a string of at most 2 characters', 'a string of 3 characters'],
  [{ type: 'string', minLength: 2 }, 'a', '', 'a string of at least 2 characters', 'a string of 1 character'],
  [{ type: 'string', minLength: 1, maxLength: 48 }, 7, '', 'a string of 1 to 48 characters', 'an integer'],
  [{ type: 'string', minLength: 4, maxLength: 4 }, null, '', 'a string of 4 characters', 'null'],
  [{ type: 'string', maxLength: 1 }, '𝄞𝄞', '', 'a string of at most 1 characters', 'a string of 2 characters'],
  [{ type: 'string', pattern: '^a$' }, 'b', '', 'a string that matches ^a$', 'a string of 1 character'],
  [
    { type: 'string', format: 'imsi' },
    '12',
    '',
    'an IMSI of 6 to 15 digits with its country code',
    'a string of 2 characters',
  ],
  [{ type: 'string', format: 'email' }, 'x', '', 'a mail address', 'a string of 1 character'],
  [{ type: 'string', format: 'regex' }, '(', '', 'text in the form of regex', 'a string of 1 character'],
  [{ type: 'string', enum: ['PAP', 'CHAP'] }, 'x', '', 'one of PAP, CHAP', 'a string of 1 character'],
  [{ const: 'x' }, 1.5, '', 'the value "x"', 'a number'],
  [{ type: 'integer', minimum: 1, maximum: 9 }, 0, '', 'an integer from 1 to 9', 'an integer'],
  [{ type: 'number', maximum: 9 }, true, '', 'a number of at most 9', 'a boolean'],
  [{ type: 'boolean' }, 'yes', '', 'true or false', 'a string of 3 characters'],
  [{ type: 'object' }, [1], '', 'an object', 'a list of 1 item'],
  [
    { type: 'array', maxItems: 1, uniqueItems: true },
    [1, 2],
    '',
    'a list of at most 1 items, each once',
    'a list of 2 items',
  ],
  [{ properties: { a: false } }, { a: 1 }, '/a', 'nothing here', 'an integer'],
  [{ required: ['a/b~c'] }, {}, '/a~1b~0c', 'present', 'absent'],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '/b', 'present', 'absent'],
  [{ additionalProperties: false }, { x: 1 }, '/x', 'no fields', 'an unknown field'],
  [{ additionalProperties: false }, { 'a key of 4 words': 1 }, '', 'no fields', 'an unknown field'],
  [
    { minProperties: 1, maxProperties: 1, properties: { a: {}, b: {} } },
    {},
    '',
    'exactly one of a, b',
    'an object of 0 fields',
  ],
  [{ minProperties: 2 }, {}, '', 'an object of at least 2 fields', 'an object of 0 fields'],
  [{ items: { type: 'string' } }, ['a', 1], '/1', 'a string', 'an integer'],
] as const) {
  test(`faultFrom() says of ${JSON.stringify(value)} by ${JSON.stringify(schema)}: expected ${expected}`, (t) => {
    t.deepEqual(faultOf(schema, value), { field, expected, got });
  });
}

test('faultFrom() never tells a value, whatever keyword it broke', (t) => {
  const schemas = [
    { type: 'integer' },
    { type: 'string', maxLength: 2 },
    { type: 'string', format: 'uuid' },
    { pattern: '^$' },
    { enum: ['a'] },
    { const: 1 },
    { type: 'array' },
    { not: { type: 'string' } },
    { oneOf: [{ type: 'integer' }, { type: 'null' }] },
    { if: { type: 'null' }, else: { maxLength: 1 } },
  ];
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.string(), (schema, noise) => {
      const check = ajv.compile({ type: 'object', properties: { field: schema } });
      check({ field: `CANARY${noise}` });
      t.notRegex(JSON.stringify((check.errors ?? []).map(faultFrom)), /CANARY/);
    }),
  );
});

test('faultFrom() falls back on the sentence of the validator', (t) => {
  t.is(faultOf({ not: {} }, 'x').expected, 'a value that must NOT be valid');
  t.is(faultOf({ contains: { type: 'string' } }, []).expected, 'a value that must contain at least 1 valid item(s)');
});

test('wordsForValue() names the kind of anything', (t) => {
  t.is(wordsForValue(undefined), 'absent');
  t.is(wordsForValue({ a: 1 }), 'an object of 1 field');
  t.is(wordsForValue(false), 'a boolean');
});
