import { findTextFormat } from './formats.ts';
import { isObject, type JsonObject } from './openapi-schema.ts';

/** Examples of the formats of JSON Schema that are used here. */
const OF_FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2027-01-01T08:00:00Z',
  date: '2027-01-01',
  uri: 'https://provider.example/',
  hostname: 'mail.provider.example',
  email: 'user@provider.example',
};

/** A value that fits a schema, made of the examples that it and its parts carry. A test holds each to its schema. */
export function exampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return {};
  const { examples, const: only, enum: choices, default: usual, anyOf } = schema;
  if (Array.isArray(examples)) return examples[0];
  if ('const' in schema) return only;
  if (Array.isArray(choices)) return choices[0];
  if ('default' in schema) return usual;
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0]);
  return exampleOfType(schema);
}

function exampleOfType(schema: JsonObject): unknown {
  switch (schema['type']) {
    case 'object':
      return exampleOfObject(schema);
    case 'array':
      return schema['minItems'] === undefined && schema['maxItems'] === 0 ? [] : [exampleOf(schema['items'])];
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return exampleOfText(schema);
  }
}

function exampleOfObject({ properties, maxProperties }: JsonObject): unknown {
  const entries = Object.entries(isObject(properties) ? properties : {});
  const most = typeof maxProperties === 'number' ? maxProperties : entries.length;
  return Object.fromEntries(entries.slice(0, most).map(([name, schema]) => [name, exampleOf(schema)]));
}

function exampleOfText({ format }: JsonObject): unknown {
  const name = typeof format === 'string' ? format : '';
  return findTextFormat(name)?.example ?? OF_FORMATS[name] ?? 'text';
}
