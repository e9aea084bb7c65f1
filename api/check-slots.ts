import { CONTEXT_URL_SLOT } from '../domain/context-url.ts';
import type { ParameterSchema, TemplateCharacteristic, TemplatePiece } from '../domain/definition.ts';
import { pointerToken } from '../domain/json-pointer.ts';
import { propertiesOf, resolveSchema, type SchemaObject } from '../domain/parameter-schema.ts';
import { ITEM, isItemName, parmsOf, piecesOf } from '../domain/template.ts';
import type { FaultList } from './spot.ts';

/** Names that a template may use whatever the definition. */
const ALWAYS = [
  'device.msisdn',
  'device.model',
  'device.imei',
  'tenant.name',
  'tenant.title',
  'order.id',
  CONTEXT_URL_SLOT,
] as const;

/** Most names that a fault lists. */
const MOST_NAMES = 24;

/** What a name stands for: text, or a list with what its elements are. */
type Meaning = 'text' | ReadonlyMap<string, 'text'>;
type Names = ReadonlyMap<string, Meaning>;

/** What may be named at a place. */
export interface SlotScope {
  readonly names: Names;
  readonly isWithinEach: boolean;
}

/** Every slot, `if` and `each` of a template names something that is there and of the right kind. */
export function checkSlots(
  template: readonly TemplateCharacteristic[],
  parameters: ParameterSchema,
  faults: FaultList,
): void {
  const check = createSlotCheck(parameters, faults);
  const visit = (one: TemplateCharacteristic, path: string, scope: SlotScope): void => {
    const inner = check.terms(one, path, scope);
    for (const parm of parmsOf(one)) {
      const at = `${path}/parms/${pointerToken(parm.key)}`;
      const { value } = parm;
      const innermost = check.terms(parm, at, inner);
      if (value !== true) for (const piece of piecesOf(value)) check.slot(piece, at, innermost);
    }
    (one.children ?? []).forEach((child, i) => visit(child, `${path}/children/${i}`, inner));
  };
  template.forEach((one, i) => visit(one, `/document/${i}`, check.scope));
}

/** Checks names one by one, wherever they stand. */
export function createSlotCheck(parameters: ParameterSchema, { add }: FaultList) {
  const faultAt = (
    [field, name]: readonly [string, string],
    { names }: SlotScope,
    wanted: 'text' | 'list' | 'any',
  ): void => {
    const fitting = [...names].filter(([, meaning]) => wanted === 'any' || wanted === kindOf(meaning));
    const list = fitting.map(([known]) => known).slice(0, MOST_NAMES);
    const kind = { text: 'a text', list: 'a list', any: 'a value' }[wanted];
    const expected =
      list.length === 0 ? `the name of ${kind}: there is none` : `the name of ${kind}: ${list.join(', ')}`;
    add({ field, expected, got: gotWords(name, names) });
  };
  const scope: SlotScope = { names: namesOf(parameters), isWithinEach: false };
  return {
    /** At the root of a template. */
    scope,

    slot(piece: TemplatePiece, at: string, scope: SlotScope): void {
      if (typeof piece !== 'string' && scope.names.get(piece.from) !== 'text') faultAt([at, piece.from], scope, 'text');
    },

    /** @returns the scope within */
    terms(
      { each, if: condition }: { each?: string | undefined; if?: string | undefined },
      at: string,
      scope: SlotScope,
    ): SlotScope {
      const inner = each === undefined ? scope : within(each, `${at}/each`, scope);
      if (condition !== undefined && !inner.names.has(condition)) faultAt([`${at}/if`, condition], inner, 'any');
      return inner;
    },
  };

  function within(each: string, at: string, scope: SlotScope): SlotScope {
    const meaning = scope.names.get(each);
    if (scope.isWithinEach) add({ field: at, expected: 'no "each" inside another', got: 'a second one' });
    else if (meaning === undefined || meaning === 'text') faultAt([at, each], scope, 'list');
    else return { names: new Map([...scope.names, ...meaning]), isWithinEach: true };
    return scope;
  }
}

function kindOf(meaning: Meaning): 'text' | 'list' {
  return meaning === 'text' ? 'text' : 'list';
}

function gotWords(name: string, names: Names): string {
  const meaning = names.get(name);
  if (meaning !== undefined) return `the name of a ${kindOf(meaning)}`;
  return isItemName(name) ? `${ITEM} of a list that is not there` : 'another name';
}

/** What a template may name. */
function namesOf(parameters: ParameterSchema): Names {
  const own = [...propertiesOf(parameters, parameters)].flatMap(([name, schema]): [string, Meaning][] =>
    schema['type'] === 'array'
      ? [[name, new Map(textsIn(parameters, resolveSchema(parameters, schema['items']), ITEM))]]
      : textsIn(parameters, schema, name),
  );
  return new Map<string, Meaning>([...own, ...ALWAYS.map((name): [string, Meaning] => [name, 'text'])]);
}

/** A value under its name, or those of an object under `name.property`. */
function textsIn(parameters: ParameterSchema, schema: SchemaObject, name: string): [string, 'text'][] {
  if (isScalar(schema)) return [[name, 'text']];
  return [...propertiesOf(parameters, schema)].flatMap(([key, property]): [string, 'text'][] =>
    isScalar(property) ? [[`${name}.${key}`, 'text']] : [],
  );
}

function isScalar({ type }: SchemaObject): boolean {
  return type !== 'array' && type !== 'object';
}
