import type { Characteristic, CpDocument, DocumentFault, Parm } from '../domain/document.ts';

/** A characteristic and where it stands. */
export interface Located {
  readonly characteristic: Characteristic;
  /** Such as `PXLOGICAL[1]/PXPHYSICAL[2]`. */
  readonly path: string;
  readonly parent: Located | undefined;
  readonly children: Located[];
  /** From 1. */
  readonly depth: number;
}

/** The document as a whole, as a path. */
export const ROOT_PATH = 'wap-provisioningdoc';

/** All characteristics, each before what is inside it. Indexes count from 1 among siblings of the same type. */
export function locate({ characteristics }: CpDocument): Located[] {
  const all = locateSiblings(characteristics, undefined);
  // The list grows while it is walked: deep trees cost no stack.
  for (const located of all) {
    located.children.push(...locateSiblings(located.characteristic.children, located));
    all.push(...located.children);
  }
  return all;
}

/**
 * Finds what a fault's path names: the parm, or the characteristic that it stands in or would.
 *
 * @returns undefined for the document as a whole
 */
export function createPathFinder(document: CpDocument): (path: string) => Characteristic | Parm | undefined {
  const known = new Map<string, Characteristic | Parm>();
  for (const located of locate(document)) {
    known.set(located.path, located.characteristic);
    for (const parm of located.characteristic.parms) {
      // A fault of all that have a name has no number: it is told of the first.
      const shared = `${located.path}/${parm.name}`;
      if (!known.has(shared)) known.set(shared, parm);
      known.set(parmPath(located, parm), parm);
    }
  }
  const find = (path: string): Characteristic | Parm | undefined =>
    known.get(path) ?? (path.includes('/') ? find(path.slice(0, path.lastIndexOf('/'))) : undefined);
  return find;
}

/** Path of a parm; one that is repeated has its number. */
export function parmPath({ characteristic: { parms }, path }: Located, parm: Parm): string {
  const namesakes = parms.filter(({ name }) => name === parm.name);
  const number = namesakes.length > 1 ? `[${namesakes.indexOf(parm) + 1}]` : '';
  return `${path}/${parm.name}${number}`;
}

/** Parms of one name, in order. */
export function parmsNamed({ characteristic: { parms } }: Located, wanted: string): Parm[] {
  return parms.filter(({ name }) => name === wanted);
}

/** Children of one type, in order. */
export function childrenOf({ children }: Located, type: string): Located[] {
  return children.filter(({ characteristic }) => characteristic.type === type);
}

/** Tells whether a parm of that name is there, with or without value. */
export function hasParm(located: Located, wanted: string): boolean {
  return parmsNamed(located, wanted).length > 0;
}

/** The value that counts: that of the first parm of the name. Undefined for a flag too. */
export function valueOf(located: Located, wanted: string): string | undefined {
  return parmsNamed(located, wanted)[0]?.value;
}

export function errorAt(path: string, message: string): DocumentFault {
  return { severity: 'error', path, message };
}

export function warningAt(path: string, message: string): DocumentFault {
  return { severity: 'warning', path, message };
}

function locateSiblings(siblings: readonly Characteristic[], parent: Located | undefined): Located[] {
  const counts = new Map<string, number>();
  const depth = (parent?.depth ?? 0) + 1;
  const prefix = parent === undefined ? '' : `${parent.path}/`;
  return siblings.map((characteristic) => {
    const number = (counts.get(characteristic.type) ?? 0) + 1;
    counts.set(characteristic.type, number);
    return { characteristic, path: `${prefix}${characteristic.type}[${number}]`, parent, children: [], depth };
  });
}
