import { definitionOf, isObject, ownValue, type SchemaObject } from '../domain/parameter-schema.ts';
import { compilePattern } from './pattern.ts';
import { innerSchemas } from './schema-children.ts';
import { DEFAULT_TEXT, MAX_ITEMS, MAX_TEXT } from './schema-keywords.ts';

/** What a check of the largest value costs at most, with every reference followed as often as it is named. */
export interface Weight {
  /** Schemas that are looked at; sixteen choices of an `enum` count as one more. */
  readonly schemas: number;
  /** Steps of patterns: the instructions of each by the characters of the longest text. */
  readonly steps: number;
}

/**
 * Weighs a schema in time proportional to its size: what each reference costs is worked out once.
 *
 * @returns undefined when a reference leads back to itself
 */
export function weighSchema(root: SchemaObject): Weight | undefined {
  const known = new Map<SchemaObject, Weight | 'open'>();
  let isCircular = false;

  const weigh = (schema: SchemaObject): Weight => {
    const before = known.get(schema);
    if (before === 'open') isCircular = true;
    if (before !== undefined) return before === 'open' ? { schemas: 0, steps: 0 } : before;
    known.set(schema, 'open');
    const inner = innerSchemas(schema)
      .filter(({ keyword }) => keyword !== '$defs')
      .map((one) => times(weigh(one.schema), one.keyword === 'items' ? numberIn(schema, 'maxItems', MAX_ITEMS) : 1));
    const target = ownValue(root['$defs'], definitionOf(schema['$ref']) ?? '');
    const weight = [...inner, ...(isObject(target) ? [weigh(target)] : [])].reduce(sum, ownWeight(schema));
    known.set(schema, weight);
    return weight;
  };

  const weight = weigh(root);
  // What nothing refers to is read all the same.
  for (const { schema } of innerSchemas(root)) weigh(schema);
  return isCircular ? undefined : weight;
}

function ownWeight(schema: SchemaObject): Weight {
  const { enum: choices, pattern, type } = schema;
  const schemas = 1 + (Array.isArray(choices) ? choices.length / 16 : 0);
  if (typeof pattern !== 'string') return { schemas, steps: 0 };
  const longest = numberIn(schema, 'maxLength', type === 'string' ? DEFAULT_TEXT : MAX_TEXT);
  return { schemas, steps: compilePattern(pattern).size * longest };
}

function numberIn(schema: SchemaObject, keyword: string, otherwise: number): number {
  const value = schema[keyword];
  return typeof value === 'number' ? value : otherwise;
}

function times({ schemas, steps }: Weight, factor: number): Weight {
  return { schemas: schemas * factor, steps: steps * factor };
}

function sum(a: Weight, b: Weight): Weight {
  return { schemas: a.schemas + b.schemas, steps: a.steps + b.steps };
}
