import fc from 'fast-check';
import { MAX_DEPTH } from '../../codecs/limits.ts';
import { PAGES } from '../../codecs/wbxml-tokens.ts';
import { isXmlText } from '../../codecs/xml-text.ts';
import type { Characteristic, CpDocument, Parm } from '../../domain/document.ts';

const known = (kind: 'names' | 'types' | 'values') => PAGES.flatMap((page) => Object.values(page[kind]));

/** Texts that XML can carry, from plain ASCII to what lies outside the first plane. */
const texts = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 20 }) },
  fc.string({ unit: 'binary', maxLength: 12 }).filter(isXmlText),
);

const parms: fc.Arbitrary<Parm> = fc.record(
  {
    name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known('names')) }, texts),
    value: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...known('values')) }, texts),
  },
  { requiredKeys: ['name'] },
);

const characteristicsOf = (depth: number): fc.Arbitrary<Characteristic> =>
  fc.record({
    type: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known('types')) }, texts),
    parms: fc.array(parms, { maxLength: 5 }),
    children: depth === 1 ? fc.constant([]) : fc.array(characteristicsOf(depth - 1), { maxLength: 2 }),
  });

/** Any document the format can carry, sensible or not. */
export const documents: fc.Arbitrary<CpDocument> = fc.record({
  version: fc.constantFrom('1.0' as const, '1.1' as const),
  characteristics: fc.array(fc.oneof({ weight: 9, arbitrary: characteristicsOf(4) }, characteristicsOf(MAX_DEPTH)), {
    maxLength: 3,
  }),
});

/** A change to octets: cut short, one overwritten, some put in. */
export type Damage =
  | { readonly type: 'cut'; readonly at: number }
  | { readonly type: 'overwrite'; readonly at: number; readonly octet: number }
  | { readonly type: 'insert'; readonly at: number; readonly octets: Uint8Array };

const at = fc.nat({ max: 0xffff });

export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('cut' as const), at }),
    fc.record({ type: fc.constant('overwrite' as const), at, octet: fc.nat({ max: 0xff }) }),
    fc.record({ type: fc.constant('insert' as const), at, octets: fc.uint8Array({ maxLength: 8 }) }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** Applies changes; positions are taken modulo the length at hand. */
export function damaged(octets: Uint8Array, changes: readonly Damage[]): Uint8Array {
  return changes.reduce((now, change) => {
    const where = change.at % (now.length + 1);
    if (change.type === 'cut') return now.slice(0, where);
    const middle = change.type === 'overwrite' ? Uint8Array.of(change.octet) : change.octets;
    const rest = now.slice(change.type === 'overwrite' ? where + 1 : where);
    return Uint8Array.of(...now.slice(0, where), ...middle, ...rest);
  }, octets);
}
