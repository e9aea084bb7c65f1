import test from 'ava';
import { createApiKey, formatApiKey, parseApiKey } from '../../api/api-key.ts';
import { fc } from '../helpers/drawn-values.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...DIGITS.split('')),
    minLength: length,
    maxLength: length,
  });

test('formatApiKey() ends a key in the CRC-32 of what stands before it', (t) => {
  const before = `wsi_0000000000000_${'0'.repeat(43)}`;
  // CRC-32 by RFC 1952 §8, bit by bit, as base 62.
  let crc = 0xffffffff;
  for (const octet of Buffer.from(before)) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  crc = ~crc >>> 0;
  let check = '';
  for (let i = 0; i < 6; i++, crc = Math.floor(crc / 62)) {
    check = DIGITS[crc % 62] + check;
  }
  t.is(formatApiKey({ keyId: '0000000000000', secret: '0'.repeat(43) }), `${before}_${check}`);
});

test('parseApiKey() gives back what formatApiKey() was given', (t) => {
  fc.assert(
    fc.property(base62(13), base62(43), (keyId, secret) => {
      t.deepEqual(parseApiKey(formatApiKey({ keyId, secret })), { keyId, secret });
    }),
  );
});

test('parseApiKey() refuses a key in which one character was changed', (t) => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), base62(1), (at, other) => {
      const { text } = createApiKey();
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      t.is(changed === text || parseApiKey(changed) === undefined, true);
    }),
  );
});

test('parseApiKey() refuses any other text', (t) => {
  fc.assert(fc.property(fc.string(), (text) => t.is(parseApiKey(text), undefined)));
});

test('createApiKey() makes keys of one length with 256 random bits', (t) => {
  const keys = Array.from({ length: 200 }, createApiKey);
  t.is(new Set(keys.map(({ text }) => text.length)).size, 1);
  t.is(new Set(keys.map(({ secret }) => secret)).size, 200);
  t.is(new Set(keys.map(({ keyId }) => keyId)).size, 200);
  for (const { keyId, secret, text } of keys) t.deepEqual(parseApiKey(text), { keyId, secret });
});
