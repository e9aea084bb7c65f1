import type { RegExpEngine } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';

/** Longest pattern, in UTF-16 code units. */
const MAX_PATTERN_LENGTH = 256;
/** Most instructions of the program that a pattern becomes: what repeats counts as often as it may repeat. */
const MAX_PATTERN_SIZE = 1_000;

/** Why a pattern is not taken, to be read after "expected". */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

export interface CompiledPattern {
  readonly test: (text: string) => boolean;
  /** Instructions; matching takes time in proportion to them and to the text, and to nothing else. */
  readonly size: number;
}

/**
 * Compiles a pattern of a definition for RE2, whose time is linear in the text whatever the pattern. It must be one in
 * the dialect of JSON Schema too (ECMA-262 with the flag u), so that others read it alike.
 *
 * @throws PatternError
 */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`a pattern of at most ${MAX_PATTERN_LENGTH} characters`);
  }
  requireEcmaScript(pattern);
  if (sizeBound(pattern) > MAX_PATTERN_SIZE) throw tooLarge();
  const program = compileLinear(pattern);
  const size = program.programSize();
  // Each class of Unicode, such as \p{L}, may take several.
  if (size > 2 * MAX_PATTERN_SIZE) throw tooLarge();
  return { test: (text) => program.test(text), size };
}

/** The engine as ajv wants it. */
export const LINEAR_ENGINE: RegExpEngine = Object.assign(
  (pattern: string) => {
    const { test } = compilePattern(pattern);
    return { test, toString: () => pattern };
  },
  { code: 'linear' },
);

function requireEcmaScript(pattern: string): void {
  try {
    // Reads it; what it makes is of no use here.
    RegExp(pattern, 'u');
  } catch (error) {
    throw new PatternError('a regular expression of ECMA-262', { cause: error });
  }
}

function compileLinear(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    throw new PatternError(
      'a regular expression that RE2 takes: no look-ahead, look-behind or back reference, no repeat above 1,000',
      { cause: error },
    );
  }
}

function tooLarge(): PatternError {
  return new PatternError(`a pattern of at most ${MAX_PATTERN_SIZE} steps when its repeats are written out`);
}

/** A way to open a group, a repeat with its bounds, or an atom: an escape, a class, a character. */
const TOKEN =
  /\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\{(?<least>\d+)(?:,(?<most>\d*))?\}|\\[pPu]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|./gsu;

interface Group {
  size: number;
  /** Size of the atom or group that a repeat would repeat. */
  last: number;
}

/**
 * How many atoms a pattern has when its repeats are written out. Counted before anything compiles it: 256 characters can
 * say millions.
 */
function sizeBound(pattern: string): number {
  let group: Group = { size: 0, last: 0 };
  const outer: Group[] = [];
  const add = (size: number): void => {
    group.size += size;
    group.last = size;
  };
  for (const { 0: token, groups: { least, most } = {} } of pattern.matchAll(TOKEN)) {
    if (token.startsWith('(')) {
      outer.push(group);
      group = { size: 1, last: 0 };
    } else if (token === ')') {
      const { size } = group;
      group = outer.pop() ?? { size: 0, last: 0 };
      add(size);
    } else if (least === undefined) {
      add(1);
    } else {
      const times = Math.max(1, Number(least) + (most === '' ? 1 : 0), Number(most ?? 0));
      group.size += group.last * (times - 1);
      group.last *= times;
    }
  }
  return group.size;
}
