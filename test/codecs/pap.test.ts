import { readFileSync } from 'node:fs';
import test from 'ava';
import { formatPapAddress, parsePapAddress } from '../../codecs/pap-address.ts';
import { classifyPapCode, PAP_CODES, papCodeName } from '../../codecs/pap-codes.ts';
import type { PapMessage, PushMessage } from '../../codecs/pap-message.ts';
import { MAX_PAP, parsePap, parsePapStrictly } from '../../codecs/pap-read.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { papMessages } from './pap-arbitraries.ts';
import { readVectors } from './vectors.ts';

const { documents } = readVectors('pap') as {
  documents: { name: string; strict: boolean; xml: string; message: Record<string, unknown> }[];
};

const push: PushMessage = { type: 'push-message', pushId: 'a@b', addresses: ['WAPPUSH=+447700900123/TYPE=PLMN'] };
const DOCTYPE = '<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 2.0//EN" "http://www.wapforum.org/DTD/pap_2.0.dtd">';

for (const { name, strict, xml, message } of documents) {
  test(`parsePap() reads ${name}`, (t) => {
    const read = parsePap(xml);
    t.deepEqual(JSON.parse(JSON.stringify(read)), message);
    if (strict) t.deepEqual(parsePapStrictly(xml), read);
    else t.throws(() => parsePapStrictly(xml), { instanceOf: DecodeError });
  });
}

test('parsePap() undoes formatPap() for any message, and what is written keeps to the DTD', (t) => {
  fc.assert(
    fc.property(papMessages, (message) => {
      const xml = formatPap(message);
      t.deepEqual(parsePap(xml), message);
      t.deepEqual(parsePapStrictly(xml), message);
    }),
    { numRuns: 500 },
  );
});

