import type { ValidateFunction } from 'ajv';
import {
  ORDER_KINDS,
  type ParameterSchema,
  type ServiceDefinition,
  type TemplateCharacteristic,
} from '../domain/definition.ts';
import { DEFINITION_DEFAULTS as DEFAULTS, defaultKind } from '../domain/definition-defaults.ts';
import type { CpDocument } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { checkFormSlots, checkForms, checkFormUse } from './check-forms.ts';
import { checkIntoContext } from './check-into-context.ts';
import { checkRenderings } from './check-renderings.ts';
import { checkSlots } from './check-slots.ts';
import { textForm } from './formats.ts';
import { compileParameters } from './parameters.ts';
import {
  checkPinWays,
  optional,
  readAcknowledgement,
  readCharging,
  readDelivery,
  readNeeds,
} from './read-definition.ts';
import { readConfirmation, readPrompts } from './read-dialogue.ts';
import { readForms } from './read-forms.ts';
import { readLookup } from './read-lookup.ts';
import { readTemplate } from './read-template.ts';
import { readSchema } from './schema-guard.ts';
import {
  choiceOf,
  createFaultList,
  createSpot,
  type FaultList,
  fieldsOf,
  plainText,
  type Spot,
  textOf,
} from './spot.ts';

/** Largest definition, in characters of JSON, and deepest. */
const MAX_LENGTH = 65_536;
const MAX_DEPTH = 24;
/** How long a check may run before others get their turn, in milliseconds. */
const TURN_MS = 5;

const FIELDS = [
  'name',
  'version',
  'title',
  'kind',
  'parameters',
  'prompts',
  'lookup',
  'confirmation',
  'documentVersion',
  'document',
  'forms',
  'requires',
  'delivery',
  'acknowledgement',
  'charging',
] as const;

/**
 * Reads a definition that somebody wants to register, and fills in what it leaves to the defaults (docs/definitions.md).
 * It renders documents with samples of its parameters and checks them, so that what is registered can be ordered.
 *
 * @throws ProvisioningError `definition_invalid` with all faults up to a bound, each with its JSON Pointer in the body
 */
export function checkDefinition(body: unknown): ServiceDefinition {
  const steps = checking(body);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same for a process that has others to serve: it lets them in between. A large definition takes some 50 ms.
 *
 * @throws ProvisioningError `definition_invalid`
 */
export async function checkDefinitionInTurns(body: unknown): Promise<ServiceDefinition> {
  const steps = checking(body);
  for (let since = performance.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
}

function* checking(body: unknown): Generator<undefined, ServiceDefinition> {
  const faults = createFaultList();
  const spot = createSpot(body, faults);
  const definition = checkSize(spot) ? read(spot, faults) : undefined;
  if (definition !== undefined && faults.faults.length === 0) {
    checkPinWays(definition, faults);
    checkIntoContext(definition, faults);
    checkFormUse(definition, faults);
  }
  yield;
  if (definition !== undefined && faults.faults.length === 0) yield* checkUse(definition, faults);
  if (definition !== undefined && faults.faults.length === 0) return definition;
  throw invalid(faults);
}

/** Before anything walks through it: what is too deep would end the walk. */
function checkSize(spot: Spot): boolean {
  let layer: readonly unknown[] = [spot.value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      spot.fault(`at most ${MAX_DEPTH} levels of objects and lists`, 'a deeper one');
      return false;
    }
    layer = layer.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  const { length } = JSON.stringify(spot.value) ?? '';
  if (length > MAX_LENGTH) spot.fault(`a definition of at most ${MAX_LENGTH} characters`, String(length));
  return length <= MAX_LENGTH;
}

const NAME = textForm('definition-name');
const VERSION = textForm('definition-version');

function read(spot: Spot, faults: FaultList): ServiceDefinition | undefined {
  const fields = fieldsOf(spot, FIELDS);
  if (fields === undefined) return undefined;
  const name = textOf(fields('name'), NAME) ?? '';
  const version = textOf(fields('version'), VERSION) ?? '';
  const title = textOf(fields('title'), plainText(100)) ?? '';
  const parameters = readSchema(fields('parameters'), faults);
  const documentVersion = optional<CpDocument['version'] | undefined>(
    fields('documentVersion'),
    (one) => choiceOf(one, ['1.0', '1.1']),
    undefined,
  );
  const prompts = optional(fields('prompts'), (one) => readPrompts(one, parameters), []);
  const lookup = optional(fields('lookup'), (one) => readLookup(one, parameters), undefined);
  const asked = { prompts, required: parameters?.required ?? [] };
  const document = readDocument(fields('document'), parameters, faults);
  const forms = readAllForms(fields('forms'), parameters, faults);
  return {
    name,
    version,
    title,
    kind: optional(fields('kind'), (one) => choiceOf(one, ORDER_KINDS), defaultKind(document)),
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(lookup !== undefined && { lookup }),
    prompts,
    confirmation: optional(fields('confirmation'), (one) => readConfirmation(one, asked), DEFAULTS.confirmation),
    ...(documentVersion !== undefined && { documentVersion }),
    document,
    ...forms,
    requires: readNeeds(fields('requires'), document),
    delivery: optional(fields('delivery'), readDelivery, DEFAULTS.delivery),
    acknowledgement: optional(fields('acknowledgement'), readAcknowledgement, DEFAULTS.acknowledgement),
    charging: optional(fields('charging'), readCharging, { class: name }),
  };
}

/** The names in a template are looked at once all of it, and of the schema, can be read. */
function readDocument(
  spot: Spot,
  parameters: ParameterSchema | undefined,
  faults: FaultList,
): TemplateCharacteristic[] {
  const before = faults.faults.length;
  const template = readTemplate(spot);
  if (parameters !== undefined && faults.faults.length === before) checkSlots(template, parameters, faults);
  return template;
}

/** Nothing when there are none. */
function readAllForms(
  spot: Spot,
  parameters: ParameterSchema | undefined,
  faults: FaultList,
): Pick<ServiceDefinition, 'forms'> {
  if (spot.value === undefined) return {};
  const before = faults.faults.length;
  const forms = readForms(spot);
  if (parameters !== undefined && faults.faults.length === before) checkFormSlots(forms, parameters, faults);
  return { forms };
}

/** What only shows when the definition is used. */
function* checkUse(definition: ServiceDefinition, faults: FaultList): Generator<undefined, void> {
  const isValid = compiled(definition.parameters, faults);
  if (isValid === undefined) return;
  yield* checkRenderings(definition, isValid, faults);
  yield* checkForms(definition, isValid, faults);
}

function compiled(parameters: ParameterSchema, { add }: FaultList): ValidateFunction | undefined {
  try {
    return compileParameters(parameters);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    return add({ field: '/parameters', expected: 'a JSON Schema 2020-12', got: 'one that does not compile' });
  }
}

function invalid({ faults }: FaultList): ProvisioningError {
  const told = faults.map(({ field, expected, got }) => `${field}: expected ${expected}, got ${got}`);
  return new ProvisioningError('definition_invalid', `Cannot take the definition: ${told.join('; ')}`, { faults });
}
