import {
  type FormElement,
  type FormJoin,
  type FormNode,
  type FormSlot,
  isCondition,
  isFormList,
  isJoin,
  isRepeat,
  isSlot,
} from './form.ts';
import { pointerToken } from './json-pointer.ts';
import { type ItemValues, SlotEmptyError, type TemplateValues } from './render.ts';
import { isItemName } from './template.ts';

/** A form with its values: texts, whole numbers, flags, lists, and dictionaries with their keys in order. */
export type FormValue = string | number | boolean | readonly FormValue[] | ReadonlyMap<string, FormValue>;

/** A text, number or flag of a rendered form, and where it stands. */
export interface FormLeaf {
  /** JSON Pointer into the definition. */
  readonly path: string;
  /** The nearest key above; empty for none. */
  readonly key: string;
  readonly value: string | number | boolean;
  /** What it draws from; none for what is written in the definition. `item.x` within `each: "list"` is `list[].x`. */
  readonly draws: readonly string[];
}

/** A whole number or flag that a value cannot be written as; names the slot, never the value. */
export class SlotKindError extends Error {
  override readonly name = 'SlotKindError';
  readonly at: string;

  constructor(slot: string, at: string) {
    super(`Cannot render form: the value of the slot "${slot}" is no whole number`);
    this.at = at;
  }
}

interface Place {
  readonly path: string;
  readonly key: string;
  readonly item: ItemValues | undefined;
  /** The list that `item` is of. */
  readonly list: string;
}

interface Rendering {
  readonly values: TemplateValues;
  /** Names whose values are not to be shown. */
  readonly isHidden: (name: string) => boolean;
  readonly leaves: FormLeaf[];
}

const HIDDEN = '***';

/**
 * Fills a form. Values enter as values of a typed tree, never as text of a form, so that none can change its shape.
 *
 * @param path - where the template stands in the definition
 * @param isHidden - names whose values are shown as `***`
 * @throws SlotEmptyError when a slot outside a false `if` has no value
 * @throws SlotKindError when a value that is to be a number is none
 */
export function renderForm(
  template: FormNode,
  values: TemplateValues,
  { path, isHidden = () => false }: { readonly path: string; readonly isHidden?: (name: string) => boolean },
): { readonly value: FormValue; readonly leaves: readonly FormLeaf[] } {
  const leaves: FormLeaf[] = [];
  const place = { path, key: '', item: undefined, list: '' };
  const [value] = renderNode(template, place, { values, isHidden, leaves });
  return { value: value ?? '', leaves };
}

/** No value where a condition does not hold, several where something is repeated. */
function renderNode(node: FormElement, place: Place, rendering: Rendering): FormValue[] {
  if (typeof node !== 'object') return [leaf(node, [], { place, rendering })];
  if (isFormList(node)) {
    return [node.flatMap((one, i) => renderNode(one, below(place, String(i)), rendering))];
  }
  if (isSlot(node)) return [renderSlot(node, place, rendering)];
  if (isJoin(node)) return [renderJoin(node, place, rendering)];
  if (isCondition(node)) {
    const holds = (lookUp(node.if, place, rendering) ?? '').length > 0;
    return holds ? renderNode(node.value, { ...place, path: `${place.path}/value` }, rendering) : [];
  }
  if (isRepeat(node)) {
    return elementsOf(node.each, place, rendering).flatMap((item) =>
      renderNode(node.item, { ...place, path: `${place.path}/item`, item, list: node.each }, rendering),
    );
  }
  const entries = Object.entries(node).flatMap(([key, one]): [string, FormValue][] =>
    renderNode(one, { ...below(place, key), key }, rendering).map((value) => [key, value]),
  );
  return [new Map(entries)];
}

function renderSlot({ from, as = 'text' }: FormSlot, place: Place, rendering: Rendering): FormValue {
  const found = lookUp(from, place, rendering);
  const draws = [nameOf(from, place)];
  const where = { place, rendering };
  if (as === 'boolean') return leaf((found ?? '').length > 0, draws, where);
  if (typeof found !== 'string') throw new SlotEmptyError(from, place.path);
  if (draws.some(rendering.isHidden)) return leaf(HIDDEN, draws, where);
  if (as === 'text') return leaf(found, draws, where);
  if (!/^-?\d{1,15}$/.test(found)) throw new SlotKindError(from, place.path);
  return leaf(Number(found), draws, where);
}

function renderJoin({ join }: FormJoin, place: Place, rendering: Rendering): FormValue {
  const slots = join.filter((piece) => typeof piece !== 'string');
  const pieces = join.map((piece) => {
    if (typeof piece === 'string') return piece;
    const found = lookUp(piece.from, place, rendering);
    if (typeof found !== 'string') throw new SlotEmptyError(piece.from, place.path);
    return rendering.isHidden(nameOf(piece.from, place)) ? HIDDEN : found;
  });
  return leaf(
    pieces.join(''),
    slots.map(({ from }) => nameOf(from, place)),
    { place, rendering },
  );
}

function leaf(
  value: FormLeaf['value'],
  draws: readonly string[],
  { place, rendering }: { readonly place: Place; readonly rendering: Rendering },
): FormValue {
  rendering.leaves.push({ path: place.path, key: place.key, value, draws });
  return value;
}

function elementsOf(name: string, place: Place, rendering: Rendering): readonly ItemValues[] {
  const value = lookUp(name, place, rendering) ?? [];
  return typeof value === 'string' ? [] : value;
}

function lookUp(name: string, { item }: Place, { values }: Rendering): string | readonly ItemValues[] | undefined {
  return isItemName(name) ? item?.get(name) : values.get(name);
}

function nameOf(name: string, { list }: Place): string {
  return isItemName(name) && list !== '' ? name.replace('item', `${list}[]`) : name;
}

function below(place: Place, key: string): Place {
  return { ...place, path: `${place.path}/${pointerToken(key)}` };
}

/** Everything that is written in a form, and every place where a slot is, without values. */
export function literalsOfForm(template: FormNode, path: string): FormLeaf[] {
  const visit = (node: FormElement, at: string, key: string): FormLeaf[] => {
    if (typeof node !== 'object') return [{ path: at, key, value: node, draws: [] }];
    if (isFormList(node)) return node.flatMap((one, i) => visit(one, `${at}/${i}`, key));
    if (isSlot(node)) return [];
    if (isJoin(node)) {
      const texts = node.join.filter((piece) => typeof piece === 'string');
      return texts.length === node.join.length ? [{ path: at, key, value: texts.join(''), draws: [] }] : [];
    }
    if (isCondition(node)) return visit(node.value, `${at}/value`, key);
    if (isRepeat(node)) return visit(node.item, `${at}/item`, key);
    return Object.entries(node).flatMap(([name, one]) => visit(one, `${at}/${pointerToken(name)}`, name));
  };
  return visit(template, path, '');
}
