import type { Characteristic, CpDocument, Parm } from './document.ts';

/** How much of a document goes to the phone. */
export const CONTENT_FORMS = ['whole', 'difference'] as const;
export type ContentForm = (typeof CONTENT_FORMS)[number];

/**
 * Why a document goes whole although a difference was asked for. `unknown`: what is in the context is not known for certain.
 * `same`: there is no difference. `deletion`: a document of OMA CP deletes nothing, so something that the phone has and this document
 * has not would stay. `ambiguous`: nothing tells its characteristics of one kind apart.
 */
export const WHOLE_REASONS = ['unknown', 'same', 'deletion', 'ambiguous'] as const;
type WholeReason = (typeof WHOLE_REASONS)[number];

/** A document that is in the context. */
export interface KnownDocument {
  /** The name of its definition. */
  readonly definition: string;
  readonly document: CpDocument;
}

export type Difference =
  | { readonly form: 'difference'; readonly document: CpDocument }
  | { readonly form: 'whole'; readonly why: WholeReason };

/** What tells characteristics of one type apart (OMA ProvCont 1.1 §4). */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  NAPDEF: ['NAPID'],
  PXLOGICAL: ['PROXY-ID'],
  APPLICATION: ['APPID', 'PROVIDER-ID', 'NAME'],
  CLIENTIDENTITY: ['CLIENT-ID'],
  VENDORCONFIG: ['NAME'],
};

/**
 * The characteristics of a document that the phone has not, or has otherwise, and those that these refer to: what refers to an access
 * point or a proxy comes with it, for not every phone looks at what it has.
 *
 * @param known - what is in the context, the oldest first
 */
export function differenceOf(
  { version, characteristics }: CpDocument,
  { definition, known }: { readonly definition: string; readonly known: readonly KnownDocument[] },
): Difference {
  const inPhone = new Map(known.flatMap(({ document }) => document.characteristics.map((one) => [keyOf(one), one])));
  const keys = new Set(characteristics.map(keyOf));
  if (keys.size < characteristics.length) return { form: 'whole', why: 'ambiguous' };
  const last = known.findLast((one) => one.definition === definition)?.document.characteristics ?? [];
  const isLess = characteristics.some((one) => lacksSomeOf(one, inPhone.get(keyOf(one))));
  if (isLess || last.some((one) => !keys.has(keyOf(one)))) return { form: 'whole', why: 'deletion' };
  const changed = characteristics.filter((one) => !isSame(one, inPhone.get(keyOf(one))));
  if (changed.length === 0) return { form: 'whole', why: 'same' };
  const wanted = withReferred(changed, characteristics);
  return {
    form: 'difference',
    document: { version, characteristics: characteristics.filter((one) => wanted.has(one)) },
  };
}

/** What tells a characteristic of a document from the others. */
export function keyOf({ type, parms }: Characteristic): string {
  const named = (IDENTITIES[type] ?? []).map((name) => parms.find((parm) => parm.name === name)?.value ?? '');
  return JSON.stringify([type, ...named]);
}

export function isSame(one: Characteristic, other: Characteristic | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Tells whether the phone has something in a characteristic that the new one does not speak of. */
function lacksSomeOf(one: Characteristic, other: Characteristic | undefined): boolean {
  if (other === undefined) return false;
  const lacksParm = other.parms.some(({ name }) => countOf(one.parms, name) < countOf(other.parms, name));
  return lacksParm || one.children.length < other.children.length || isChildLess(one, other);
}

/** By their places: children have no names. */
function isChildLess(one: Characteristic, other: Characteristic): boolean {
  return other.children.some((child, i) => {
    const now = one.children[i];
    return now === undefined || now.type !== child.type || lacksSomeOf(now, child);
  });
}

function countOf(parms: readonly Parm[], name: string): number {
  return parms.filter((parm) => parm.name === name).length;
}

/** Names of parms that refer to a characteristic, and what they refer to. */
const REFERENCES: ReadonlyMap<string, readonly [type: string, identity: string]> = new Map([
  ['TO-NAPID', ['NAPDEF', 'NAPID']],
  ['TO-PROXY', ['PXLOGICAL', 'PROXY-ID']],
  ['PROXY-ID', ['PXLOGICAL', 'PROXY-ID']],
]);

function withReferred(changed: readonly Characteristic[], all: readonly Characteristic[]): ReadonlySet<Characteristic> {
  const wanted = new Set(changed);
  // A set is walked with what is added to it on the way.
  for (const one of wanted) {
    for (const parm of parmsWithin(one)) {
      const [type, identity] = REFERENCES.get(parm.name) ?? [];
      const referred = all.find(
        (other) =>
          other.type === type && other.parms.some(({ name, value }) => name === identity && value === parm.value),
      );
      if (referred !== undefined) wanted.add(referred);
    }
  }
  return wanted;
}

function parmsWithin({ parms, children }: Characteristic): Parm[] {
  return [...parms, ...children.flatMap(parmsWithin)];
}
