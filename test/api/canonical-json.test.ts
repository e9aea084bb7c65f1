import test from 'ava';
import { hashJson } from '../../api/canonical-json.ts';
import { fc } from '../helpers/drawn-values.ts';

test('hashJson() is the same whatever the order of the keys', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      t.deepEqual(hashJson(turned), hashJson(value));
    }),
  );
});

test('hashJson() differs when anything else differs', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      if (!same && Buffer.compare(hashJson(a), hashJson(b)) === 0) t.deepEqual(a, b);
    }),
  );
  t.pass();
});

for (const [title, a, b] of [
  ['an object and the list of its members', { a: 1 }, [['a', 1]]],
  ['an object and one that looks like its canonical form', { a: 1 }, { members: [['a', 1]] }],
  ['lists in another order', [1, 2], [2, 1]],
  ['a number and its text', { a: 1 }, { a: '1' }],
  ['null and absence', { a: null }, {}],
] as const) {
  test(`hashJson() tells apart ${title}`, (t) => t.notDeepEqual(hashJson(a), hashJson(b)));
}

test('hashJson() gives 32 octets', (t) => t.is(hashJson({}).length, 32));
