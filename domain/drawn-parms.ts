import type { ServiceDefinition, TemplateCharacteristic } from './definition.ts';
import { pointerToken } from './json-pointer.ts';
import type { Origins } from './render.ts';
import { secretNames } from './secret-parameters.ts';
import { isItemName, parmsOf, piecesOf } from './template.ts';

/** What was rendered, with where it comes from, and which parameters the user answers. */
interface Drawn {
  readonly origins: Origins;
  readonly asked: readonly string[];
}

/** The parms of a rendered document into which an answer goes that is not known yet. */
export function pendingParms({ document }: ServiceDefinition, { origins, asked }: Drawn): ReadonlySet<unknown> {
  if (asked.length === 0) return new Set();
  return parmsDrawing(document, origins, (name) => asked.includes(name.split(/[.[]/)[0] ?? ''));
}

/** The parms of a rendered document into which a value went that must not be shown. */
export function secretParms(definition: ServiceDefinition, { origins, asked }: Drawn): ReadonlySet<unknown> {
  return parmsDrawing(definition.document, origins, secretNames(definition, asked));
}

function parmsDrawing(
  template: readonly TemplateCharacteristic[],
  origins: Origins,
  isMeant: (name: string) => boolean,
): ReadonlySet<unknown> {
  const draws = drawsOf(template);
  const isDrawn = (pointer: string): boolean => draws.get(pointer)?.some(isMeant) ?? false;
  return new Set([...origins].flatMap(([part, pointer]) => (isDrawn(pointer) ? [part] : [])));
}

/**
 * What each parm of a template draws from, by its JSON Pointer in the definition. An element of a list has the list's
 * name: within `each: "accounts"`, `item.password` is `accounts[].password`.
 */
function drawsOf(template: readonly TemplateCharacteristic[]): ReadonlyMap<string, readonly string[]> {
  const draws = new Map<string, string[]>();
  const visit = (one: TemplateCharacteristic, path: string, around: string | undefined): void => {
    const list = one.each === undefined ? around : resolved(one.each, around);
    for (const { key, value, each } of parmsOf(one)) {
      const inner = each === undefined ? list : resolved(each, list);
      const pieces = value === true ? [] : piecesOf(value);
      const slots = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [resolved(piece.from, inner)]));
      draws.set(`${path}/parms/${pointerToken(key)}`, slots);
    }
    (one.children ?? []).forEach((child, index) => visit(child, `${path}/children/${index}`, list));
  };
  template.forEach((one, index) => visit(one, `/document/${index}`, undefined));
  return draws;
}

function resolved(name: string, list: string | undefined): string {
  return isItemName(name) && list !== undefined ? name.replace('item', `${list}[]`) : name;
}
