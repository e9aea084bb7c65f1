import type { TemplateCharacteristic } from './definition.ts';
import type { Characteristic, CpDocument } from './document.ts';
import { type PlacedParm, parmsOf, piecesOf } from './template.ts';

/** A characteristic of a template or of a document, as the content rules look at it. */
export interface ContentNode {
  /** In upper case: handsets differ about case, so that no spelling may matter. */
  readonly type: string;
  readonly parms: readonly ContentParm[];
  readonly children: readonly ContentNode[];
}

export interface ContentParm {
  /** In upper case. */
  readonly name: string;
  /** `true` for a flag; undefined when orders say it. */
  readonly value: string | true | undefined;
  readonly path: string;
  /** Types of the characteristics around it, from the root, without indexes. */
  readonly chain: string;
}

/** What it is and where it stands: equal for a literal of a template and what is rendered of it. */
export function keyOf({ chain, name, value }: ContentParm): string {
  return JSON.stringify([chain, name, value ?? null]);
}

/** Paths are JSON Pointers into a definition. */
export function nodesOfTemplate(template: readonly TemplateCharacteristic[]): ContentNode[] {
  return template.map((one, index) => nodeOfTemplate(one, `/document/${index}`, ''));
}

/** Paths are those of `checkDocument`. */
export function nodesOfDocument(
  { characteristics }: CpDocument,
  pending: ReadonlySet<unknown> = new Set(),
): ContentNode[] {
  return nodesOfSiblings(characteristics, { path: '', chain: '', pending });
}

/** Keys of everything that is written in a template. */
export function literalsOf(nodes: readonly ContentNode[]): Set<string> {
  const written = new Set<string>();
  const visit = ({ parms, children }: ContentNode): void => {
    for (const parm of parms) if (parm.value !== undefined) written.add(keyOf(parm));
    children.forEach(visit);
  };
  nodes.forEach(visit);
  return written;
}

function nodeOfTemplate(one: TemplateCharacteristic, path: string, above: string): ContentNode {
  const type = spelled(one.type);
  const chain = `${above}/${type}`;
  return {
    type,
    parms: parmsOf(one).map(({ name, value, key }) => {
      const pointer = key.replaceAll('~', '~0').replaceAll('/', '~1');
      return contentParm(name, { value: literalOf(value), path: `${path}/parms/${pointer}`, chain });
    }),
    children: (one.children ?? []).map((child, index) => nodeOfTemplate(child, `${path}/children/${index}`, chain)),
  };
}

function nodesOfSiblings(
  siblings: readonly Characteristic[],
  above: { readonly path: string; readonly chain: string; readonly pending: ReadonlySet<unknown> },
): ContentNode[] {
  const counts = new Map<string, number>();
  return siblings.map(({ type, parms, children }) => {
    const number = (counts.get(type) ?? 0) + 1;
    counts.set(type, number);
    const path = `${above.path}${type}[${number}]`;
    const chain = `${above.chain}/${spelled(type)}`;
    return {
      type: spelled(type),
      parms: parms.map((parm) => {
        const namesakes = parms.filter(({ name }) => name === parm.name);
        const which = namesakes.length > 1 ? `[${namesakes.indexOf(parm) + 1}]` : '';
        const value = above.pending.has(parm) ? undefined : (parm.value ?? true);
        return contentParm(parm.name, { value, path: `${path}/${parm.name}${which}`, chain });
      }),
      children: nodesOfSiblings(children, { ...above, path: `${path}/`, chain }),
    };
  });
}

function contentParm(
  name: string,
  { value, path, chain }: { value: ContentParm['value']; path: string; chain: string },
): ContentParm {
  return { name: spelled(name), value, path, chain };
}

/** The value as it is written, or undefined when a slot is in it. */
function literalOf(value: PlacedParm['value']): string | true | undefined {
  if (value === true) return true;
  const pieces = piecesOf(value);
  const texts = pieces.filter((piece) => typeof piece === 'string');
  return texts.length === pieces.length ? texts.join('') : undefined;
}

function spelled(name: string): string {
  return name.trim().toUpperCase();
}
