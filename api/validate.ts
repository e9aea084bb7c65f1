import type { Static, TSchema } from '@sinclair/typebox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import { faultFrom } from './faults.ts';
import { addFormats } from './formats.ts';

/** Where a value comes from. Values of `query` and `params` are texts, and become numbers where the schema says so. */
export type Place = 'params' | 'query' | 'headers' | 'body' | 'reply';

export type Validation<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly faults: readonly InputFault[] };

// The first fault is enough, and work on hostile input stays bounded: no `allErrors`.
const ajv = new Ajv2020({ verbose: true });
const coercing = new Ajv2020({ verbose: true, coerceTypes: true });
addFormats(ajv);
addFormats(coercing);

/**
 * Compiles a schema. Schemas are constants of their modules: the validator keeps each compiled one for good.
 *
 * @throws Error when the schema itself is wrong
 */
export function createValidator<T extends TSchema>(schema: T, place: Place): (value: unknown) => Validation<Static<T>> {
  const isTextual = place === 'query' || place === 'params';
  const check = (isTextual ? coercing : ajv).compile<Static<T>>(schema);
  return (value) => {
    if (check(value)) return { valid: true, value };
    return { valid: false, faults: (check.errors ?? []).map((error) => named(faultFrom(error), place)) };
  };
}

/** A failure of the caller's input, which says where. */
export function invalidInput(place: Place, faults: readonly InputFault[]): ProvisioningError {
  const told = faults.map(({ field, expected, got }) => `${field || 'the whole'}: expected ${expected}, got ${got}`);
  return new ProvisioningError('request_invalid', `Cannot accept the ${place}: ${told.join('; ')}`, { faults });
}

/** A JSON Pointer within the body or the reply; elsewhere the plain name. */
function named(fault: InputFault, place: Place): InputFault {
  if (place === 'body' || place === 'reply') return fault;
  const name = fault.field.slice(1);
  if (place !== 'headers') return { ...fault, field: name };
  return { ...fault, field: name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) };
}
