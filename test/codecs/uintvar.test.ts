import test from 'ava';
import { decodeUintvar, encodeUintvar } from '../../codecs/uintvar.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { fromHex, readVectors, toHex } from './vectors.ts';

const { vectors } = readVectors('uintvar') as { vectors: { value: number; octets: string; source: string }[] };

for (const { value, octets, source } of vectors) {
  test(`uintvar ${value} is ${octets} (${source})`, (t) => {
    t.is(toHex(encodeUintvar(value)), octets);
    t.deepEqual(decodeUintvar(fromHex(octets)), [value, octets.length / 2]);
  });
}

test('decodeUintvar() undoes encodeUintvar() at any offset', (t) => {
  fc.assert(
    fc.property(fc.nat({ max: 0xffff_ffff }), fc.uint8Array({ maxLength: 4 }), (value, before) => {
      const input = Uint8Array.from([...before, ...encodeUintvar(value), 0xff]);
      const [decoded, next] = decodeUintvar(input, before.length);
      return decoded === value && next === input.length - 1;
    }),
  );
  t.pass();
});

test('decodeUintvar() reads needless leading octets', (t) => {
  t.deepEqual(decodeUintvar(Uint8Array.of(0x80, 0x80, 0x05)), [5, 3]);
});

for (const [title, octets, offset] of [
  ['ends early', [0x81], 1],
  ['passes 32 bits', [0x90, 0x80, 0x80, 0x80, 0x00], 0],
  ['never ends', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 0],
] as const) {
  test(`decodeUintvar() refuses an integer that ${title}`, (t) => {
    const error = t.throws(() => decodeUintvar(Uint8Array.from(octets)), { instanceOf: DecodeError });
    t.is(error.offset, offset);
  });
}

for (const value of [-1, 0.5, 2 ** 32, Number.NaN]) {
  test(`encodeUintvar() refuses ${value}`, (t) => {
    t.throws(() => encodeUintvar(value), { instanceOf: RangeError });
  });
}
