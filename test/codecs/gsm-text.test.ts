import test from 'ava';
import { decodeText, encodeText } from '../../codecs/gsm-text.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { fromHex, toHex } from './vectors.ts';

test('decodeText() undoes encodeText() for any well-formed text', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { octets, dataCoding } = encodeText(text);
      t.is(decodeText(octets, dataCoding), text);
    }),
  );
});

test('decodeText() of any octets gives a text or a DecodeError', (t) => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat({ max: 255 }), (octets, dataCoding) => {
      try {
        t.is(typeof decodeText(octets, dataCoding), 'string');
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

for (const [text, dataCoding, octets] of [
  ['', 0x00, ''],
  ['@Aà', 0x00, '00417f'],
  ['Δ_ΦΓΛΩΠΨΣΘΞ', 0x00, '101112131415161718191a'],
  ['ÆæßÉ ¤', 0x00, '1c1d1e1f2024'],
  ['€[]{}^~|\\\f', 0x00, '1b651b3c1b3e1b281b291b141b3d1b401b2f1b0a'],
  ['ç', 0x08, '00e7'],
  ['a😀', 0x08, '0061d83dde00'],
] as const) {
  test(`encodeText() of ${JSON.stringify(text)} is ${octets} (3GPP TS 23.038 §6.2.1)`, (t) => {
    const encoded = encodeText(text);
    t.deepEqual([encoded.dataCoding, toHex(encoded.octets)], [dataCoding, octets]);
  });
}

for (const [dataCoding, octets, text] of [
  [0x01, '4142', 'AB'],
  [0x03, '41e9', 'Aé'],
  [0x10, '00', '@'],
  [0x18, '00e7', 'ç'],
  [0xf1, '00', '@'],
] as const) {
  test(`decodeText() reads data coding ${dataCoding}`, (t) => {
    t.is(decodeText(fromHex(octets), dataCoding), text);
  });
}

test('an extension that is not known is the character of the default alphabet, an escape at the end a space', (t) => {
  t.is(decodeText(fromHex('1b411b'), 0x00), 'A ');
});

test('an escape after an escape does not open another extension', (t) => {
  t.is(decodeText(fromHex('1b1b65'), 0x00), ' e');
});

for (const [title, dataCoding, octets] of [
  ['binary data', 0x04, '41'],
  ['binary data by message class', 0xf5, '41'],
  ['a data coding that is not read', 0x05, '41'],
  ['an octet above the default alphabet', 0x00, '80'],
  ['half a unit of UCS-2', 0x08, '004100'],
] as const) {
  test(`decodeText() refuses ${title}`, (t) => {
    t.throws(() => decodeText(fromHex(octets), dataCoding), { instanceOf: DecodeError });
  });
}
