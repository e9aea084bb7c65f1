import test from 'ava';
import { countParts, decodeUserData, encodeUserData } from '../../codecs/sms-user-data.ts';
import { encodePush } from '../../codecs/wsp-push.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { damaged, damages } from './arbitraries.ts';
import { fromHex, readVectors, toHex } from './vectors.ts';

interface Vector {
  name: string;
  octets: string;
  userData: { payload: string };
}
const { vectors } = readVectors('user-data') as { vectors: Vector[] };
const { complete } = readVectors('provisioning-messages') as {
  complete: { name: string; wbxml: string; mac: string; reference: number; parts: string[] }[];
};

for (const { name, octets, userData } of vectors) {
  test(`decodeUserData() reads: ${name}`, (t) => {
    t.deepEqual<unknown, unknown>(decodeUserData(fromHex(octets)), { ...userData, payload: fromHex(userData.payload) });
  });
}

for (const { name, wbxml, mac, reference, parts } of complete) {
  test(`encodeUserData() gives the short messages of another implementation: ${name}`, (t) => {
    const push = encodePush({ transactionId: 1, security: 'USERPIN', mac }, fromHex(wbxml));
    t.deepEqual(encodeUserData(push, { reference, sourcePort: 2948 }).map(toHex), parts);
  });
}

test('decodeUserData() undoes encodeUserData(), part by part', (t) => {
  const ports = fc.nat({ max: 0xffff });
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 1000, size: 'max' }),
      fc.constantFrom(8 as const, 16 as const),
      fc.nat({ max: 255 }),
      ports,
      ports,
      (push, concatenation, reference, destinationPort, sourcePort) => {
        const parts = encodeUserData(push, { reference, destinationPort, sourcePort, concatenation });
        t.is(parts.length, countParts(push.length, concatenation));
        t.true(parts.every(({ length }) => length <= 140));
        const decoded = parts.map(decodeUserData);
        t.deepEqual(Buffer.concat(decoded.map(({ payload }) => payload)), Buffer.from(push));
        for (const [i, part] of decoded.entries()) {
          t.deepEqual(part.ports, { destination: destinationPort, source: sourcePort });
          t.deepEqual(
            part.concatenation,
            parts.length === 1 ? undefined : { reference, total: parts.length, sequence: i + 1 },
          );
        }
      },
    ),
  );
});

test('damaged user data gives a value or a DecodeError, nothing else', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...vectors), damages, ({ octets }, changes) => {
      try {
        decodeUserData(damaged(fromHex(octets), changes));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

test('parts are full: 133 octets alone, 128 each with an 8-bit reference, 127 with a 16-bit one', (t) => {
  t.deepEqual(
    [0, 1, 133, 134, 256, 257].map((octets) => countParts(octets)),
    [1, 1, 1, 2, 2, 3],
  );
  t.deepEqual(
    [133, 134, 254, 255].map((octets) => countParts(octets, 16)),
    [1, 2, 2, 3],
  );
});

test('ports are 2948 and 9200 unless told otherwise', (t) => {
  const [part] = encodeUserData(Uint8Array.of(0xaa), { reference: 0 });
  t.is(toHex(part!), '0605040b8423f0aa');
});

test('255 parts are the most', (t) => {
  t.is(encodeUserData(new Uint8Array(255 * 128), { reference: 0 }).length, 255);
  t.throws(() => encodeUserData(new Uint8Array(255 * 128 + 1), { reference: 0 }), { instanceOf: RangeError });
});

for (const [title, options] of [
  ['a reference above an octet', { reference: 256 }],
  ['a reference above two octets', { reference: 65_536, concatenation: 16 }],
  ['a port above two octets', { reference: 0, destinationPort: 65_536 }],
  ['a port below zero', { reference: 0, sourcePort: -1 }],
] as const) {
  test(`encodeUserData() refuses ${title}`, (t) => {
    t.throws(() => encodeUserData(Uint8Array.of(), options), { instanceOf: RangeError });
  });
}

for (const [title, octets] of [
  ['an empty input', ''],
  ['a header longer than the input', '0605040b84'],
  ['an element longer than the header', '0605050b8423f0aa'],
  ['an element without a length', '0105'],
  ['ports of the wrong length', '0505030b8423aa'],
  ['8-bit ports of the wrong length', '03040110aa'],
  ['a concatenation of the wrong length', '0400020102aa'],
  ['a 16-bit concatenation of the wrong length', '050803010201aa'],
] as const) {
  test(`decodeUserData() refuses ${title}`, (t) => {
    t.throws(() => decodeUserData(fromHex(octets)), { instanceOf: DecodeError });
  });
}
