import type { TemplateCharacteristic, TemplateParm, TemplatePiece, TemplateValue, TermedParm } from './definition.ts';
import { pointerToken } from './json-pointer.ts';

/** The element of a list, within what `each` repeats. */
export const ITEM = 'item';

/** A parm of a template in the one form that both ways of writing it have. */
export interface PlacedParm {
  readonly name: string;
  readonly value: TemplateValue | true;
  readonly if: string | undefined;
  readonly each: string | undefined;
  readonly vendor: boolean;
  /** Its key in `parms`: the name, or the place in the list. */
  readonly key: string;
}

/** The parms of a characteristic in order, whichever way they are written. */
export function parmsOf({ parms = {} }: Pick<TemplateCharacteristic, 'parms'>): PlacedParm[] {
  if (isList(parms)) return parms.map((parm, i) => placed(parm.name, parm, String(i)));
  return Object.entries(parms).map(([name, parm]) => placed(name, isTermed(parm) ? parm : { value: parm }, name));
}

/** The pieces that are joined to make a value. */
export function piecesOf(value: TemplateValue): readonly TemplatePiece[] {
  return isList(value) ? value : [value];
}

/** Tells whether a name is the element of a list, or a part of it. */
export function isItemName(name: string): boolean {
  return name === ITEM || name.startsWith(`${ITEM}.`);
}

/** The names of all slots and conditions of a template, and of the lists that it repeats something over. */
export function templateSlots(template: readonly TemplateCharacteristic[]): Set<string> {
  const slots = new Set<string>();
  const add = (...names: readonly (string | undefined)[]): void => {
    for (const name of names) if (name !== undefined) slots.add(name);
  };
  const visit = (characteristic: TemplateCharacteristic): void => {
    add(characteristic.if, characteristic.each);
    for (const parm of parmsOf(characteristic)) {
      add(parm.if, parm.each);
      if (parm.value === true) continue;
      add(...piecesOf(parm.value).map((piece) => (typeof piece === 'string' ? undefined : piece.from)));
    }
    for (const child of characteristic.children ?? []) visit(child);
  };
  for (const characteristic of template) visit(characteristic);
  return slots;
}

/** JSON Pointers, within a definition, of what its template declares as content of a vendor. */
export function vendorPaths(template: readonly TemplateCharacteristic[]): string[] {
  const visit = (one: TemplateCharacteristic, path: string): string[] => {
    if (one.vendor === true) return [path];
    return [
      ...parmsOf(one).flatMap(({ key, vendor }) => (vendor ? [`${path}/parms/${pointerToken(key)}`] : [])),
      ...(one.children ?? []).flatMap((child, i) => visit(child, `${path}/children/${i}`)),
    ];
  };
  return template.flatMap((one, i) => visit(one, `/document/${i}`));
}

function placed(name: string, { value = true, if: condition, each, vendor = false }: TermedParm, key: string) {
  return { name, value, if: condition, each, vendor, key };
}

/** An object that is no slot says more than a value. */
function isTermed(parm: TemplateParm): parm is TermedParm {
  return typeof parm === 'object' && !isList(parm) && !('from' in parm);
}

function isList<T>(value: T | readonly T[] | object): value is readonly T[] {
  return Array.isArray(value);
}
