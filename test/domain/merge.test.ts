import test from 'ava';
import fc from 'fast-check';
import type { Characteristic, CpDocument } from '../../domain/document.ts';
import { mergeDocuments } from '../../domain/merge.ts';

const characteristic = (type: string, values: Readonly<Record<string, string>>): Characteristic => ({
  type,
  parms: Object.entries(values).map(([name, value]) => ({ name, value })),
  children: [],
});
const nap = (NAPID: string, apn = 'internet.acme.example') =>
  characteristic('NAPDEF', { NAPID, 'NAP-ADDRESS': apn, 'NAP-ADDRTYPE': 'APN' });
const document = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.1', characteristics });

test('what both have is there once, and the rest of the second comes after the first', (t) => {
  const [shared, own, theirs] = [nap('N1'), nap('N2'), characteristic('APPLICATION', { APPID: 'w2', NAME: 'x' })];
  t.deepEqual(mergeDocuments(document(own, shared), document(shared, theirs)), document(own, shared, theirs));
});

test('documents may each say what they are called', (t) => {
  const [one, other] = [characteristic('BOOTSTRAP', { NAME: 'Mail' }), characteristic('BOOTSTRAP', { NAME: 'Web' })];
  t.deepEqual(mergeDocuments(document(one), document(other)), document(one, other));
  t.deepEqual(mergeDocuments(document(one), document(one)), document(one));
});

for (const [title, first, second] of [
  ['one id with two contents', document(nap('N1')), document(nap('N1', 'mms.acme.example'))],
  ['two versions', document(nap('N1')), { ...document(nap('N2')), version: '1.0' as const }],
  ['rules of access in one of them', document(characteristic('ACCESS', { RULE: 'a' })), document(nap('N1'))],
  [
    'two lists of rules',
    document(characteristic('ACCESS', { RULE: 'a' }), characteristic('ACCESS', { RULE: 'b' })),
    document(characteristic('ACCESS', { RULE: 'b' }), characteristic('ACCESS', { RULE: 'a' })),
  ],
  [
    'two of something that has no id',
    document(characteristic('X-VENDOR', { A: '1' })),
    document(characteristic('X-VENDOR', { A: '2' })),
  ],
] as const) {
  test(`cannot be one document: ${title}`, (t) => {
    t.is(mergeDocuments(first, second), undefined);
    t.is(mergeDocuments(second, first), undefined);
  });
}

test('the same list of rules in both is there once', (t) => {
  const rules = [characteristic('ACCESS', { RULE: 'a' }), characteristic('ACCESS', { RULE: 'b' })];
  t.deepEqual(mergeDocuments(document(...rules), document(...rules, nap('N1'))), document(...rules, nap('N1')));
});

const POINTS = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 })), { selector: ([id]) => id })
  .map((points) => document(...points.map(([id, apn]) => nap(`N${id}`, `a${apn}.example`))));

test('all of both is there, each id once, or it is not done', (t) => {
  fc.assert(
    fc.property(POINTS, POINTS, (first, second) => {
      const merged = mergeDocuments(first, second);
      const all = [...first.characteristics, ...second.characteristics].map((one) => JSON.stringify(one));
      const ids = new Set(all.map((text) => /N\d/.exec(text)?.[0]));
      if (merged === undefined) t.true(ids.size < new Set(all).size);
      else t.deepEqual(new Set(merged.characteristics.map((one) => JSON.stringify(one))), new Set(all));
      if (merged !== undefined) t.is(merged.characteristics.length, ids.size);
    }),
  );
});
