import type { ValidateFunction } from 'ajv';
import { FormError, writeForm } from '../codecs/form-body.ts';
import type { ParameterSchema, ServiceDefinition } from '../domain/definition.ts';
import {
  type FormElement,
  type FormTemplate,
  isCondition,
  isFormList,
  isJoin,
  isRepeat,
  isSlot,
  mediaTypeOf,
} from '../domain/form.ts';
import { pointerToken } from '../domain/json-pointer.ts';
import { orderValues } from '../domain/order-values.ts';
import { SlotEmptyError, type TemplateValues } from '../domain/render.ts';
import { renderForm, SlotKindError } from '../domain/render-form.ts';
import { longestSample, sampleSets } from '../domain/sample-values.ts';
import { CIRCUMSTANCES, KNOWN_DEVICE } from './check-renderings.ts';
import { createSlotCheck, type SlotScope } from './check-slots.ts';
import type { FaultList } from './spot.ts';

/** Every slot, `if` and `each` of a form names something that is there and of the right kind. */
export function checkFormSlots(forms: readonly FormTemplate[], parameters: ParameterSchema, faults: FaultList): void {
  const check = createSlotCheck(parameters, faults);
  const visit = (node: FormElement, path: string, scope: SlotScope): void => {
    if (typeof node !== 'object') return;
    if (isFormList(node)) return node.forEach((one, i) => visit(one, `${path}/${i}`, scope));
    if (isSlot(node)) return check.slot(node, path, scope);
    if (isJoin(node)) return node.join.forEach((piece, i) => check.slot(piece, `${path}/join/${i}`, scope));
    if (isCondition(node)) return visit(node.value, `${path}/value`, check.terms(node, path, scope));
    if (isRepeat(node)) return visit(node.item, `${path}/item`, check.terms(node, path, scope));
    for (const [key, one] of Object.entries(node)) visit(one, `${path}/${pointerToken(key)}`, scope);
  };
  forms.forEach((form, i) => visit(form.template, `/forms/${i}/template`, check.scope));
}

/** What forms want of the rest of a definition. */
export function checkFormUse({ forms = [], delivery }: ServiceDefinition, { add }: FaultList): void {
  if (forms.length > 0 && !delivery.bearers.includes('pull')) {
    add({ field: '/forms', expected: '"pull" in delivery.bearers: forms are fetched', got: 'none' });
  }
  const types = forms.map(mediaTypeOf);
  types.forEach((type, i) => {
    if (types.indexOf(type) < i) add({ field: `/forms/${i}`, expected: 'a media type of its own', got: 'one twice' });
  });
}

/**
 * Renders the forms of a definition with sets of parameters made from its schema, and with the longest, and writes them.
 *
 * @param isValid - the schema of the definition, compiled
 */
export function* checkForms(
  definition: ServiceDefinition,
  isValid: ValidateFunction,
  faults: FaultList,
): Generator<undefined, void> {
  const { forms = [], parameters: schema } = definition;
  if (forms.length === 0) return;
  const samples = sampleSets(schema)
    .filter(({ parameters }) => isValid(parameters))
    .map(({ label, parameters }) => ({ label, parameters }));
  for (const { label, parameters } of [
    ...samples,
    { label: 'the longest values', parameters: longestSample(schema) },
  ]) {
    yield;
    const values = orderValues({ definition, ...CIRCUMSTANCES, parameters, device: KNOWN_DEVICE });
    forms.forEach((form, i) => tryForm(form, { values, label, path: `/forms/${i}/template`, faults }));
    if (faults.isFull()) return;
  }
}

function tryForm(
  form: FormTemplate,
  {
    values,
    label,
    path,
    faults: { add },
  }: { readonly values: TemplateValues; readonly label: string; readonly path: string; readonly faults: FaultList },
): void {
  try {
    writeForm(form, renderForm(form.template, values, { path }).value);
  } catch (error) {
    if (error instanceof SlotEmptyError) {
      const { slot, at } = error;
      const expected = `a value of ${slot} always: require it, give it a default, or put it into "if": "${slot}"`;
      return add({ field: at, expected, got: `none with ${label}` });
    }
    if (error instanceof SlotKindError) {
      return add({ field: error.at, expected: 'a parameter that is an integer', got: `another with ${label}` });
    }
    if (!(error instanceof FormError)) throw error;
    const [, expected = 'what can be written', got = 'another'] = /expected (.*), got (.*)$/.exec(error.message) ?? [];
    add({ field: path, expected, got: `${got} with ${label}` });
  }
}
