import { PARAMETER_FORMATS } from '../domain/parameter-formats.ts';
import { definitionOf, ownValue, type SchemaObject } from '../domain/parameter-schema.ts';
import { compilePattern, PatternError } from './pattern.ts';
import { LIST_OF_SCHEMAS, ONE_SCHEMA } from './schema-children.ts';
import { choiceOf, elementsOf, entriesOf, numberOf, plainText, type Spot, textOf } from './spot.ts';

/** Longest text in a parameter, in characters: what an attribute of a document holds at most. */
export const MAX_TEXT = 1_024;
/** Longest text of a parameter whose schema has no `maxLength`. */
export const DEFAULT_TEXT = 64;
/** Most elements of a list. */
export const MAX_ITEMS = 20;
/** Most parameters, those inside others counted. */
export const MAX_PROPERTIES = 64;
const MAX_CHOICES = 256;
const MAX_EXAMPLES = 16;
const MAX_BRANCHES = 16;
const MAX_DEFINITIONS = 32;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;

/** Names of parameters: what a template can name, and what no object has already. */
const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const NAME = {
  test: (text: string): boolean => PARAMETER_NAME.test(text) && !(text in Object.prototype),
  words:
    'a name of 1 to 64 letters, digits and underscores that begins with a letter, and is none that every object has',
};

/** What the check of a keyword needs of the walk through the schema. */
export interface Walk {
  readonly root: SchemaObject;
  readonly schema: (spot: Spot) => void;
}

type Check = (spot: Spot, walk: Walk) => void;

const flag: Check = (spot) => {
  if (typeof spot.value !== 'boolean') spot.fault('true or false');
};
const number: Check = (spot) => {
  if (typeof spot.value !== 'number') spot.fault('a number');
};
const words: Check = (spot) => void textOf(spot, plainText(1_000, 0));
const schema: Check = (spot, walk) => walk.schema(spot);
const schemas: Check = (spot, walk) => elementsOf(spot, [1, MAX_BRANCHES]).forEach(walk.schema);
const count =
  (least: number, most: number): Check =>
  (spot) =>
    void numberOf(spot, [least, most]);
const schemasByName =
  (most: number): Check =>
  (spot, walk) => {
    for (const [name, inner] of entriesOf(spot, most)) {
      if (NAME.test(name)) walk.schema(inner);
      else inner.fault(NAME.words, 'another name');
    }
  };
const names: Check = (spot) => {
  const found = elementsOf(spot, [0, MAX_PROPERTIES]).map((one) => textOf(one, NAME));
  if (new Set(found).size < found.length) spot.fault('each name once', 'a name for the second time');
};
const scalar: Check = (spot) => {
  const { value } = spot;
  if (typeof value === 'string') textOf(spot, plainText(MAX_TEXT, 0));
  else if (typeof value !== 'number' && typeof value !== 'boolean') spot.fault('a text, a number, true or false');
};

/** The keywords of JSON Schema 2020-12 that a definition may use; any other is refused, so that none is overlooked. */
export const KEYWORDS: Readonly<Record<string, Check>> = {
  $schema: (spot) => void choiceOf(spot, [DIALECT]),
  $comment: words,
  title: words,
  description: (spot) => void textOf(spot, DESCRIPTION),
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  // Any value: whether the schema takes it is seen when the samples are made.
  default: () => {},
  examples: (spot) => void elementsOf(spot, [1, MAX_EXAMPLES]),
  $ref: checkReference,
  $defs: schemasByName(MAX_DEFINITIONS),
  type: (spot) => void choiceOf(spot, TYPES),
  enum: (spot, walk) => {
    const choices = elementsOf(spot, [1, MAX_CHOICES]);
    for (const choice of choices) scalar(choice, walk);
    if (new Set(choices.map(({ value }) => value)).size < choices.length) spot.fault('each value once', 'one twice');
  },
  const: scalar,
  minLength: count(0, MAX_TEXT),
  maxLength: count(0, MAX_TEXT),
  pattern: checkPattern,
  format: (spot) => void choiceOf(spot, PARAMETER_FORMATS),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: (spot) => {
    if (typeof spot.value !== 'number' || spot.value <= 0) spot.fault('a number above 0');
  },
  minItems: count(0, MAX_ITEMS),
  maxItems: count(0, MAX_ITEMS),
  uniqueItems: flag,
  properties: schemasByName(MAX_PROPERTIES),
  required: names,
  additionalProperties: flag,
  minProperties: count(0, MAX_PROPERTIES),
  maxProperties: count(0, MAX_PROPERTIES),
  dependentRequired: (spot, walk) => {
    for (const [, list] of entriesOf(spot, MAX_PROPERTIES)) names(list, walk);
  },
  ...Object.fromEntries(ONE_SCHEMA.map((keyword) => [keyword, schema])),
  ...Object.fromEntries(LIST_OF_SCHEMAS.map((keyword) => [keyword, schemas])),
};

/** Text that may run over several lines. */
const DESCRIPTION = {
  test: (text: string): boolean => text.length <= 4_000 && plainText(4_000, 0).test(text.replaceAll(/[\t\n\r]/g, ' ')),
  words: 'text of at most 4000 characters without control characters',
};

function checkReference(spot: Spot, { root }: Walk): void {
  const name = definitionOf(spot.value);
  if (name !== undefined && ownValue(root['$defs'], name) !== undefined) return;
  const got = name === undefined ? 'another reference' : 'a name that is not in $defs';
  spot.fault('a reference to a definition of this schema, such as #/$defs/NAME', got);
}

function checkPattern(spot: Spot): void {
  if (typeof spot.value !== 'string') return spot.fault('a pattern');
  try {
    compilePattern(spot.value);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    spot.fault(error.message, 'another');
  }
}
