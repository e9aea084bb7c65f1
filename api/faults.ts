import type { ErrorObject } from 'ajv';
import type { InputFault } from '../domain/errors.ts';
import { pointerToken } from '../domain/json-pointer.ts';
import { wordsForFormat } from './formats.ts';

/** A field of this form may be named in a reply although it was made up by the caller. */
const NAMEABLE = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

type Schema = Readonly<Record<string, unknown>>;

/**
 * What the validator found, in words. Of values only the kind and the length are told: any of them may be a secret.
 *
 * @param error - made with the validator's option `verbose`
 */
export function faultFrom(error: ErrorObject): InputFault {
  // A schema may be just true or false.
  const schema: Schema = typeof error.parentSchema === 'object' ? error.parentSchema : {};
  const got = wordsForValue(error.data);
  const at = (name: unknown): string => `${error.instancePath}/${pointerToken(String(name))}`;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return { field: at(error.params['missingProperty']), expected: 'present', got: 'absent' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
      const field = NAMEABLE.test(name) ? at(name) : error.instancePath;
      return { field, expected: wordsForKnownFields(schema), got: 'an unknown field' };
    }
    case 'minProperties':
    case 'maxProperties':
      return { field: error.instancePath, expected: wordsForFieldCount(schema), got };
    default:
      return { field: error.instancePath, expected: wordsForSchema(schema) ?? wordsFromMessage(error), got };
  }
}

/** The kind and size of a value. */
export function wordsForValue(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (typeof value === 'string') return `a string of ${counted(Array.from(value).length, 'character')}`;
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number';
  if (Array.isArray(value)) return `a list of ${counted(value.length, 'item')}`;
  return typeof value === 'object'
    ? `an object of ${counted(Object.keys(value).length, 'field')}`
    : `a ${typeof value}`;
}

/** What a schema of a single value wants; undefined when it says it by keywords that have no words here. */
function wordsForSchema(schema: Schema): string | undefined {
  const choices = schema['enum'];
  if (Array.isArray(choices)) return `one of ${choices.map(String).join(', ')}`;
  if ('const' in schema) return `the value ${JSON.stringify(schema['const'])}`;
  switch (schema['type']) {
    case 'string':
      return wordsForString(schema);
    case 'integer':
      return `an integer${range(schema['minimum'], schema['maximum'], '')}`;
    case 'number':
      return `a number${range(schema['minimum'], schema['maximum'], '')}`;
    case 'array': {
      const once = schema['uniqueItems'] === true ? ', each once' : '';
      return `a list${range(schema['minItems'], schema['maxItems'], ' items')}${once}`;
    }
    case 'object':
      return 'an object';
    case 'boolean':
      return 'true or false';
    default:
      return undefined;
  }
}

function wordsForString({ minLength, maxLength, pattern, format }: Schema): string {
  if (typeof format === 'string') return `${wordsForFormat(format)}${range(minLength, maxLength, ' characters')}`;
  const form = typeof pattern === 'string' ? ` that matches ${pattern}` : '';
  return `a string${range(minLength, maxLength, ' characters')}${form}`;
}

/** ` of at least 1`, ` of at most 48 characters`, ` of 1 to 48 characters`, ` from 1 to 9` or nothing. */
function range(least: unknown, most: unknown, unit: string): string {
  if (typeof least === 'number' && typeof most === 'number') {
    const span = least === most ? String(least) : `${least} to ${most}`;
    return unit === '' ? ` from ${span}` : ` of ${span}${unit}`;
  }
  if (typeof most === 'number') return ` of at most ${most}${unit}`;
  return typeof least === 'number' ? ` of at least ${least}${unit}` : '';
}

function wordsForKnownFields({ properties }: Schema): string {
  const names = Object.keys(Object(properties));
  return names.length === 0 ? 'no fields' : `only the fields ${names.join(', ')}`;
}

function wordsForFieldCount({ properties, minProperties, maxProperties }: Schema): string {
  const names = Object.keys(Object(properties)).join(', ');
  if (minProperties === 1 && maxProperties === 1) return `exactly one of ${names}`;
  return `an object${range(minProperties, maxProperties, ' fields')}`;
}

/** The validator's own sentence, which quotes the schema and never the value. */
function wordsFromMessage({ message = 'must be as the schema says', keyword }: ErrorObject): string {
  return keyword === 'false schema' ? 'nothing here' : `a value that ${message}`;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
