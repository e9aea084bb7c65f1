import { findTextFormat } from './formats.ts';

/** A piece of JSON as it will be written. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Schemas with a name, each written once. */
export type NamedSchemas = Map<string, JsonObject>;

/** A schema with such a title is written once and referred to; other titles are prose. */
const NAME = /^[A-Z][A-Za-z0-9]*$/;

/** Keywords whose value is a schema, a list of schemas, or a map of schemas. */
const OF_SCHEMA = ['items', 'additionalProperties', 'unevaluatedProperties', 'not', 'if', 'then', 'else', 'contains'];
const OF_LIST = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const OF_MAP = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];

/**
 * A schema as outside tools read it: formats of our own become patterns, and a schema whose title is a name becomes a
 * reference to a component.
 *
 * @throws Error when two schemas have one name
 */
export function describeSchema(schema: unknown, named: NamedSchemas): unknown {
  if (!isObject(schema)) return schema;
  const { title } = schema;
  const described = describeKeywords(schema, named);
  if (typeof title !== 'string' || !NAME.test(title)) return described;
  const known = named.get(title);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(described)) {
    throw new Error(`Cannot describe the interface: two schemas are called ${title}`);
  }
  named.set(title, described);
  return { $ref: `#/components/schemas/${title}` };
}

function describeKeywords(schema: JsonObject, named: NamedSchemas): JsonObject {
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    // A schema that is inside itself has an id, and refers to it: here it is a component of that name.
    if (keyword === '$id') return [];
    if (keyword === '$ref') return [[keyword, `#/components/schemas/${String(value)}`]];
    if (keyword === 'format' && typeof value === 'string') return Object.entries(describeFormat(value));
    return [[keyword, describeKeyword(keyword, value, named)]];
  });
  const described: JsonObject = Object.fromEntries(entries);
  // What a schema says of its own length is narrower than what its form does.
  return typeof schema['maxLength'] === 'number' ? { ...described, maxLength: schema['maxLength'] } : described;
}

function describeKeyword(keyword: string, value: unknown, named: NamedSchemas): unknown {
  if (OF_SCHEMA.includes(keyword)) return describeSchema(value, named);
  if (OF_LIST.includes(keyword) && Array.isArray(value)) return value.map((one) => describeSchema(one, named));
  if (OF_MAP.includes(keyword) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, describeSchema(one, named)]));
  }
  return value;
}

/** Those of JSON Schema stay; ours are said as patterns. A UUID is both. */
function describeFormat(name: string): JsonObject {
  const ours = findTextFormat(name);
  if (ours === undefined) return { format: name };
  const { pattern, maxLength, example } = ours;
  return {
    ...(name === 'uuid' && { format: 'uuid' }),
    pattern,
    ...(maxLength !== undefined && { maxLength }),
    examples: [example],
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
