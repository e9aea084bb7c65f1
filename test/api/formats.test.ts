import test from 'ava';
import { createTextTest, TEXT_FORMATS } from '../../api/formats.ts';
import { fc } from '../helpers/drawn-values.ts';

const isImei = createTextTest(TEXT_FORMATS.imei);
const digit = fc.integer({ min: 0, max: 9 });

/** The Luhn digit as a second implementation: from the right, by the table of doubled digits. */
function luhnDigit(digits: readonly number[]): number {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = digits.toReversed().reduce((total, value, i) => total + (i % 2 === 0 ? doubled[value]! : value), 0);
  return (10 - (sum % 10)) % 10;
}

for (const imei of ['490154203237518', '356938035643809', '000000000000000']) {
  test(`The IMEI ${imei} is taken`, (t) => t.true(isImei(imei)));
}

test('An IMEI is taken with its Luhn digit and with no other', (t) => {
  fc.assert(
    fc.property(fc.array(digit, { minLength: 14, maxLength: 14 }), digit, (digits, last) => {
      t.is(isImei([...digits, last].join('')), last === luhnDigit(digits));
    }),
  );
});

for (const [format, good, bad] of [
  [
    'msisdn',
    ['+358401234567', '+123456'],
    ['358401234567', '+0401234567', '+12345', '+1234567890123456', '+35840 1234567'],
  ],
  ['msisdn-in-query', ['+358401234567', ' 358401234567'], ['358401234567', '  358401234567']],
  ['imsi', ['244051', '244051234567890'], ['24405', '2440512345678901', '24405123456789x']],
  ['imei', ['490154203237518'], ['49015420323751', '4901542032375180', '490154203237519']],
  ['pin', ['1234', '1234567890123456'], ['123', '12345678901234567', '12a4', '']],
  ['uuid', ['6f6c9a0e-2b1a-4c5e-9d3f-0123456789ab'], ['urn:uuid:6f6c9a0e-2b1a-4c5e-9d3f-0123456789ab', '6f6c9a0e', '']],
  ['definition-name', ['mail', 'internet-access', 'a1-2'], ['Mail', '-mail', 'mail-', 'a--b', 'a'.repeat(65), '']],
  ['definition-version', ['1.0.0', '10.20.30'], ['1.0', '1.0.0-beta', 'latest', '1.0.9999999999']],
  ['plain-text', ['Größe 1', ''], ['a\nb', 'a\u0000', 'a\u007f', 'a\u0085']],
  ['cursor', ['WyIxIl0', 'a-_'], ['', 'a=', 'x'.repeat(257)]],
  [
    'idempotency-key',
    ['"a"', '"a b"', String.raw`"\"\\"`, '!~', 'a"b'],
    ['', 'a b', 'ä', 'x'.repeat(256), '"', '"a', '""', '"a"b', String.raw`"\a"`],
  ],
  ['application-id', ['w4', '143', 'application/x'], ['', 'a b', 'x'.repeat(33)]],
] as const) {
  test(`The format ${format} takes what it should and refuses what it should not`, (t) => {
    const test = createTextTest(TEXT_FORMATS[format]);
    for (const text of good) t.true(test(text), text);
    for (const text of bad) t.false(test(text), text);
  });
}

for (const [name, format] of Object.entries(TEXT_FORMATS)) {
  test(`The example of the format ${name} has that form`, (t) => t.true(createTextTest(format)(format.example)));
}
