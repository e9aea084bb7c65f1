import { isSame, keyOf } from './difference.ts';
import type { Characteristic, CpDocument } from './document.ts';

/**
 * Two documents as one, for one phone and one answer of its user: what both have is there once. Ids are left as they are, because
 * later documents refer to them.
 *
 * @returns undefined when it cannot be said in one document: something is there under one id with two contents, or what
 *   holds for a whole document (`version`, ACCESS) differs
 */
export function mergeDocuments(first: CpDocument, second: CpDocument): CpDocument | undefined {
  if (first.version !== second.version || rulesOf(first) !== rulesOf(second)) return undefined;
  const there = new Map(first.characteristics.map((one) => [identityOf(one), one]));
  const added: Characteristic[] = [];
  for (const one of second.characteristics) {
    const other = there.get(identityOf(one));
    if (other === undefined) added.push(one);
    else if (one.type !== 'ACCESS' && !isSame(one, other)) return undefined;
  }
  return { ...first, characteristics: [...first.characteristics, ...added] };
}

/** A document may have any number of BOOTSTRAP, which have no id (OMA ProvCont 1.1 §4.5). */
function identityOf(one: Characteristic): string {
  return one.type === 'BOOTSTRAP' ? JSON.stringify(one) : keyOf(one);
}

/** Rules of access are tried one after the other, whatever they are for: one list is not to be put behind another. */
function rulesOf({ characteristics }: CpDocument): string {
  return JSON.stringify(characteristics.filter(({ type }) => type === 'ACCESS'));
}
