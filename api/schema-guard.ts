import type { ParameterSchema } from '../domain/definition.ts';
import { definitionOf, isObject, ownValue, resolveSchema, type SchemaObject } from '../domain/parameter-schema.ts';
import { innerSchemas, mapSchemas } from './schema-children.ts';
import { DEFAULT_TEXT, KEYWORDS, MAX_PROPERTIES, type Walk } from './schema-keywords.ts';
import { weighSchema } from './schema-weight.ts';
import type { FaultList, Spot } from './spot.ts';

/** Largest schema, in characters of JSON. */
const MAX_SCHEMA_LENGTH = 32_768;
/** Most schemas that are looked at to check one order, and most steps of patterns. */
const MAX_SCHEMAS = 2_000;
const MAX_STEPS = 250_000;
/** Deepest nesting of schemas. */
const MAX_LEVELS = 10;

/** What a template can name beside parameters. */
const RESERVED_NAMES = ['device', 'tenant', 'order', 'context', 'item'] as const;

/**
 * Reads the schema of a definition's parameters. What could cost more than a definition is worth, or reach beyond
 * itself, is refused before anything compiles it.
 *
 * @returns undefined when it has faults; else the schema with its defaults filled in
 */
export function readSchema(spot: Spot, faults: FaultList): ParameterSchema | undefined {
  const { value } = spot;
  const before = faults.faults.length;
  const isSound = (): boolean => faults.faults.length === before && !faults.isFull();
  if (value === undefined) return { type: 'object', properties: {}, additionalProperties: false };
  if (!isObject(value)) return spot.fault('a JSON Schema of an object');
  if (JSON.stringify(value).length > MAX_SCHEMA_LENGTH) {
    return spot.fault(`a schema of at most ${MAX_SCHEMA_LENGTH} characters`, 'a longer one');
  }
  walkSchema(spot, value);
  checkRoot(spot, value);
  if (!isSound()) return undefined;
  checkWeight(spot, value);
  if (!isSound()) return undefined;
  const schema = filled(value);
  checkParameters(spot, schema);
  return isSound() ? schema : undefined;
}

function walkSchema(spot: Spot, root: SchemaObject): void {
  const walk = (one: Spot, level: number): void => {
    if (!isObject(one.value)) return one.fault('a schema that is an object');
    if (level > MAX_LEVELS) return one.fault(`at most ${MAX_LEVELS} levels of schemas`, 'a deeper one');
    const inner: Walk = { root, schema: (deeper) => walk(deeper, level + 1) };
    for (const keyword of Object.keys(one.value)) {
      const check = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
      if (check === undefined) one.at(keyword).fault(`one of ${Object.keys(KEYWORDS).join(', ')}`, 'another keyword');
      else check(one.at(keyword), inner);
    }
  };
  walk(spot, 1);
}

function checkRoot(spot: Spot, root: SchemaObject): void {
  if ((root['type'] ?? 'object') !== 'object') spot.at('type').fault('object', 'another type');
  if (root['$ref'] !== undefined)
    spot.at('$ref').fault('nothing: the schema itself holds its properties', 'a reference');
  if (root['additionalProperties'] === true) {
    spot.at('additionalProperties').fault('false: a parameter that nothing names is refused', 'true');
  }
  const names = isObject(root['properties']) ? Object.keys(root['properties']) : [];
  for (const name of names.filter(isReserved)) {
    spot
      .at('properties')
      .at(name)
      .fault(`another name than ${RESERVED_NAMES.join(', ')}`, 'a reserved name');
  }
  const { required } = root;
  for (const [i, name] of (Array.isArray(required) ? required : []).entries()) {
    if (!names.includes(name)) spot.at('required').at(i).fault('the name of a parameter', 'another name');
  }
}

function isReserved(name: string): boolean {
  return RESERVED_NAMES.some((reserved) => reserved === name);
}

function checkWeight(spot: Spot, root: SchemaObject): void {
  const properties = countProperties(root);
  if (properties > MAX_PROPERTIES) spot.fault(`at most ${MAX_PROPERTIES} parameters in all`, String(properties));
  const weight = weighSchema(root);
  if (weight === undefined) return spot.fault('references that end', 'a reference that leads back to itself');
  if (weight.schemas > MAX_SCHEMAS) {
    spot.fault(`at most ${MAX_SCHEMAS} schemas when every reference is followed`, 'more');
  }
  if (weight.steps > MAX_STEPS) {
    spot.fault(`patterns of at most ${MAX_STEPS} steps in all: shorter ones, or a smaller maxLength`, 'more');
  }
}

function countProperties(schema: SchemaObject): number {
  const own = isObject(schema['properties']) ? Object.keys(schema['properties']).length : 0;
  return innerSchemas(schema).reduce((sum, inner) => sum + countProperties(inner.schema), own);
}

/** The defaults: no further parameters, and no text without a greatest length. */
function filled(root: SchemaObject): ParameterSchema {
  const bounded = mapSchemas(root, (schema) => {
    const isBounded = ['maxLength', 'enum', 'const'].some((keyword) => keyword in schema);
    return schema['type'] === 'string' && !isBounded ? { ...schema, maxLength: DEFAULT_TEXT } : schema;
  });
  const properties = Object.fromEntries(namedSchemas(bounded['properties']));
  return { ...bounded, type: 'object', properties, additionalProperties: false };
}

/** What holds for every schema that a value stands under, references followed. */
function checkParameters(spot: Spot, root: ParameterSchema): void {
  const visit = (at: Spot, schema: SchemaObject): void => {
    const resolved = resolveSchema(root, schema);
    const { type, pattern, items, properties } = resolved;
    if (type === undefined) at.fault('a "type"', 'a schema without');
    if (pattern !== undefined && !hasExample(resolved)) {
      at.fault('"examples" of text that the pattern takes: nobody can guess one', 'a pattern without');
    }
    if (type === 'array') checkList(at, resolved);
    // What a reference brought along is written where it leads.
    const name = definitionOf(schema['$ref']);
    const holder = (keyword: string): Spot =>
      keyword in schema || name === undefined ? at.at(keyword) : spot.at('$defs').at(name).at(keyword);
    if (isObject(items)) visit(holder('items'), items);
    for (const [key, inner] of namedSchemas(properties)) visit(holder('properties').at(key), inner);
  };
  for (const [name, schema] of namedSchemas(root.properties)) visit(spot.at('properties').at(name), schema);
}

function namedSchemas(properties: unknown): [string, SchemaObject][] {
  if (!isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, schema]) => (isObject(schema) ? [[name, schema]] : []));
}

function checkList(at: Spot, { items, maxItems }: SchemaObject): void {
  if (!isObject(items)) at.fault('"items" of a list', 'a list without');
  if (typeof maxItems !== 'number') at.fault('"maxItems" of a list', 'a list without');
}

function hasExample(schema: SchemaObject): boolean {
  const examples = ownValue(schema, 'examples');
  return Array.isArray(examples) || ['default', 'enum', 'const'].some((keyword) => keyword in schema);
}
