import { MAX_DEPTH } from '../../codecs/limits.ts';
import { PAGES } from '../../codecs/wbxml-tokens.ts';
import { isXmlText } from '../../codecs/xml-text.ts';
import { CHARACTERISTICS, type ParmRule, ROOT_CHILDREN } from '../../domain/characteristic-rules.ts';
import type { Characteristic, CpDocument, Parm } from '../../domain/document.ts';
import { fc } from '../helpers/drawn-values.ts';

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

/** Text that people write: no control character, which a definition would not take. */
const plainTexts = fc.oneof(
  fc.stringMatching(/^[ -~]{1,12}$/),
  fc.stringMatching(/^[\p{L}\p{N} ]{1,6}$/u),
  fc.constantFrom('ann', 'ann@acme.example', 'sip:ann@ims.example', 's3cret', 'ab', '0', '{"from": "x"}', '&<>"'),
);
const urls = fc
  .tuple(fc.constantFrom('https://h.example/', 'http://h.example/?u='), plainTexts)
  .map((parts) => parts.join(''));

function parmsBy(rules: Readonly<Record<string, ParmRule>>): fc.Arbitrary<Parm[]> {
  const each = Object.entries(rules).map(([name, { count, kind, range, values }]): fc.Arbitrary<Parm[]> => {
    const value = range
      ? fc.integer({ min: range[0], max: range[1] }).map(String)
      : fc.oneof(values ? fc.constantFrom(...values) : plainTexts, plainTexts, urls);
    const parm = kind === 'flag' ? fc.constant<Parm>({ name }) : value.map((text): Parm => ({ name, value: text }));
    const [minLength, maxLength] = { '1': [1, 1], '?': [0, 1], '*': [0, 2], '+': [1, 2] }[count];
    const list = fc.array(parm, { minLength: minLength!, maxLength: maxLength! });
    return minLength === 0 ? fc.oneof({ weight: 4, arbitrary: fc.constant<Parm[]>([]) }, list) : list;
  });
  return fc.tuple(...each).chain((found) => fc.shuffledSubarray(found.flat(), { minLength: found.flat().length }));
}

/** Parms that no rule knows, of a vendor. */
const vendorParms = fc.array(
  fc.record(
    { name: fc.constantFrom('X-USER', 'X-PASSWORD', 'X-FLAG', '7', 'x y'), value: plainTexts },
    { requiredKeys: ['name'] },
  ),
  { maxLength: 2 },
);

function characteristicBy(type: string, depth: number): fc.Arbitrary<Characteristic> {
  const rule = CHARACTERISTICS[type] ?? { parms: {}, children: {} };
  const children = Object.entries(rule.children).map(([child, count]) =>
    fc.array(characteristicBy(child, depth + 1), {
      minLength: count === '+' ? 1 : 0,
      maxLength: count === '?' ? 1 : 2,
    }),
  );
  return fc
    .tuple(parmsBy(rule.parms), fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, vendorParms), fc.tuple(...children))
    .map(([own, vendor, inner]) => ({ type, parms: [...own, ...vendor], children: inner.flat() }));
}

const vendorCharacteristic: fc.Arbitrary<Characteristic> = fc.record({
  type: fc.constantFrom('X-VENDOR', 'WLAN', 'x'),
  parms: vendorParms,
  children: fc.array(fc.record({ type: fc.constant('X-INNER'), parms: vendorParms, children: fc.constant([]) }), {
    maxLength: 2,
  }),
});

/**
 * Documents as providers have them: what belongs into each characteristic, values of one user and of all, names of
 * vendors. Identifiers are made unique and references meet them; a few may have faults all the same.
 */
export const sensibleDocuments: fc.Arbitrary<CpDocument> = fc
  .record({
    version: fc.constantFrom('1.0' as const, '1.1' as const),
    characteristics: fc.array(
      fc.oneof(
        {
          weight: 8,
          arbitrary: fc.constantFrom(...Object.keys(ROOT_CHILDREN)).chain((type) => characteristicBy(type, 1)),
        },
        { weight: 1, arbitrary: vendorCharacteristic },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ version, characteristics }) => ({ version, characteristics: characteristics.map(withIdentifiers()) }));

/** Numbers what must be unique, and lets what refers meet the first of its kind. */
function withIdentifiers(): (characteristic: Characteristic) => Characteristic {
  const counts = new Map<string, number>();
  const own: Readonly<Record<string, string>> = {
    NAPDEF: 'NAPID',
    PXLOGICAL: 'PROXY-ID',
    PXPHYSICAL: 'PHYSICAL-PROXY-ID',
    VENDORCONFIG: 'NAME',
  };
  const change = ({ type, parms, children }: Characteristic): Characteristic => ({
    type,
    parms: parms.map((parm) => {
      if (parm.name === own[type]) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
        return { ...parm, value: `${type}-${counts.get(type)}` };
      }
      if (parm.name === 'TO-NAPID') return { ...parm, value: 'INTERNET' };
      if (parm.name === 'TO-PROXY' || (type === 'BOOTSTRAP' && parm.name === 'PROXY-ID')) {
        return { ...parm, value: 'PXLOGICAL-1' };
      }
      return parm;
    }),
    children: children.map(change),
  });
  return change;
}

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
