import { isObject, type SchemaObject } from '../domain/parameter-schema.ts';

/** Keywords that hold one schema, a list of them, or one by name. */
export const ONE_SCHEMA = ['items', 'not', 'if', 'then', 'else'] as const;
export const LIST_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf'] as const;
const MAP_OF_SCHEMAS = ['properties', '$defs'] as const;

/** A schema inside another, and by which keywords and names it is reached. */
export interface InnerSchema {
  readonly schema: SchemaObject;
  readonly keyword: string;
}

/** The schemas directly inside a schema. */
export function innerSchemas(schema: SchemaObject): InnerSchema[] {
  return Object.entries(schema).flatMap(([keyword, value]) =>
    innerValues(keyword, value)
      .filter(isObject)
      .map((inner) => ({ keyword, schema: inner })),
  );
}

/** A copy of a schema with every schema in it, and itself, changed: the inner ones first. */
export function mapSchemas(schema: SchemaObject, change: (schema: SchemaObject) => SchemaObject): SchemaObject {
  const deeper = (value: unknown): unknown => (isObject(value) ? mapSchemas(value, change) : value);
  const entries = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (isOneOf(ONE_SCHEMA, keyword)) return [keyword, deeper(value)];
    if (isOneOf(LIST_OF_SCHEMAS, keyword) && Array.isArray(value)) return [keyword, value.map(deeper)];
    if (isOneOf(MAP_OF_SCHEMAS, keyword) && isObject(value)) {
      return [keyword, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deeper(inner)]))];
    }
    return [keyword, value];
  });
  return change(Object.fromEntries(entries));
}

function innerValues(keyword: string, value: unknown): readonly unknown[] {
  if (isOneOf(ONE_SCHEMA, keyword)) return [value];
  if (isOneOf(LIST_OF_SCHEMAS, keyword)) return Array.isArray(value) ? value : [];
  return isOneOf(MAP_OF_SCHEMAS, keyword) && isObject(value) ? Object.values(value) : [];
}

function isOneOf(names: readonly string[], keyword: string): boolean {
  return names.includes(keyword);
}

/** Keywords that tie parameters to each other, or choose between schemas. */
const RULES = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentRequired', 'minProperties', 'maxProperties'];

/** Tells whether a schema says more than what each of its values may be. */
export function hasRules(schema: SchemaObject): boolean {
  return RULES.some((keyword) => keyword in schema) || innerSchemas(schema).some((inner) => hasRules(inner.schema));
}
