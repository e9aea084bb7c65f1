/** What a caller would like (RFC 7240), as far as it is heeded here. */
export interface Preference {
  readonly respondAsync: boolean;
  /** How long the caller would wait for the end of the work, in seconds. */
  readonly waitSeconds: number | undefined;
}

/** Longest wait that is granted, in seconds: beyond, connections are cut by what is on the way. */
export const MAX_WAIT_SECONDS = 30;

/** One preference: a token, and maybe a value; parameters after it are of no meaning here. */
const PREFERENCE = /^([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s";,]*)))?\s*(?:;|$)/i;

/** What cannot be read or is not known is not heeded: a preference is no demand. Of two of a kind the first counts. */
export function preferenceFrom(header = ''): Preference {
  const known = new Map<string, string>();
  for (const text of header.split(',')) {
    const [, name, quoted, bare] = PREFERENCE.exec(text.trim()) ?? [];
    if (name !== undefined && !known.has(name.toLowerCase())) known.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  const wait = known.get('wait') ?? '';
  return {
    respondAsync: known.has('respond-async'),
    waitSeconds: /^\d{1,9}$/.test(wait) ? Math.min(Number(wait), MAX_WAIT_SECONDS) : undefined,
  };
}

/** For `Preference-Applied`; undefined when nothing was heeded. */
export function appliedFrom({ respondAsync, waitSeconds }: Preference, isDone: boolean): string | undefined {
  const applied = [
    // An answer with the end of the work is not what `respond-async` asks for, and is better.
    ...(respondAsync && !isDone ? ['respond-async'] : []),
    ...(waitSeconds === undefined ? [] : [`wait=${waitSeconds}`]),
  ];
  return applied.length === 0 ? undefined : applied.join(', ');
}
