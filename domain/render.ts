import type { TemplateCharacteristic, TemplateParm, TemplatePiece, TemplateValue } from './definition.ts';
import type { Characteristic, CpDocument, Parm } from './document.ts';

/** What a template may draw from: parameters and answers by name, and `device.*`, `tenant.*`, `order.*`. */
export type TemplateValues = ReadonlyMap<string, string>;

/** A slot for which there is no value; names the slot, never a value. */
export class SlotEmptyError extends Error {
  override readonly name = 'SlotEmptyError';
  readonly slot: string;

  constructor(slot: string) {
    super(`Cannot render document: the slot "${slot}" has no value`);
    this.slot = slot;
  }
}

/**
 * Fills a definition's template. Values enter as attribute values of a typed tree, never as text of a document, so that
 * no value can change the document's shape.
 *
 * @throws SlotEmptyError when a slot outside a false `if` has no value
 */
export function renderDocument(template: readonly TemplateCharacteristic[], values: TemplateValues): CpDocument {
  return { version: '1.1', characteristics: renderAll(template, values) };
}

/** The names of all slots and conditions of a template. */
export function templateSlots(template: readonly TemplateCharacteristic[]): Set<string> {
  const slots = new Set<string>();
  const visit = ({ parms, children = [], if: condition }: TemplateCharacteristic): void => {
    if (condition !== undefined) slots.add(condition);
    for (const parm of Object.values(parms)) for (const slot of parmSlots(parm)) slots.add(slot);
    for (const child of children) visit(child);
  };
  for (const characteristic of template) visit(characteristic);
  return slots;
}

function renderAll(template: readonly TemplateCharacteristic[], values: TemplateValues): Characteristic[] {
  return template.filter(({ if: condition }) => holds(condition, values)).map((one) => renderOne(one, values));
}

function renderOne({ type, parms, children = [] }: TemplateCharacteristic, values: TemplateValues): Characteristic {
  return {
    type,
    parms: Object.entries(parms).flatMap(([name, parm]) => renderParm(name, parm, values)),
    children: renderAll(children, values),
  };
}

function renderParm(name: string, parm: TemplateParm, values: TemplateValues): Parm[] {
  const { value, condition } = isConditional(parm)
    ? { value: parm.value, condition: parm.if }
    : { value: parm, condition: undefined };
  if (!holds(condition, values)) return [];
  if (value === true) return [{ name }];
  return [
    {
      name,
      value: pieces(value)
        .map((piece) => renderPiece(piece, values))
        .join(''),
    },
  ];
}

function renderPiece(piece: TemplatePiece, values: TemplateValues): string {
  if (typeof piece === 'string') return piece;
  const value = values.get(piece.from);
  if (value === undefined) throw new SlotEmptyError(piece.from);
  return value;
}

function parmSlots(parm: TemplateParm): string[] {
  const value = isConditional(parm) ? parm.value : parm;
  const slots = value === true ? [] : pieces(value).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.from]));
  return isConditional(parm) ? [parm.if, ...slots] : slots;
}

function pieces(value: TemplateValue): readonly TemplatePiece[] {
  return isList(value) ? value : [value];
}

function isList(value: TemplateValue): value is readonly TemplatePiece[] {
  return Array.isArray(value);
}

function isConditional(parm: TemplateParm): parm is Extract<TemplateParm, { if: string }> {
  return typeof parm === 'object' && 'if' in parm;
}

function holds(condition: string | undefined, values: TemplateValues): boolean {
  return condition === undefined || (values.get(condition) ?? '') !== '';
}
