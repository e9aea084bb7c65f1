import { createHmac } from 'node:crypto';
import test from 'ava';
import { cardOctets, isProven } from '../../simulator/handset-mac.ts';
import { fc } from '../helpers/drawn-values.ts';
import { S1, S2, S3 } from './vectors.ts';

const octets = (hex: string) => Buffer.from(hex, 'hex');
const typed = (pin: string) => ({ imsi: '', pin });

for (const { imsi, hex } of [
  { imsi: '001010123456789', hex: '0910101032547698' },
  { imsi: '425021234567890', hex: '4952202143658709' },
  { imsi: '21407650123456', hex: '21417056103254f6' },
  { imsi: S1.imsi, hex: S1.keyHex },
]) {
  test(`The card keeps an IMSI of ${imsi.length} digits as ${hex} (GSM 11.11 §10.3.2)`, (t) => {
    t.is(cardOctets(imsi).toString('hex'), hex);
  });
}

test('A handset believes the NETWPIN MAC of a commercial product (S1)', (t) => {
  const signed = { security: 'NETWPIN', mac: S1.mac, body: octets(S1.wbxml) } as const;
  t.true(isProven(signed, { imsi: S1.imsi, pin: '' }));
  t.false(isProven(signed, { imsi: '123456789012346', pin: '' }));
});

for (const [name, { wbxml, mac, pin }] of Object.entries({ S2, S3 })) {
  test(`A handset believes the USERPIN MAC of vector ${name}, in either case of letters`, (t) => {
    const signed = { security: 'USERPIN', body: octets(wbxml) } as const;
    t.true(isProven({ ...signed, mac }, { imsi: '', pin }));
    t.true(isProven({ ...signed, mac: mac.toLowerCase() }, { imsi: '', pin }));
    t.false(isProven({ ...signed, mac }, { imsi: '', pin: '0000' }));
  });
}

test('A handset takes no document of which one bit was changed', (t) => {
  fc.assert(
    fc.property(fc.nat({ max: octets(S2.wbxml).length * 8 - 1 }), (bit) => {
      const body = octets(S2.wbxml);
      body[bit >> 3]! ^= 1 << (bit & 7);
      return !isProven({ security: 'USERPIN', mac: S2.mac, body }, { imsi: '', pin: S2.pin });
    }),
  );
  t.pass();
});

test('USERNETWPIN is proven by the card followed by the PIN', (t) => {
  const body = octets(S1.wbxml);
  const key = Buffer.concat([octets(S1.keyHex), Buffer.from('4711')]);
  const mac = createHmac('sha1', key).update(body).digest('hex');
  t.true(isProven({ security: 'USERNETWPIN', mac, body }, { imsi: S1.imsi, pin: '4711' }));
  t.false(isProven({ security: 'USERNETWPIN', mac, body }, { imsi: S1.imsi, pin: '4712' }));
});

test('USERPINMAC is proven by check digits behind the PIN', (t) => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{5,20}$/), fc.uint8Array({ maxLength: 60 }), (half, body) => {
      const digest = createHmac('sha1', half).update(body).digest();
      const check = Array.from({ length: half.length }, (_, i) => digest[i]! % 10).join('');
      const wrong = check.slice(0, -1) + ((Number(check.at(-1)) + 1) % 10);
      const signed = { security: 'USERPINMAC', mac: undefined, body } as const;
      return isProven(signed, typed(half + check)) && !isProven(signed, typed(half + wrong));
    }),
  );
  t.pass();
});

for (const [title, pin] of [
  ['an odd number of digits', '12345'],
  ['anything but digits', '12345678AB'],
  ['nothing', ''],
  ['more than twice a digest', '1'.repeat(42)],
] as const) {
  test(`USERPINMAC is not proven by ${title}`, (t) => {
    t.false(isProven({ security: 'USERPINMAC', mac: undefined, body: octets('00') }, { imsi: '', pin }));
  });
}

for (const [title, mac] of [
  ['is missing', undefined],
  ['is cut short', S2.mac.slice(0, 38)],
  ['has something behind it', `${S2.mac}zz`],
  ['is no hexadecimal', 'x'.repeat(40)],
] as const) {
  test(`A handset takes no document whose MAC ${title}`, (t) => {
    t.false(isProven({ security: 'USERPIN', mac, body: octets(S2.wbxml) }, { imsi: '', pin: S2.pin }));
  });
}
