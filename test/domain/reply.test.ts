import test from 'ava';
import { readReply } from '../../domain/reply.ts';
import { fc } from '../helpers/drawn-values.ts';

for (const [text, language, type] of [
  ['YES', 'en', 'accept'],
  [' yes. ', 'en', 'accept'],
  ['Kyllä!', 'fi', 'accept'],
  ['KYLLA', 'fi', 'accept'],
  ['yes', 'fi', 'accept'],
  ['Ei', 'fi', 'decline'],
  ['Sí', 'es', 'accept'],
  ['si', 'es', 'accept'],
  ['SI\u0301', 'es', 'accept'],
  ['Oui', 'fr', 'accept'],
  ['Nein', 'de', 'decline'],
  ['نعم', 'ar', 'accept'],
  ['نَعَم', 'ar', 'accept'],
  ['نعـــم', 'ar', 'accept'],
  ['لا', 'ar', 'decline'],
  ['أوافق', 'ar', 'accept'],
  ['ﻧﻌﻢ', 'ar', 'accept'],
  ['ＹＥＳ', 'en', 'accept'],
  ['Stop', 'ar', 'stop'],
  ['قف', 'en', 'stop'],
  ['START', 'en', 'start'],
  ['maybe', 'en', 'unclear'],
  ['', 'en', 'unclear'],
  ['yes but no', 'en', 'unclear'],
] as const) {
  test(`"${text}" in answer to a question in ${language} is ${type}`, (t) => {
    t.is(readReply(text, { language, wanted: 'consent' }).type, type);
  });
}

test('a value is taken as it was written, and NO and STOP still decline', (t) => {
  t.deepEqual(readReply('  Järvi 7 ', { language: 'fi', wanted: 'value' }), { type: 'value', text: 'Järvi 7' });
  t.is(readReply('ei', { language: 'fi', wanted: 'value' }).type, 'decline');
  t.is(readReply('STOP', { language: 'fi', wanted: 'value' }).type, 'stop');
});

test('readReply() reads whatever comes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom('consent', 'value'), (text, wanted) => {
      readReply(text, { language: 'en', wanted });
    }),
  );
  t.pass();
});
