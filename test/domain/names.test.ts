import test from 'ava';
import { resemblesAnother, skeletonOf } from '../../domain/names.ts';
import { fc } from '../helpers/drawn-values.ts';

const titles = new Set(['Acme', 'Northern Bank', 'O2'].map(skeletonOf));
const others = { own: 'Small Mail', titles };

for (const name of [
  'Acme',
  'ACME',
  'acme mail',
  'Àcmé',
  'Асме', // Cyrillic А, с, м and е
  'A c m e',
  'A-C-M-E settings',
  'AcmeMail',
  'Acme1',
  'Ac\u200bme',
  'ａｃｍｅ',
  'Northern-Bank',
  'N0rthern Bank',
  'Northem Bank',
  'The Northern Bank Ltd',
  'NorthernBank',
  '02',
  'o2 Internet',
]) {
  test(`the name ${JSON.stringify(name)} resembles the title of another`, (t) => {
    t.true(resemblesAnother(name, others));
  });
}

for (const name of ['', 'Small Mail', 'Acmena', 'Mail', 'Bank', 'North', 'The Bank', '2', 'Internet']) {
  test(`the name ${JSON.stringify(name)} resembles nobody's title`, (t) => {
    t.false(resemblesAnother(name, others));
  });
}

test('a title that is within the own one may be used', (t) => {
  t.false(resemblesAnother('Acme Mail', { own: 'Acme', titles }));
  t.false(resemblesAnother('ACME', { own: 'Acme Northern', titles }));
  t.true(resemblesAnother('Acme Northern Bank', { own: 'Acme', titles }));
});

test('a title is found whatever surrounds and accents it', (t) => {
  const accent = fc.constantFrom('', '\u0301', '\u0308', '\u200b');
  const around = fc.stringMatching(/^[b-z]{0,6}$/);
  fc.assert(
    fc.property(
      around,
      around,
      fc.array(accent, { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      (before, after, accents, upper) => {
        const word = 'acme'
          .split('')
          .map((letter, index) => letter + accents[index])
          .join('');
        return resemblesAnother(`${before} ${upper ? word.toUpperCase() : word}, ${after}`, others);
      },
    ),
  );
  t.pass();
});

test('a name of a thousand signs is looked at in no time', (t) => {
  const started = performance.now();
  resemblesAnother('a1'.repeat(500), others);
  t.true(performance.now() - started < 5_000);
});
