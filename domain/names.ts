/** Characters that look like a Latin letter or digit, of the scripts in which most of them are; what is left is not folded. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аɑα',
    b: 'вьβΒ',
    c: 'сϲ',
    d: 'ԁđ',
    e: 'еєεΕ',
    h: 'нһΗ',
    j: 'јϳ',
    k: 'кκΚ',
    // One letter for everything that is an upright line in some typeface.
    l: 'iı1|!іιӏłІΙ',
    m: 'мΜ',
    n: 'ηпΝ',
    o: '0оοøσΟ',
    p: 'рρΡ',
    q: 'ԛ',
    r: 'г',
    s: 'ѕ$5',
    t: 'тτΤ',
    u: 'υսμ',
    v: 'νѵ',
    w: 'ԝωш',
    x: 'хχΧ',
    y: 'уγΥ',
    z: 'ζΖ',
  }).flatMap(([letter, alike]) => alike.split('').map((one) => [one, letter] as const)),
);
/** Longest run of words that is looked at, in characters, and how many words of a name: a phone shows no more of it. */
const MAX_RUN = 64;
const MAX_WORDS = 64;

/**
 * What is left of a name when everything is gone by which two names that look alike may differ: accents, case, spaces,
 * punctuation, letters of other scripts and digits that look like Latin letters.
 */
export function skeletonOf(name: string): string {
  return joined(wordsOf(name));
}

/**
 * Tells whether a name that people will see resembles a title that belongs to somebody else: some run of its words, written
 * together, looks like the title. A title that is also within the own one is not somebody else's alone.
 *
 * @param own - the title of the tenant that uses the name
 * @param titles - skeletons of the titles of all tenants, as `skeletonOf` makes them
 */
export function resemblesAnother(
  name: string,
  { own, titles }: { readonly own: string; readonly titles: ReadonlySet<string> },
): boolean {
  const ours = runsOf(own);
  for (const run of runsOf(name)) if (titles.has(run) && !ours.has(run)) return true;
  return false;
}

function runsOf(name: string): Set<string> {
  const words = wordsOf(name).slice(0, MAX_WORDS);
  const runs = new Set<string>();
  for (const first of words.keys()) {
    for (let end = first + 1; end <= words.length; end += 1) {
      const run = joined(words.slice(first, end));
      if (run.length > MAX_RUN) break;
      runs.add(run);
    }
  }
  return runs;
}

/** Two letters that together look like one are one. */
function joined(words: readonly string[]): string {
  return words.join('').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** Cut wherever a reader might: at spaces and punctuation, between lower and upper case, letters, digits and signs. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '');
  const words = plain.match(/\p{Lu}*[\p{Ll}\p{Lo}\p{Lm}]+|\p{Lu}+|\p{N}+|[|!$]/gu) ?? [];
  return words.map((word) => word.replace(/./gu, foldCharacter));
}

function foldCharacter(character: string): string {
  const lower = character.toLowerCase();
  return LOOKALIKES.get(character) ?? LOOKALIKES.get(lower) ?? lower;
}
