import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ParameterSchema, ServiceDefinition } from '../domain/definition.ts';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import { faultFrom } from './faults.ts';
import { addFormats } from './formats.ts';

/** Most compiled schemas that are kept; a schema takes tens of kilobytes. */
const REMEMBER_MOST = 200;

// Schemas of providers: annotations of their own are none of our business, and nothing of them is kept beyond a check.
const ajv = new Ajv2020({ verbose: true, strict: false, addUsedSchema: false, logger: false });
addFormats(ajv);

/** @throws ProvisioningError `definition_unusable` or `parameters_invalid` with faults below `/parameters` */
export type RequireParameters = (definition: RegisteredDefinition, parameters: unknown) => void;

/** Checks the parameters of orders against their definitions' schemas, each compiled once. */
export function createRequireParameters(): RequireParameters {
  const compiled = new Map<string, ValidateFunction>();
  return ({ id, definition }, parameters) => {
    const check = compiled.get(id) ?? compile(orderSchema(definition));
    // Taken out and put back, so that the one not used for longest is the first.
    compiled.delete(id);
    const [oldest] = compiled.keys();
    if (compiled.size >= REMEMBER_MOST && oldest !== undefined) compiled.delete(oldest);
    compiled.set(id, check);
    requireValid(check, parameters, '/parameters');
  };
}

/**
 * Checks the answers to some of a definition's parameters. Keywords that compare parameters with each other are not
 * looked at: the others are sealed.
 *
 * @param asked - names of the parameters that were asked for
 * @throws ProvisioningError `definition_unusable` or `parameters_invalid` with faults below `/answers`
 */
export function requireAnswers(definition: ServiceDefinition, asked: readonly string[], answers: unknown): void {
  const { properties, required = [], $defs } = definition.parameters;
  const schema = {
    type: 'object',
    properties: Object.fromEntries(asked.map((name) => [name, properties[name] ?? {}])),
    required: required.filter((name) => asked.includes(name)),
    additionalProperties: false,
    ...($defs !== undefined && { $defs }),
  };
  requireValid(compile(schema), answers, '/answers');
}

/** What the user will be asked may be absent from the order. */
function orderSchema({ parameters, prompts, confirmation }: ServiceDefinition): ParameterSchema {
  if (confirmation.mode !== 'client') return parameters;
  const asked = prompts.map(({ parameter }) => parameter);
  return { ...parameters, required: (parameters.required ?? []).filter((name) => !asked.includes(name)) };
}

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  try {
    // An asynchronous check would be taken for one that passed.
    if ('$async' in schema) throw new Error('Asynchronous schemas are not taken');
    const check = ajv.compile(schema);
    ajv.removeSchema(schema);
    return check;
  } catch (error) {
    throw new ProvisioningError(
      'definition_unusable',
      'Cannot check the parameters: expected a JSON Schema 2020-12 in the definition, got one that does not compile',
      { cause: error },
    );
  }
}

function requireValid(check: ValidateFunction, value: unknown, at: string): void {
  if (check(value)) return;
  const faults = (check.errors ?? []).map(faultFrom).map((fault) => ({ ...fault, field: `${at}${fault.field}` }));
  throw invalidParameters(faults);
}

export function invalidParameters(faults: readonly InputFault[]): ProvisioningError {
  const told = faults.map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`);
  return new ProvisioningError('parameters_invalid', `Cannot accept the parameters: ${told.join('; ')}`, { faults });
}
