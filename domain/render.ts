import type { ServiceDefinition, TemplateCharacteristic, TemplatePiece } from './definition.ts';
import type { Characteristic, CpDocument, Parm } from './document.ts';
import { pointerToken } from './json-pointer.ts';
import { isItemName, type PlacedParm, parmsOf, piecesOf } from './template.ts';

/**
 * What a template may draw from: parameters and answers by name, and `device.*`, `tenant.*`, `order.*`. A list holds
 * for each element what `item` and `item.*` are.
 */
export type TemplateValues = ReadonlyMap<string, string | readonly ItemValues[]>;
export type ItemValues = ReadonlyMap<string, string>;

/** Where in the definition each characteristic and parm of a rendered document comes from, as JSON Pointers. */
export type Origins = Map<Characteristic | Parm, string>;

/** A slot for which there is no value; names the slot, never a value. */
export class SlotEmptyError extends Error {
  override readonly name = 'SlotEmptyError';
  readonly slot: string;
  /** JSON Pointer of the parm in the definition; empty unless origins are noted. */
  readonly at: string;

  constructor(slot: string, at: string) {
    super(`Cannot render document: the slot "${slot}" has no value`);
    this.slot = slot;
    this.at = at;
  }
}

interface Scope {
  readonly values: TemplateValues;
  readonly item: ItemValues | undefined;
  readonly origins: Origins | undefined;
}

/**
 * Fills a definition's template. Values enter as attribute values of a typed tree, never as text of a document, so that
 * no value can change the document's shape.
 *
 * @param origins - filled with where everything comes from
 * @throws SlotEmptyError when a slot outside a false `if` has no value
 */
export function renderDocument(
  { document, documentVersion = '1.1' }: Pick<ServiceDefinition, 'document' | 'documentVersion'>,
  values: TemplateValues,
  origins?: Origins,
): CpDocument {
  const scope = { values, item: undefined, origins };
  return { version: documentVersion, characteristics: renderAll(document, scope, '/document') };
}

function renderAll(template: readonly TemplateCharacteristic[], scope: Scope, path: string): Characteristic[] {
  return template.flatMap((one, i) =>
    scopesOf(one, scope).map((inner) => renderOne(one, inner, below(path, String(i), scope))),
  );
}

function renderOne(template: TemplateCharacteristic, scope: Scope, path: string): Characteristic {
  const within = below(path, 'parms', scope);
  const parms = parmsOf(template).flatMap((parm) =>
    scopesOf(parm, scope).map((inner) => renderParm(parm, inner, below(within, parm.key, scope))),
  );
  const children = renderAll(template.children ?? [], scope, below(path, 'children', scope));
  const made = { type: template.type, parms, children };
  scope.origins?.set(made, path);
  return made;
}

function renderParm({ name, value }: PlacedParm, scope: Scope, path: string): Parm {
  const made =
    value === true
      ? { name }
      : {
          name,
          value: piecesOf(value)
            .map((piece) => renderPiece(piece, scope, path))
            .join(''),
        };
  scope.origins?.set(made, path);
  return made;
}

function renderPiece(piece: TemplatePiece, scope: Scope, path: string): string {
  if (typeof piece === 'string') return piece;
  const value = lookUp(piece.from, scope);
  if (typeof value !== 'string') throw new SlotEmptyError(piece.from, path);
  return value;
}

interface Terms {
  readonly each?: string | undefined;
  readonly if?: string | undefined;
}

/** As often as it is to be there: once, never, or for each element of a list. */
function scopesOf({ each, if: condition }: Terms, scope: Scope): Scope[] {
  const scopes = each === undefined ? [scope] : elementsOf(each, scope).map((item) => ({ ...scope, item }));
  return condition === undefined ? scopes : scopes.filter((one) => holds(condition, one));
}

function elementsOf(name: string, scope: Scope): readonly ItemValues[] {
  const value = lookUp(name, scope) ?? [];
  return typeof value === 'string' ? [] : value;
}

/** An empty text and an empty list count as absent. */
function holds(condition: string, scope: Scope): boolean {
  return (lookUp(condition, scope) ?? '').length > 0;
}

function lookUp(name: string, { values, item }: Scope): string | readonly ItemValues[] | undefined {
  return isItemName(name) ? item?.get(name) : values.get(name);
}

/** A JSON Pointer one step further; nobody asked for it when nothing is noted. */
function below(path: string, key: string, { origins }: Scope): string {
  return origins === undefined ? '' : `${path}/${pointerToken(key)}`;
}
