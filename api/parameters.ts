import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ParameterSchema, ServiceDefinition } from '../domain/definition.ts';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import { openNames } from '../domain/questions.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import { faultFrom } from './faults.ts';
import { addFormats } from './formats.ts';
import { LINEAR_ENGINE } from './pattern.ts';

/** Most compiled schemas that are kept; a schema takes tens of kilobytes. */
const REMEMBER_MOST = 200;

/** @throws ProvisioningError `definition_unusable` or `parameters_invalid` with faults below `/parameters` */
export type RequireParameters = (definition: RegisteredDefinition, parameters: unknown) => void;

/** How many faults are told of: the first, which is found fastest, or all there are. */
export type FaultExtent = 'first' | 'all';

/** Checks the parameters of orders against their definitions' schemas, each compiled once. */
export function createRequireParameters(extent: FaultExtent = 'first'): RequireParameters {
  const compiled = new Map<string, ValidateFunction>();
  return ({ id, definition }, parameters) => {
    const check = compiled.get(id) ?? compileParameters(orderSchema(definition), extent);
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
  const { required = [] } = definition.parameters;
  const schema = someParameters(definition, asked);
  requireValid(
    compileParameters({ ...schema, required: required.filter((name) => asked.includes(name)) }),
    answers,
    '/answers',
  );
}

/**
 * Checks values for some of a definition's parameters, of which none need be there.
 *
 * @throws ProvisioningError `definition_unusable` or `parameters_invalid` with faults below `/values`
 */
export function requireValues(definition: ServiceDefinition, names: readonly string[], values: unknown): void {
  requireValid(compileParameters(someParameters(definition, names)), values, '/values');
}

function someParameters({ parameters: { properties, $defs } }: ServiceDefinition, names: readonly string[]) {
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, properties[name] ?? {}])),
    additionalProperties: false,
    ...($defs !== undefined && { $defs }),
  };
}

/** What is still to come may be absent from the order. */
function orderSchema(definition: ServiceDefinition): ParameterSchema {
  const { parameters } = definition;
  const open = openNames(definition, []);
  return { ...parameters, required: (parameters.required ?? []).filter((name) => !open.includes(name)) };
}

/**
 * Compiles a definition's schema, or a part of it. Each gets a compiler of its own: one keeps all that it ever compiled,
 * and the schemas of providers have no end.
 *
 * @throws ProvisioningError `definition_unusable`
 */
export function compileParameters(
  schema: Readonly<Record<string, unknown>>,
  extent: FaultExtent = 'first',
): ValidateFunction {
  try {
    // An asynchronous check would be taken for one that passed.
    if ('$async' in schema) throw new Error('Asynchronous schemas are not taken');
    return createCompiler(extent).compile(schema);
  } catch (error) {
    throw new ProvisioningError(
      'definition_unusable',
      'Cannot check the parameters: expected a JSON Schema 2020-12 in the definition, got one that does not compile',
      { cause: error },
    );
  }
}

/** Schemas were checked when they were registered: that they are schemas is not looked at again. */
function createCompiler(extent: FaultExtent): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: extent === 'all',
    verbose: true,
    strict: false,
    meta: false,
    validateSchema: false,
    logger: false,
    // Schemas of providers are compiled more often than they are run enough to gain from shorter code.
    code: { regExp: LINEAR_ENGINE, optimize: false },
  });
  addFormats(ajv);
  return ajv;
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
