import { entryOf } from '../domain/characteristic-rules.ts';
import type { DocumentFault, Parm } from '../domain/document.ts';
import { childrenOf, errorAt, hasParm, type Located, parmPath, parmsNamed, valueOf, warningAt } from './located.ts';

/** TO-NAPID with this value means any access point with the flag INTERNET (OMA ProvCont 1.1). */
const ANY_INTERNET = 'INTERNET';

/** Identifiers that a document may give only once. */
const UNIQUE = [
  { type: 'PXLOGICAL', parm: 'PROXY-ID' },
  { type: 'NAPDEF', parm: 'NAPID' },
  { type: 'CLIENTIDENTITY', parm: 'CLIENT-ID' },
  { type: 'VENDORCONFIG', parm: 'NAME' },
] as const;

/** Parms that name something else in the document, and what. */
const REFERENCES: Readonly<Record<string, readonly { readonly parm: string; readonly to: 'NAPDEF' | 'PXLOGICAL' }[]>> =
  {
    BOOTSTRAP: [{ parm: 'PROXY-ID', to: 'PXLOGICAL' }],
    PXPHYSICAL: [{ parm: 'TO-NAPID', to: 'NAPDEF' }],
    APPLICATION: [
      { parm: 'TO-NAPID', to: 'NAPDEF' },
      { parm: 'TO-PROXY', to: 'PXLOGICAL' },
    ],
    ACCESS: [
      { parm: 'TO-NAPID', to: 'NAPDEF' },
      { parm: 'TO-PROXY', to: 'PXLOGICAL' },
    ],
  };

const IDENTIFIER = { NAPDEF: 'NAPID', PXLOGICAL: 'PROXY-ID' } as const;

/** What references may meet, and what they do meet, gathered once. */
interface Names {
  readonly NAPDEF: ReadonlySet<string>;
  readonly PXLOGICAL: ReadonlySet<string>;
  /** Access points that something refers to. */
  readonly used: ReadonlySet<string>;
}

/** Identifiers are unique and references meet one, case-sensitively (OMA ProvCont 1.1). */
export function checkReferences(all: readonly Located[]): DocumentFault[] {
  const names: Names = {
    NAPDEF: valuesOf(ofType(all, 'NAPDEF'), 'NAPID'),
    PXLOGICAL: valuesOf(ofType(all, 'PXLOGICAL'), 'PROXY-ID'),
    used: valuesOf(all, 'TO-NAPID'),
  };
  return [
    ...UNIQUE.flatMap(({ type, parm }) => checkUnique(ofType(all, type), parm)),
    ...ofType(all, 'PXLOGICAL').flatMap((proxy) => checkUnique(childrenOf(proxy, 'PXPHYSICAL'), 'PHYSICAL-PROXY-ID')),
    ...all.flatMap((located) =>
      (entryOf(REFERENCES, located.characteristic.type) ?? []).flatMap(({ parm, to }) =>
        parmsNamed(located, parm).flatMap((reference) => checkReference(names, { located, reference, to })),
      ),
    ),
    ...ofType(all, 'NAPDEF').flatMap((accessPoint) => checkAccessPoint(names, accessPoint)),
  ];
}

function checkUnique(holders: readonly Located[], parm: string): DocumentFault[] {
  const seen = new Set<string>();
  return holders.flatMap((holder) => {
    const id = valueOf(holder, parm);
    if (id === undefined) return [];
    if (seen.has(id)) return [errorAt(`${holder.path}/${parm}`, 'Expected a unique identifier, got one that is taken')];
    seen.add(id);
    return [];
  });
}

/**
 * A document that defines nothing of the kind can only mean what the device has already, which we do not know: a warning.
 * One that does has most likely misspelt.
 */
function checkReference(
  names: Names,
  { located, reference, to }: { located: Located; reference: Parm; to: keyof typeof IDENTIFIER },
): DocumentFault[] {
  const { value } = reference;
  if (value === undefined || names[to].has(value) || (to === 'NAPDEF' && value === ANY_INTERNET)) return [];
  const path = parmPath(located, reference);
  return [
    names[to].size === 0
      ? warningAt(path, `The device must have this ${to} already: the document defines none`)
      : errorAt(path, `Expected the ${IDENTIFIER[to]} of a ${to} of the document, got another`),
  ];
}

function checkAccessPoint({ used }: Names, accessPoint: Located): DocumentFault[] {
  const id = valueOf(accessPoint, 'NAPID');
  if (id === ANY_INTERNET) {
    const message = 'This name is also the keyword for any access point with the flag INTERNET';
    return [warningAt(`${accessPoint.path}/NAPID`, message)];
  }
  if ((id !== undefined && used.has(id)) || hasParm(accessPoint, 'INTERNET')) return [];
  return [
    warningAt(accessPoint.path, 'Some handsets do not keep an access point without INTERNET to which nothing refers'),
  ];
}

function valuesOf(holders: readonly Located[], parm: string): Set<string> {
  return new Set(holders.flatMap((holder) => parmsNamed(holder, parm).flatMap(({ value }) => value ?? [])));
}

function ofType(all: readonly Located[], type: string): Located[] {
  return all.filter(({ characteristic }) => characteristic.type === type);
}
