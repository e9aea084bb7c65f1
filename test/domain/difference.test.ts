import test from 'ava';
import { differenceOf } from '../../domain/difference.ts';
import type { Characteristic, CpDocument } from '../../domain/document.ts';

const parms = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));
const nap = (NAPID: string, fields: Readonly<Record<string, string>> = {}): Characteristic => ({
  type: 'NAPDEF',
  parms: parms({ NAPID, ...fields }),
  children: [],
});
const application = (fields: Readonly<Record<string, string>>, children: Characteristic[] = []): Characteristic => ({
  type: 'APPLICATION',
  parms: parms({ APPID: 'w2', ...fields }),
  children,
});
const document = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.1', characteristics });

const against = (now: CpDocument, ...before: CpDocument[]) =>
  differenceOf(now, { definition: 'd', known: before.map((one) => ({ definition: 'd', document: one })) });

test('what the phone has already stays at home', (t) => {
  const [old, added] = [nap('N1', { NAME: 'One' }), nap('N2', { NAME: 'Two' })];
  t.deepEqual(against(document(old, added), document(old)), { form: 'difference', document: document(added) });
  const changed = nap('N1', { NAME: 'Uno' });
  t.deepEqual(against(document(changed, added), document(old, added)), {
    form: 'difference',
    document: document(changed),
  });
});

test('what came last counts', (t) => {
  const [one, uno] = [nap('N1', { NAME: 'One' }), nap('N1', { NAME: 'Uno' })];
  t.deepEqual(against(document(uno, nap('N2')), document(one), document(uno)), {
    form: 'difference',
    document: document(nap('N2')),
  });
});

test('what is referred to comes along', (t) => {
  const [point, other] = [nap('N1'), nap('N2')];
  const [old, now] = [application({ NAME: 'x', 'TO-NAPID': 'N2' }), application({ NAME: 'x', 'TO-NAPID': 'N1' })];
  t.deepEqual(against(document(point, other, now), document(point, other, old)), {
    form: 'difference',
    document: document(point, now),
  });
});

for (const [title, now, before, why] of [
  ['nothing differs', document(nap('N1')), document(nap('N1')), 'same'],
  ['a characteristic is gone', document(nap('N1')), document(nap('N1'), nap('N2')), 'deletion'],
  ['a parm is gone', document(nap('N1'), nap('N2')), document(nap('N1', { NAME: 'x' })), 'deletion'],
  [
    'something within is gone',
    document(application({ NAME: 'x' }), nap('N1')),
    document(application({ NAME: 'x' }, [nap('N3')])),
    'deletion',
  ],
  ['two have one name', document(nap('N1'), nap('N1', { NAME: 'x' })), document(nap('N1')), 'ambiguous'],
] as const) {
  test(`a document goes whole when ${title}`, (t) => {
    t.deepEqual(against(now, before), { form: 'whole', why });
  });
}

test('what another definition brought may stay', (t) => {
  const known = [{ definition: 'other', document: document(nap('N9')) }];
  t.deepEqual(differenceOf(document(nap('N1')), { definition: 'd', known }), {
    form: 'difference',
    document: document(nap('N1')),
  });
});
