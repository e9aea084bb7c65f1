import type { ValidateFunction } from 'ajv';
import { checkDocument } from '../codecs/check-document.ts';
import { ABSENT } from '../codecs/check-structure.ts';
import { createPathFinder } from '../codecs/located.ts';
import { encodeProvisioningMessage } from '../codecs/provisioning-message.ts';
import { IMAGINED_URL } from '../domain/context-url.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { CpDocument, DocumentFault } from '../domain/document.ts';
import { orderValues } from '../domain/order-values.ts';
import type { SchemaObject } from '../domain/parameter-schema.ts';
import { type Origins, renderDocument, SlotEmptyError } from '../domain/render.ts';
import { longestSample, type SampleSet, sampleSets } from '../domain/sample-values.ts';
import { vendorPaths } from '../domain/template.ts';
import { faultFrom } from './faults.ts';
import { hasRules } from './schema-children.ts';
import type { FaultList } from './spot.ts';
import { MAX_PARTS } from './trial-render.ts';

/** A phone of which all is known that a template can name, and one of which little is. */
export const KNOWN_DEVICE = { msisdn: '+99901000001', model: 'Example Phone', imei: '490154203237518' };
const UNKNOWN_DEVICE = { msisdn: '+99901000001', model: null, imei: null };
export const CIRCUMSTANCES = {
  answers: {},
  tenant: { name: 'acme', title: 'Acme Corporation' },
  orderId: '00000000-0000-4000-8000-000000000001',
  contextUrl: IMAGINED_URL,
} as const;
/** The messages of all methods are of one size. */
const SECRET = { method: 'NETWPIN', imsi: '001010000000001' } as const;

/**
 * Renders a definition with sets of parameters made from its schema, and checks what comes out as an order would be
 * checked. What is found in a document is told of the place in the template that it came from.
 *
 * Yields between one set and the next, so that whoever else runs in this process need not wait for all of them.
 *
 * @param isValid - the schema of the definition, compiled
 */
export function* checkRenderings(
  definition: ServiceDefinition,
  isValid: ValidateFunction,
  faults: FaultList,
): Generator<undefined, void> {
  if (!fits(definition, faults)) return;
  const check = createCheck(definition, faults);
  let first: SampleSet | undefined;
  for (const set of sampleSets(definition.parameters)) {
    yield;
    if (faults.isFull()) return;
    if (!isTaken(set, { definition, isValid, faults })) continue;
    first ??= set;
    check(set, KNOWN_DEVICE);
  }
  if (first !== undefined) return check(first, UNKNOWN_DEVICE);
  if (!hasRules(definition.parameters)) return;
  const expected = '"examples" of whole parameter sets that fulfil the rules between parameters';
  faults.add({ field: '/parameters', expected, got: 'rules that no sample fulfils' });
}

/** The largest document that can come of it must fit. Nothing more is made of one that does not. */
function fits(definition: ServiceDefinition, faults: FaultList): boolean {
  const document = attempt(definition, { parameters: longestSample(definition.parameters), device: KNOWN_DEVICE });
  // What cannot be rendered is told of with a sample that says why.
  if (document instanceof SlotEmptyError) return true;
  const { partCount, wbxml } = encodeProvisioningMessage(document, SECRET);
  if (partCount <= MAX_PARTS) return true;
  const expected = `a document of at most ${MAX_PARTS} short messages with the longest parameters`;
  faults.add({ field: '/document', expected, got: `${partCount} (${wbxml.length} octets of WBXML)` });
  return false;
}

interface Judgement {
  readonly definition: ServiceDefinition;
  readonly isValid: ValidateFunction;
  readonly faults: FaultList;
}

/** Tells whether the schema takes a set. It must, unless it has rules between parameters, which no sample knows. */
function isTaken({ label, parameters, example }: SampleSet, { definition, isValid, faults }: Judgement): boolean {
  if (isValid(parameters)) return true;
  const [error] = isValid.errors ?? [];
  if (error === undefined || (example === undefined && hasRules(definition.parameters))) return false;
  const { field, expected } = faultFrom(error);
  const got = `a value that the schema refuses, in ${label}`;
  if (example !== undefined) {
    faults.add({ field: `/parameters/examples/${example}${field}`, expected, got });
  } else {
    const [, name = ''] = field.split('/');
    const wanted = `"examples", "default" and bounds that agree with each other: ${expected}`;
    faults.add({ field: `/parameters/properties/${name}`, expected: wanted, got });
  }
  return false;
}

type Trial = { readonly parameters: SchemaObject; readonly device: typeof KNOWN_DEVICE | typeof UNKNOWN_DEVICE };

function attempt(definition: ServiceDefinition, trial: Trial, origins?: Origins): CpDocument | SlotEmptyError {
  try {
    return renderDocument(definition, orderValues({ definition, ...CIRCUMSTANCES, ...trial }), origins);
  } catch (error) {
    if (error instanceof SlotEmptyError) return error;
    throw error;
  }
}

function createCheck(definition: ServiceDefinition, { add }: FaultList) {
  const vendor = vendorPaths(definition.document);
  const isVendor = (path: string): boolean => vendor.some((one) => path === one || path.startsWith(`${one}/`));

  /** Rendered once more, for what has faults: noting where everything comes from costs as much as rendering. */
  const explain = ({ label, parameters }: SampleSet, device: Trial['device']): void => {
    const origins: Origins = new Map();
    const document = attempt(definition, { parameters, device }, origins);
    if (document instanceof SlotEmptyError) {
      const { slot, at } = document;
      const expected = `a value of ${slot} always: require it, give it a default, or add "if": "${slot}"`;
      return add({ field: at, expected, got: `none with ${label}` });
    }
    const find = createPathFinder(document);
    for (const fault of unfit(document)) {
      const part = find(fault.path);
      const field = (part === undefined ? undefined : origins.get(part)) ?? '/document';
      if (fault.isUnknown !== true || !isVendor(field)) add({ field, ...wordsOf(fault, label) });
    }
  };

  return (set: SampleSet, device: Trial['device']): void => {
    const document = attempt(definition, { parameters: set.parameters, device });
    // Of a device that is not known well enough, the order says so.
    if (document instanceof SlotEmptyError ? !document.slot.startsWith('device.') : unfit(document).length > 0) {
      explain(set, device);
    }
  };
}

/** What is wrong with a document, or not known. */
function unfit(document: CpDocument): DocumentFault[] {
  return checkDocument(document).filter(({ severity, isUnknown }) => severity === 'error' || isUnknown === true);
}

/** Most messages of the check of documents say what was expected, and then what was got. */
function wordsOf({ path, message, isUnknown }: DocumentFault, label: string): { expected: string; got: string } {
  if (isUnknown === true) {
    return { expected: `${path}: a name of OMA ProvCont 1.1 in its place, or "vendor": true`, got: 'an unknown one' };
  }
  const [expected = message, got = 'another'] =
    message === ABSENT ? ['present', 'absent'] : message.replace(/^Expected /, '').split(', got ');
  return { expected: `${path}: ${expected}`, got: `${got} with ${label}` };
}
