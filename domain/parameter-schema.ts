import type { ParameterSchema } from './definition.ts';

export type SchemaObject = Readonly<Record<string, unknown>>;

/** Longest chain of references that is followed; registered definitions have no circle, others might. */
const MOST_STEPS = 32;
const DEFINITION = /^#\/\$defs\/([A-Za-z][A-Za-z0-9_]*)$/;

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key of its own: what an object inherits is nobody's word. */
export function ownValue(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The name in `#/$defs/NAME`; undefined for any other reference. */
export function definitionOf(reference: unknown): string | undefined {
  return typeof reference === 'string' ? DEFINITION.exec(reference)?.[1] : undefined;
}

/** A schema with what its `$ref` says beneath its own keywords. */
export function resolveSchema({ $defs }: ParameterSchema, schema: unknown): SchemaObject {
  let resolved: SchemaObject = isObject(schema) ? schema : {};
  for (let step = 0; step < MOST_STEPS && '$ref' in resolved; step++) {
    const { $ref, ...own } = resolved;
    const name = definitionOf($ref);
    const target = name === undefined ? undefined : ownValue($defs, name);
    if (!isObject(target)) return resolved;
    resolved = { ...target, ...own };
  }
  return resolved;
}

/** The properties of a schema of an object, each resolved. */
export function propertiesOf(root: ParameterSchema, schema: SchemaObject): ReadonlyMap<string, SchemaObject> {
  const properties = ownValue(schema, 'properties');
  if (!isObject(properties)) return new Map();
  return new Map(Object.entries(properties).map(([name, property]) => [name, resolveSchema(root, property)]));
}
