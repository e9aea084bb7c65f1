import { createHmac } from 'node:crypto';
import test from 'ava';
import { computeMac, networkKey, userPinMac, verifyMac, verifyUserPinMac } from '../../codecs/bootstrap-mac.ts';
import type { BootstrapSecret } from '../../domain/security.ts';
import { fc } from '../helpers/drawn-values.ts';
import { fromHex, readVectors, toHex } from './vectors.ts';

const { vectors } = readVectors('network-keys') as { vectors: { imsi: string; key: string }[] };
const { product, complete } = readVectors('provisioning-messages') as {
  product: { imsi: string; wbxml: string; mac: string };
  complete: { name: string; pin: string; wbxml: string; mac: string }[];
};

const digits = (constraints: { minLength: number; maxLength: number }) =>
  fc.string({ ...constraints, unit: fc.constantFrom(...Array.from('0123456789')) });
const imsis = digits({ minLength: 6, maxLength: 15 });
const pins = digits({ minLength: 1, maxLength: 12 });
const secrets: fc.Arbitrary<BootstrapSecret> = fc.oneof(
  imsis.map((imsi) => ({ method: 'NETWPIN' as const, imsi })),
  pins.map((pin) => ({ method: 'USERPIN' as const, pin })),
  fc.tuple(imsis, pins).map(([imsi, pin]) => ({ method: 'USERNETWPIN' as const, imsi, pin })),
  pins.map((pin) => ({ method: 'USERPINMAC' as const, pin })),
);

for (const { imsi, key } of vectors) {
  test(`the network key of IMSI ${imsi} is ${key}`, (t) => {
    t.is(toHex(networkKey(imsi)), key);
  });
}

test('the MAC of a commercial product is reproduced', (t) => {
  const { imsi, wbxml, mac } = product;
  t.is(computeMac({ method: 'NETWPIN', imsi }, fromHex(wbxml)), mac);
  t.true(verifyMac({ method: 'NETWPIN', imsi }, fromHex(wbxml), mac.toLowerCase()));
});

for (const { name, pin, wbxml, mac } of complete) {
  test(`the MAC of another implementation is reproduced: ${name}`, (t) => {
    t.is(computeMac({ method: 'USERPIN', pin }, fromHex(wbxml)), mac);
  });
}

test('the key of USERNETWPIN is the network key and the PIN after it', (t) => {
  const wbxml = fromHex(product.wbxml);
  const key = Buffer.concat([fromHex('1932547698103254'), Buffer.from('1234')]);
  const expected = createHmac('sha1', key).update(wbxml).digest('hex').toUpperCase();
  t.is(computeMac({ method: 'USERNETWPIN', imsi: product.imsi, pin: '1234' }, wbxml), expected);
});

test('a USERPINMAC PIN is the chosen half and a digit for each octet of the HMAC keyed with it', (t) => {
  const wbxml = fromHex(product.wbxml);
  const digest = createHmac('sha1', '13579').update(wbxml).digest();
  t.is(userPinMac('13579', wbxml), `13579${[0, 1, 2, 3, 4].map((i) => digest.readUInt8(i) % 10).join('')}`);
});

test('verifyMac() takes what computeMac() makes, in either case, and nothing for other octets', (t) => {
  fc.assert(
    fc.property(secrets, fc.uint8Array({ minLength: 1 }), (secret, wbxml) => {
      const mac = computeMac(secret, wbxml);
      t.true(verifyMac(secret, wbxml, mac) && verifyMac(secret, wbxml, mac.toLowerCase()));
      t.false(verifyMac(secret, Uint8Array.of(...wbxml, 0), mac));
    }),
  );
});

test('verifyUserPinMac() takes what userPinMac() makes, and no other check digits', (t) => {
  fc.assert(
    fc.property(digits({ minLength: 1, maxLength: 20 }), fc.uint8Array(), (half, wbxml) => {
      const pin = userPinMac(half, wbxml);
      t.is(pin.length, 2 * half.length);
      t.true(verifyUserPinMac(pin, wbxml));
      t.false(verifyUserPinMac(`${pin.slice(0, -1)}${(Number(pin.at(-1)) + 1) % 10}`, wbxml));
    }),
  );
});

for (const typed of ['', '1', '123', '12a4', '12 34', '١٢٣٤', '1'.repeat(42)]) {
  test(`verifyUserPinMac() refuses what is no such PIN: ${JSON.stringify(typed)}`, (t) => {
    t.false(verifyUserPinMac(typed, Uint8Array.of(1)));
  });
}

for (const mac of ['', '00', 'Z'.repeat(40), '0'.repeat(42)]) {
  test(`verifyMac() refuses what is no MAC: ${JSON.stringify(mac)}`, (t) => {
    t.false(verifyMac({ method: 'USERPIN', pin: '1234' }, Uint8Array.of(1), mac));
  });
}

test('verifyMac() refuses a PIN that is not made of digits', (t) => {
  t.false(verifyMac({ method: 'USERPIN', pin: 'abcd' }, Uint8Array.of(1), '0'.repeat(40)));
});

for (const imsi of ['', '12345', '1234567890123456', '12345678901234x']) {
  test(`networkKey() refuses ${JSON.stringify(imsi)} without repeating it`, (t) => {
    const error = t.throws(() => networkKey(imsi), { instanceOf: RangeError });
    t.true(imsi === '' || !error.message.includes(imsi));
  });
}

for (const pin of ['', 'abcd', '12 4']) {
  test(`computeMac() and userPinMac() refuse the PIN ${JSON.stringify(pin)}`, (t) => {
    t.throws(() => computeMac({ method: 'USERPIN', pin }, Uint8Array.of(1)), { instanceOf: RangeError });
    t.throws(() => userPinMac(pin, Uint8Array.of(1)), { instanceOf: RangeError });
  });
}
