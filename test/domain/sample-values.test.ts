import test from 'ava';
import { compileParameters } from '../../api/parameters.ts';
import type { ParameterSchema } from '../../domain/definition.ts';
import { PARAMETER_FORMATS } from '../../domain/parameter-formats.ts';
import { longestSample, sampleSets } from '../../domain/sample-values.ts';
import { fc } from '../helpers/drawn-values.ts';

type Json = ReturnType<typeof JSON.parse>;

const schemaOf = (properties: Json, required: string[] = []): ParameterSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const scalars: fc.Arbitrary<Json> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
    .map(([least, more]) => ({ type: 'string', minLength: least, maxLength: least + more })),
  fc.constantFrom(...PARAMETER_FORMATS).map((format) => ({ type: 'string', format, maxLength: 64 })),
  fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 50 }), fc.constantFrom(undefined, 1, 3))
    .map(([minimum, more, multipleOf]) => ({
      type: 'integer',
      minimum: minimum * (multipleOf ?? 1),
      maximum: (minimum + more) * (multipleOf ?? 1),
      ...(multipleOf !== undefined && { multipleOf }),
    })),
  fc.constantFrom<Json>(
    { type: 'boolean' },
    { type: 'integer' },
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 100 },
    { type: 'string', enum: ['a', 'bb', 'ccc'] },
    { type: 'string', const: 'fixed' },
    { type: 'string', maxLength: 9, default: 'usual' },
    { type: 'string', pattern: '^x+$', maxLength: 30, examples: ['x', 'xxx'] },
    { type: 'string', pattern: '^y$', default: 'y' },
  ),
);

const objectOf = (inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc
    .dictionary(fc.constantFrom('a', 'b', 'c'), inner, { minKeys: 1, maxKeys: 3, noNullPrototype: true })
    .chain((properties) =>
      fc.subarray(Object.keys(properties)).map((required) => ({ type: 'object', properties, required })),
    );

const parameters = fc.oneof(
  { weight: 4, arbitrary: scalars },
  { weight: 1, arbitrary: objectOf(scalars) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.oneof(scalars, objectOf(scalars)), fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 }))
      .map(([items, minItems, more]) => ({ type: 'array', items, minItems, maxItems: Math.max(1, minItems + more) })),
  },
);

const schemas: fc.Arbitrary<ParameterSchema> = fc.array(parameters, { minLength: 1, maxLength: 16 }).chain((list) => {
  const properties = Object.fromEntries(list.map((schema, i) => [`p${i}`, schema]));
  return fc.subarray(Object.keys(properties)).map((required) => schemaOf(properties, required));
});

test('every sample of a schema without rules between parameters is one that the schema takes', (t) => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const isValid = compileParameters(schema);
      for (const { label, parameters: sample } of sampleSets(schema)) {
        t.true(
          isValid(sample),
          `${label}: ${JSON.stringify(isValid.errors?.map(({ instancePath, message }) => [instancePath, message]))}`,
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('the samples of a schema are always the same', (t) => {
  fc.assert(fc.property(schemas, (schema) => t.deepEqual(sampleSets(schema), sampleSets(structuredClone(schema)))));
});

test('each optional parameter is there in some sample and absent in some, and of two each without the other', (t) => {
  for (const count of [1, 2, 5, 12, 13, 40, 64]) {
    const names = Array.from({ length: count }, (_none, i) => `p${i}`);
    const sets = sampleSets(
      schemaOf(Object.fromEntries(names.map((name) => [name, { type: 'string', maxLength: 3 }]))),
    );
    const isThere = (i: number, name: string): boolean => name in sets[i]!.parameters;
    const indexes = [...sets.keys()];
    for (const one of names) {
      for (const other of names.filter((name) => name !== one)) {
        t.true(
          indexes.some((i) => isThere(i, one) && !isThere(i, other)),
          `${one} without ${other} of ${count}`,
        );
      }
    }
    t.true(sets.some(({ parameters: sample }) => Object.keys(sample).length === 0));
    t.true(sets.some(({ parameters: sample }) => Object.keys(sample).length === count));
    t.true(sets.length <= 40);
  }
});

test('every choice is made: values of an enum, flags both ways, examples', (t) => {
  const sets = sampleSets(
    schemaOf(
      {
        e: { type: 'string', enum: ['a', 'b', 'c', 'd', 'e'] },
        f: { type: 'boolean' },
        x: { type: 'string', examples: ['one', 'two'] },
        list: {
          type: 'array',
          minItems: 1,
          maxItems: 2,
          items: { type: 'object', properties: { f: { type: 'boolean' } } },
        },
      },
      ['e', 'f', 'x', 'list'],
    ),
  );
  const seen = (name: string): Json[] => [...new Set(sets.map(({ parameters: sample }) => sample[name]))];
  t.is(seen('e').length, 5);
  t.deepEqual(new Set(seen('f')).size, 2);
  t.true(['one', 'two'].every((example) => seen('x').includes(example)));
  const flags = new Set(sets.flatMap(({ parameters: sample }) => (sample['list'] as Json[]).map(({ f }) => f)));
  t.true([true, false, undefined].every((flag) => flags.has(flag)));
});

test('lists have no, one and all elements, and those differ', (t) => {
  const list = { type: 'array', maxItems: 5, items: { type: 'string', minLength: 1, maxLength: 4 } };
  const lists = sampleSets(schemaOf({ list, optional: list }, ['list'])).flatMap(
    ({ parameters: sample }) => [sample['list'], sample['optional']].filter((one) => one !== undefined) as string[][],
  );
  t.deepEqual(
    [...new Set(lists.map(({ length }) => length))].toSorted((a, b) => a - b),
    [0, 1, 5],
  );
  for (const one of lists) t.is(new Set(one).size, one.length);
});

test('texts of one sample differ from each other', (t) => {
  const names = Array.from({ length: 30 }, (_none, i) => `p${i}`);
  const schema = schemaOf(Object.fromEntries(names.map((name) => [name, { type: 'string', minLength: 1 }])), names);
  for (const { parameters: sample } of sampleSets(schema)) t.is(new Set(Object.values(sample)).size, names.length);
});

test('an optional part of what is in a list is left out, and put in, by itself', (t) => {
  const items = {
    type: 'object',
    required: ['host'],
    properties: { host: { type: 'string' }, user: { type: 'string' }, secret: { type: 'string' } },
  };
  const sets = sampleSets(schemaOf({ accounts: { type: 'array', maxItems: 2, items } }));
  const shapes = new Set(
    sets.flatMap(({ parameters: sample }) =>
      ((sample['accounts'] ?? []) as Json[]).map((one) => Object.keys(one).join('+')),
    ),
  );
  t.deepEqual([...shapes].toSorted(), ['host', 'host+secret', 'host+user', 'host+user+secret']);
});

test('the longest sample is as long as every text may be, whatever its pattern', (t) => {
  const schema = schemaOf({
    a: { type: 'string', maxLength: 30 },
    b: { type: 'string', maxLength: 40, pattern: '^x$', examples: ['x'] },
    c: { type: 'string', enum: ['a', 'bbb'] },
    d: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 5 } },
    e: { type: 'string', format: 'hostname', maxLength: 64 },
    f: { type: 'string', format: 'uri', maxLength: 90 },
    g: { type: 'string', format: 'email', maxLength: 60 },
  });
  const { a, b, c, d, e, f, g } = longestSample(schema) as Json;
  t.deepEqual(
    [a, b, c, ...d, e, f, g].map(({ length }: string) => length),
    [30, 40, 3, 5, 5, 5, 64, 90, 60],
  );
});
