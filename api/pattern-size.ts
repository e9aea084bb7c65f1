/** A way to open a group, a repeat with its bounds, or an atom: an escape, a class, a character. */
const TOKEN =
  /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\{(?<least>\d+)(?:,(?<most>\d*))?\}|\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|./gsu;
/** A class of Unicode such as \p{L} is hundreds of ranges. */
const UNICODE_CLASS = /\\p\{/gi;
const UNICODE_CLASS_SIZE = 20;

interface Group {
  size: number;
  /** Size of the atom or group that a repeat would repeat. */
  last: number;
}

/** The atoms, repeats and parentheses of a regular expression of ECMA-262 with the flag u. */
export function tokensOf(pattern: string): string[] {
  return [...pattern.matchAll(TOKEN)].map(([token]) => token);
}

/**
 * How many atoms a pattern has when its repeats are written out. Counted before anything compiles it: 256 characters can
 * say millions.
 */
export function sizeBound(pattern: string): number {
  let group: Group = { size: 0, last: 0 };
  const outer: Group[] = [];
  for (const { 0: token, groups = {} } of pattern.matchAll(TOKEN)) {
    if (token.startsWith('(')) {
      outer.push(group);
      group = { size: 1, last: 0 };
    } else if (token === ')') {
      const { size } = group;
      group = add(outer.pop(), size);
    } else if (groups['least'] === undefined) {
      group = add(group, 1 + UNICODE_CLASS_SIZE * (token.match(UNICODE_CLASS)?.length ?? 0));
    } else {
      group = repeated(group, mostTimes(Number(groups['least']), groups['most']));
    }
  }
  return group.size;
}

function add(group: Group | undefined, size: number): Group {
  return { size: (group?.size ?? 0) + size, last: size };
}

function repeated({ size, last }: Group, times: number): Group {
  return { size: size + last * (times - 1), last: last * times };
}

/** `{2,}` is two and a star. */
function mostTimes(least: number, most: string | undefined): number {
  return Math.max(1, least + (most === '' ? 1 : 0), Number(most ?? 0));
}