test('parsePap() of any text gives a message or a DecodeError', (t) => {
  fc.assert(
    fc.property(papMessages, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }), (message, at, inserted) => {
      const xml = formatPap(message);
      const cut = at % xml.length;
      for (const read of [parsePap, parsePapStrictly]) {
        try {
          read(xml.slice(0, cut) + inserted + xml.slice(cut));
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
        }
      }
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('formatPap() writes the declaration, the DOCTYPE of PAP 2.0 and an element a line', (t) => {
  const message: PapMessage = {
    ...push,
    notifyTo: 'https://pi.example/n?a=1&b="2"',
    deliverBefore: new Date('2026-01-02T03:04:05.999Z'),
    replacePushId: 'old@b',
    replaceMethod: 'pending-only',
    qualityOfService: { deliveryMethod: 'unconfirmed', bearer: 'SMS', bearerRequired: true },
  };
  t.is(
    formatPap(message),
    `<?xml version="1.0" encoding="UTF-8"?>
${DOCTYPE}
<pap>
  <push-message push-id="a@b" replace-push-id="old@b" replace-method="pending-only" deliver-before-timestamp="2026-01-02T03:04:05Z" ppg-notify-requested-to="https://pi.example/n?a=1&amp;b=&quot;2&quot;">
    <address address-value="WAPPUSH=+447700900123/TYPE=PLMN"/>
    <quality-of-service delivery-method="unconfirmed" bearer="SMS" bearer-required="true"/>
  </push-message>
</pap>
`,
  );
});

const impossible: readonly [string, PapMessage][] = [
  ['a push without an address', { ...push, addresses: [] }],
  ['a time that is none', { ...push, deliverBefore: new Date(NaN) }],
  ['a year of five digits', { ...push, deliverBefore: new Date('+012026-01-01T00:00:00Z') }],
  ['a control character', { ...push, pushId: '\0' }],
  ['a code of three digits', { type: 'badmessage-response', code: 200, fragment: '' }],
  ['a cancel-response without a result', { type: 'cancel-response', pushId: 'a', results: [] }],
  ['a statusquery-response without a result', { type: 'statusquery-response', pushId: 'a', results: [] }],
];
for (const [title, message] of impossible) {
  test(`formatPap() does not write ${title}`, (t) => {
    t.throws(() => formatPap(message), { instanceOf: RangeError });
  });
}

const inPap = (inside: string, before = DOCTYPE): string => `<?xml version="1.0"?>${before}<pap>${inside}</pap>`;
const ADDRESS = '<address address-value="x"/>';

for (const [title, xml] of [
  ['nothing', ''],
  ['another root', '<html/>'],
  ['a root without a message', '<pap/>'],
  ['an entity of its own', inPap('<cancel-message push-id="&x;"/>', '<!DOCTYPE pap [<!ENTITY x "y">]>')],
  [
    'an external entity',
    inPap('<cancel-message push-id="&x;"/>', '<!DOCTYPE pap [<!ENTITY x SYSTEM "file:///etc/x">]>'),
  ],
  ['an entity nobody has declared', inPap('<cancel-message push-id="&x;"/>')],
  ['the DOCTYPE of another document', inPap('<cancel-message push-id="x"/>', '<!DOCTYPE html>')],
  ['text between elements', inPap('<cancel-message push-id="x"/>SECRET')],
  ['a push without an id', inPap(`<push-message>${ADDRESS}</push-message>`)],
  ['a push without an address', inPap('<push-message push-id="x"/>')],
  ['a response without a result', inPap('<push-response push-id="x"/>')],
  ['a response whose code is a word', inPap('<push-response push-id="x"><response-result code="OK"/></push-response>')],
  ['a notification without a state', inPap('<resultnotification-message push-id="x" code="1000"/>')],
  ['half a document', inPap('<cancel-message push-id="x"/>').slice(0, -3)],
  ['two roots', `${inPap('<cancel-message push-id="x"/>')}<pap/>`],
  ['too long a value', inPap(`<cancel-message push-id="${'x'.repeat(4_097)}"/>`)],
  ['too many elements', inPap(`<push-message push-id="x">${ADDRESS.repeat(500)}</push-message>`)],
  ['too deep a tree', inPap('<a>'.repeat(5) + '</a>'.repeat(5))],
  ['too long a document', ' '.repeat(MAX_PAP + 1)],
] as const) {
  test(`parsePap() refuses ${title}, and shows nothing of it`, (t) => {
    const error = t.throws(() => parsePap(xml), { instanceOf: DecodeError });
    t.false(error?.message.includes('SECRET'));
  });
}

for (const [title, xml] of [
  ['no DOCTYPE', inPap('<cancel-message push-id="x"/>', '')],
  ['a DOCTYPE in a comment only', inPap('<cancel-message push-id="x"/>', '<!-- -->')],
  ['an attribute of no DTD', inPap('<cancel-message push-id="x" why="y"/>')],
  ['an element of no DTD', inPap('<cancel-message push-id="x"><why/></cancel-message>')],
  ['an element in the wrong place', inPap(`<push-message push-id="x"><quality-of-service/>${ADDRESS}</push-message>`)],
  [
    'two of what may be once',
    inPap(`<push-message push-id="x">${ADDRESS}<quality-of-service/><quality-of-service/></push-message>`),
  ],
  ['two messages', inPap('<cancel-message push-id="x"/><cancel-message push-id="y"/>')],
  [
    'a time with fractions',
    inPap(`<push-message push-id="x" deliver-before-timestamp="2026-01-01T00:00:00.5Z">${ADDRESS}</push-message>`),
  ],
  [
    'a time of no calendar',
    inPap(`<push-message push-id="x" deliver-before-timestamp="2026-13-01T00:00:00Z">${ADDRESS}</push-message>`),
  ],
  [
    'a word that is none of its list',
    inPap(`<push-message push-id="x" progress-notes-requested="yes">${ADDRESS}</push-message>`),
  ],
  ['a badmessage-response without a fragment', inPap('<badmessage-response code="2000"/>')],
] as const) {
  test(`parsePapStrictly() refuses ${title}`, (t) => {
    t.throws(() => parsePapStrictly(xml), { instanceOf: DecodeError });
  });
}

const verdicts = (wanted: string) => PAP_CODES.filter(({ verdict }) => verdict === wanted).map(({ code }) => code);

test('every code of WAP-247 §9.14 has a name and a verdict, once', (t) => {
  t.deepEqual(verdicts('accepted'), [1000, 1001, 2007]);
  t.deepEqual(verdicts('throttled'), [4001]);
  t.deepEqual(verdicts('temporary'), [3000, 3009, 3010, 4000, 5028, 5029]);
  t.is(new Set(PAP_CODES.map(({ code }) => code)).size, PAP_CODES.length);
  t.is(verdicts('permanent').length, PAP_CODES.length - 10);
});

test('the table of codes in docs/bearers.md is this one', (t) => {
  const text = readFileSync(new URL('../../docs/bearers.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| \d{4} \|/.test(line));
  t.deepEqual(
    rows,
    PAP_CODES.map(({ code, name, verdict }) => `| ${code} | ${name} | ${verdict} |`),
  );
});

test('a code that is not known counts as the first of its thousand', (t) => {
  t.is(classifyPapCode(1999), 'accepted');
  t.is(classifyPapCode(2999), 'permanent');
  t.is(classifyPapCode(3999), 'temporary');
  t.is(classifyPapCode(4999), 'temporary');
  t.is(classifyPapCode(5999), 'permanent');
  t.is(classifyPapCode(9999), 'permanent');
  t.is(papCodeName(2999), 'Bad request');
  t.is(papCodeName(9999), 'Unknown');
});

test('an address is a number, its type and the gateway, and is read back', (t) => {
  t.is(formatPapAddress('+447700900123', 'ppg.example'), 'WAPPUSH=+447700900123/TYPE=PLMN@ppg.example');
  t.is(formatPapAddress('+447700900123'), 'WAPPUSH=+447700900123/TYPE=PLMN');
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{5,14}$/), fc.constantFrom('', 'ppg', 'a.b-c'), (digits, host) => {
      t.deepEqual(parsePapAddress(formatPapAddress(`+${digits}`, host)), {
        identifier: `+${digits}`,
        type: 'PLMN',
        host,
      });
    }),
  );
});

test('addresses of other forms are read too', (t) => {
  t.deepEqual(parsePapAddress('wappush=447700900123/type=plmn'), {
    identifier: '+447700900123',
    type: 'PLMN',
    host: '',
  });
  t.deepEqual(parsePapAddress('WAPPUSH=john%40x/TYPE=USER@p'), { identifier: 'john@x', type: 'USER', host: 'p' });
  t.deepEqual(parsePapAddress('WAPPUSH=10.0.0.1/TYPE=IPv4@p'), { identifier: '10.0.0.1', type: 'IPV4', host: 'p' });
});

for (const [title, act] of [
  ['a number without its plus', () => formatPapAddress('447700900123')],
  ['a host that is none', () => formatPapAddress('+447700900123', 'a/b')],
] as const) {
  test(`no address is written for ${title}`, (t) => {
    t.throws(act, { instanceOf: RangeError });
  });
}

for (const address of ['+447700900123', 'WAPPUSH=x/TYPE=PLMN@p', 'WAPPUSH=%zz/TYPE=USER@p', 'WAPPUSH=/TYPE=PLMN@p']) {
  test(`"${address}" is no address`, (t) => {
    t.throws(() => parsePapAddress(address), { instanceOf: DecodeError });
  });
}
