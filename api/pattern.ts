import type { RegExpEngine } from 'ajv/dist/types/index.js';
import { RE2JS } from 're2js';
import { sizeBound, tokensOf } from './pattern-size.ts';

/** Longest pattern, in UTF-16 code units. */
const MAX_PATTERN_LENGTH = 256;
/** Most instructions of the program that a pattern becomes: what repeats counts as often as it may repeat. */
const MAX_PATTERN_SIZE = 1_000;

/** Compiled patterns that are kept: a definition names one several times, and its orders again. */
const REMEMBER_MOST = 100;
const remembered = new Map<string, CompiledPattern>();

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
  const known = remembered.get(pattern);
  if (known !== undefined) return known;
  const compiled = compileAnew(pattern);
  if (remembered.size >= REMEMBER_MOST) remembered.clear();
  remembered.set(pattern, compiled);
  return compiled;
}

function compileAnew(pattern: string): CompiledPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`a pattern of at most ${MAX_PATTERN_LENGTH} characters`);
  }
  requireEcmaScript(pattern);
  const bound = sizeBound(pattern);
  if (bound > MAX_PATTERN_SIZE) throw tooLarge();
  const program = compileLinear(pattern);
  const size = Math.max(bound, program.programSize());
  // An atom may take several instructions.
  if (size > 4 * MAX_PATTERN_SIZE) throw tooLarge();
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
  // What RE2 does not know of this kind it would take for the letter.
  if (tokensOf(pattern).includes('\\k')) throw new PatternError(NOT_LINEAR);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch (error) {
    throw new PatternError(NOT_LINEAR, { cause: error });
  }
}

const NOT_LINEAR =
  'a regular expression that RE2 takes: no look-ahead, look-behind or back reference, no repeat above 1,000';

function tooLarge(): PatternError {
  return new PatternError(`a pattern of at most ${MAX_PATTERN_SIZE} steps when its repeats are written out`);
}
