import test from 'ava';
import { compilePattern, PatternError } from '../../api/pattern.ts';
import { fc } from '../helpers/drawn-values.ts';

const REFUSED: readonly [title: string, pattern: string, reason: RegExp][] = [
  ['too long', 'a'.repeat(257), /at most 256 characters/],
  ['no regular expression', '(', /ECMA-262/],
  ['no regular expression with the flag u', 'a\\-b', /ECMA-262/],
  ['a look-ahead', 'a(?=b)', /no look-ahead/],
  ['a negative look-ahead', 'a(?!b)', /no look-ahead/],
  ['a look-behind', '(?<=a)b', /no look-ahead, look-behind/],
  ['a back reference', '(a)\\1', /back reference/],
  ['a named back reference', '(?<x>a)\\k<x>', /back reference/],
  ['a long repeat', 'a{1001}', /at most 1000 steps/],
  ['repeats in repeats', '((a{20}){20}){20}', /at most 1000 steps/],
  ['repeats after repeats', 'a{400}b{400}c{400}', /at most 1000 steps/],
  ['a repeat of a class', '([a-z)(]{600}|b){2}', /at most 1000 steps/],
  ['a repeat that begins low', '(a{0,60}b{2,}){1,30}', /at most 1000 steps/],
  ['many classes of Unicode', '(\\p{L}|[\\p{N}_]){40}', /at most 1000 steps/],
];

for (const [title, pattern, reason] of REFUSED) {
  test(`a pattern that is or has ${title} is refused: ${pattern.slice(0, 40)}`, (t) => {
    const error = t.throws(() => compilePattern(pattern), { instanceOf: PatternError });
    t.regex(error?.message ?? '', reason);
  });
}

const TAKEN: readonly [pattern: string, matches: readonly string[], others: readonly string[]][] = [
  ['^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$', ['a', 'a.b-c'], ['', '-a', 'a b']],
  ['^https?://[^\\s/]+(/\\S*)?$', ['http://a', 'https://a/b?c'], ['ftp://a', 'http://a b']],
  ['b', ['abc'], ['ac']],
  ['^\\d{4,16}$', ['1234'], ['123', '12345678901234567', '١٢٣٤']],
  ['^(?:a|b)+?c$', ['abc'], ['c']],
  ['^\\p{Lu}\\p{Ll}*$', ['Äiti'], ['äiti']],
  ['^\\u0061\\u{62}\\x63$', ['abc'], ['abd']],
  ['^[^\\]\\\\]+$', ['a[b'], ['a]', 'a\\']],
  ['^(?<year>\\d{4})$', ['2027'], ['27']],
  ['^.$', ['a', '😀'], ['', '\n', 'ab']],
  ['^(a{10}){50}$', ['a'.repeat(500)], ['a'.repeat(499)]],
];

for (const [pattern, matches, others] of TAKEN) {
  test(`the pattern ${pattern} matches what it should`, (t) => {
    const { test: isMatch } = compilePattern(pattern);
    for (const text of matches) t.true(isMatch(text), text);
    for (const text of others) t.false(isMatch(text), text);
  });
}

/** Patterns of what both engines have, with groups, classes, alternatives, anchors and repeats. */
const { pattern: patterns } = fc.letrec<{ atom: string; piece: string; pattern: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c', '.', '\\d', '\\w', '\\W', '[ab]', '[^a]', '[a-c1]', '\\.', '^', '$', '\\b'),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  piece: fc
    .tuple(tie('atom'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?', '+?'))
    .map(([atom, repeat]) => (['^', '$', '\\b'].includes(atom) ? atom : atom + repeat)),
  pattern: fc
    .array(
      fc.array(tie('piece'), { maxLength: 3 }).map((pieces) => pieces.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((branches) => branches.join('|')),
}));
const texts = fc.stringMatching(/^[abc1. ]{0,8}$/);

test('a pattern matches the same texts as in ECMAScript', (t) => {
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 10 }), (pattern, all) => {
      fc.pre(pattern.length <= 60);
      const ours = compilePattern(pattern);
      for (const text of all) t.is(ours.test(text), new RegExp(pattern, 'u').test(text), `${pattern} on "${text}"`);
    }),
    { numRuns: 500 },
  );
});

test('the bound on steps is never below what the program has', (t) => {
  fc.assert(
    fc.property(patterns, fc.integer({ min: 2, max: 30 }), (pattern, times) => {
      fc.pre(pattern.length <= 40);
      try {
        // An atom is at most a few instructions: its own, and those of the branch or repeat around it.
        t.true(compilePattern(`(?:${pattern}){${times}}`).size <= 4_000);
      } catch (error) {
        t.true(error instanceof PatternError);
      }
    }),
    { numRuns: 300 },
  );
});
