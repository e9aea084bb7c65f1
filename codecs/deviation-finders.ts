import type { CpDocument, SecurityMethod } from '../domain/document.ts';
import { type Located, parmPath, parmsNamed, valueOf } from './located.ts';

/** What is looked at to see whether a document meets a deviation. */
export interface Seen {
  readonly document: CpDocument;
  readonly all: readonly Located[];
  /** Undefined while no method is possible. */
  readonly security: SecurityMethod | undefined;
}

/** Something that handsets of some models do differently. */
export interface DeviationRow {
  readonly who: string;
  readonly model: RegExp;
  /** Models that are meant by another row. */
  readonly except?: RegExp;
  readonly message: string;
  readonly source: string;
  /** Paths of what meets the deviation. */
  readonly find: (seen: Seen) => string[];
}

/** Where the method stands, as a path. */
export const SECURITY = 'security';

/** The method, unless it is one of these. */
export const unless =
  (...methods: readonly SecurityMethod[]) =>
  ({ security }: Seen): string[] =>
    security === undefined || methods.includes(security) ? [] : [SECURITY];

export function ofType(all: readonly Located[], type: string): Located[] {
  return all.filter(({ characteristic }) => characteristic.type === type);
}

/** Paths of the parms of a name in characteristics of a type, those whose value is meant. */
export const parms =
  (type: string, name: string, isMeant: (value: string) => boolean = () => true) =>
  ({ all }: Seen): string[] =>
    ofType(all, type).flatMap((located) =>
      parmsNamed(located, name)
        .filter(({ value = '' }) => isMeant(value))
        .map((parm) => parmPath(located, parm)),
    );

/** Applications of an id. */
export function applications(all: readonly Located[], id: string): Located[] {
  return ofType(all, 'APPLICATION').filter((located) => valueOf(located, 'APPID') === id);
}
