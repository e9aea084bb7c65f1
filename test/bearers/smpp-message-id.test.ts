import test from 'ava';
import { canonicalMessageId, MESSAGE_ID_FORMS } from '../../bearers/smpp/message-id.ts';
import { fc } from '../helpers/drawn-values.ts';

test('a response 582573e1 in hex and a receipt 1478849505 in decimal are one message (seen from jsmpp 3.0.1)', (t) => {
  t.is(canonicalMessageId('582573e1', 'hex'), '1478849505');
  t.is(canonicalMessageId('1478849505', 'decimal'), '1478849505');
});

test('any number has one canonical form, whatever its base, case, zeros and spaces', (t) => {
  const number = fc.bigInt({ min: 0n, max: 2n ** 128n });
  const zeros = fc.nat({ max: 8 }).map((count) => '0'.repeat(count));
  fc.assert(
    fc.property(number, zeros, fc.boolean(), (value, zeros, isUpper) => {
      const hex = isUpper ? value.toString(16).toUpperCase() : value.toString(16);
      const canonical = value.toString(10);
      return (
        canonicalMessageId(` ${zeros}${hex} `, 'hex') === canonical &&
        canonicalMessageId(`${zeros}${canonical}\n`, 'decimal') === canonical
      );
    }),
  );
  t.pass();
});

test('a canonical message id stays what it is when it is read as decimal again', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...MESSAGE_ID_FORMS), (raw, form) => {
      const canonical = canonicalMessageId(raw, form);
      return form === 'hex' || canonicalMessageId(canonical, form) === canonical;
    }),
  );
  t.pass();
});

test('a message id in text form keeps its zeros and its case', (t) => {
  t.is(canonicalMessageId(' 00aF ', 'text'), '00aF');
});

test('a message id that is not in the declared form is kept as text', (t) => {
  t.is(canonicalMessageId('m-77', 'decimal'), 'm-77');
  t.is(canonicalMessageId('m-77', 'hex'), 'm-77');
  t.is(canonicalMessageId('', 'decimal'), '');
});
