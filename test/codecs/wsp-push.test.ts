import test from 'ava';
import { decodePush, encodePush } from '../../codecs/wsp-push.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { SECURITY_METHODS } from '../../domain/document.ts';
import { fc } from '../helpers/drawn-values.ts';
import { damaged, damages } from './arbitraries.ts';
import { fromHex, readVectors, toHex } from './vectors.ts';

interface Vector {
  name: string;
  source: string;
  octets: string;
  push: Record<string, unknown>;
}
const { vectors } = readVectors('pushes') as { vectors: Vector[] };

const MAC = '1436373EE7ED465FB84AFF78CB4B9438D6E1D200';
const macs = fc.string({ minLength: 40, maxLength: 40, unit: fc.constantFrom(...Array.from('0123456789ABCDEF')) });
const headers = fc
  .tuple(fc.nat({ max: 255 }), fc.constantFrom(undefined, ...SECURITY_METHODS), macs)
  .map(([transactionId, security, mac]) => ({
    transactionId,
    ...(security === undefined ? {} : { security }),
    ...(security === undefined || security === 'USERPINMAC' ? {} : { mac }),
  }));

for (const { name, source, octets, push } of vectors) {
  test(`decodePush() reads: ${name} (${source})`, (t) => {
    t.deepEqual<unknown, unknown>(decodePush(fromHex(octets)), { ...push, body: fromHex('030b') });
  });
}

for (const { name, octets } of vectors.slice(0, 4)) {
  test(`encodePush() writes: ${name}`, (t) => {
    const { transactionId, security, mac } = decodePush(fromHex(octets));
    const header = { transactionId, ...(security && { security }), ...(mac && { mac }) };
    t.is(toHex(encodePush(header, fromHex('030b'))), octets);
  });
}

test('decodePush() undoes encodePush()', (t) => {
  fc.assert(
    fc.property(headers, fc.uint8Array(), (header, body) => {
      t.deepEqual(decodePush(encodePush(header, body)), {
        ...header,
        contentType: 'application/vnd.wap.connectivity-wbxml',
        body,
      });
    }),
  );
});

test('a damaged push gives a push or a DecodeError, nothing else', (t) => {
  const sources = fc.oneof(
    fc.tuple(headers, fc.uint8Array()).map(([header, body]) => encodePush(header, body)),
    fc.constantFrom(...vectors.map(({ octets }) => fromHex(octets))),
  );
  fc.assert(
    fc.property(sources, damages, (octets, changes) => {
      try {
        decodePush(damaged(octets, changes));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

const push = (headers: string): Uint8Array =>
  fromHex(`0106${(headers.length / 2).toString(16).padStart(2, '0')}${headers}030b`);
const text = (value: string): string => Buffer.from(`${value}\0`).toString('hex');

for (const [title, parameter, security] of [
  ['as a long integer', '910102', 'USERNETWPIN'],
  ['as a text with its number', `91${text('1')}`, 'USERPIN'],
  ['as a text with its name', `91${text('netwpin')}`, 'NETWPIN'],
  ['by a textual name', `${text('SEC')}83`, 'USERPINMAC'],
] as const) {
  test(`SEC may come ${title}`, (t) => {
    const value = `b6${parameter}`;
    t.is(decodePush(push(`${(value.length / 2).toString(16).padStart(2, '0')}${value}`)).security, security);
  });
}

test('SEC and MAC may stand in the text of the media type', (t) => {
  const { contentType, security, mac } = decodePush(
    push(text(`Application/vnd.wap.connectivity-wbxml; sec=1; mac="${MAC}"; charset=utf-8`)),
  );
  t.deepEqual([contentType, security, mac], ['application/vnd.wap.connectivity-wbxml', 'USERPIN', MAC]);
});

test('a MAC may be quoted as WSP quotes', (t) => {
  const value = `b691809222${text(MAC)}`;
  t.is(decodePush(push(`1f${(value.length / 2).toString(16)}${value}`)).mac, MAC);
});

test('parameters that are not known are read over, whatever their kind', (t) => {
  const value = `b680810d81ea8502aabb${text('x')}${text('y')}891f01cc9181`;
  const { security } = decodePush(push(`1f${(value.length / 2).toString(16)}${value}`));
  t.is(security, 'USERPIN');
});

test('a content type that is not known is given by its number', (t) => {
  t.is(decodePush(push('ff')).contentType, 'unknown/0x7f');
  t.is(decodePush(push('03020301')).contentType, 'unknown/0x301');
});

for (const [title, headers, applicationId] of [
  ['by number', 'b6af87', 'x-wap-application:syncml.dm'],
  ['by a long number', 'b6af0104', 'x-wap-application:mms.ua'],
  ['by a number that is not known', 'b6af028007', '0x8007'],
  ['as text', `b6af${text('x-example:app')}`, 'x-example:app'],
  ['with the name of the field as text', `b6${text('X-Wap-Application-Id')}${text('x-example:app')}`, 'x-example:app'],
  ['after headers of another page', 'b67f02af8101af87', 'x-wap-application:syncml.dm'],
  ['not at all on another page', 'b602af87', undefined],
] as const) {
  test(`the application id is read ${title}`, (t) => {
    t.is(decodePush(push(headers)).applicationId, applicationId);
  });
}

for (const [title, octets] of [
  ['an empty input', ''],
  ['another PDU', '010501b6'],
  ['headers that are longer than the input', '010605b6'],
  ['no content type', '010600030b'],
  ['a content type that is longer than the headers', '01060405b69183'],
  ['a text without NUL in the headers', '01060341414100'],
  ['SEC with a number that is none of the methods', '01060403b69184'],
  ['a parameter without a value', '01060302b691'],
  ['a number of five octets', '010606050102030405b6'],
  ['a header without a value', '010602b68d'],
] as const) {
  test(`decodePush() refuses ${title}`, (t) => {
    t.throws(() => decodePush(fromHex(octets)), { instanceOf: DecodeError });
  });
}

test('decodePush() refuses more than short messages can carry', (t) => {
  t.throws(() => decodePush(new Uint8Array(65_537)), { instanceOf: DecodeError });
});

for (const [title, header] of [
  ['a transaction id above an octet', { transactionId: 256 }],
  ['a transaction id that is no integer', { transactionId: 0.5 }],
  ['a method that sends a MAC without one', { transactionId: 1, security: 'USERPIN' }],
  ['USERPINMAC with a MAC', { transactionId: 1, security: 'USERPINMAC', mac: MAC }],
  ['a MAC without a method', { transactionId: 1, mac: MAC }],
  ['a MAC that is none', { transactionId: 1, security: 'NETWPIN', mac: 'secret' }],
] as const) {
  test(`encodePush() refuses ${title}`, (t) => {
    const error = t.throws(() => encodePush(header, Uint8Array.of()), { instanceOf: RangeError });
    t.false(error.message.includes('secret'));
  });
}

test('a MAC is written in upper case', (t) => {
  const octets = encodePush({ transactionId: 1, security: 'NETWPIN', mac: MAC.toLowerCase() }, Uint8Array.of());
  t.is(decodePush(octets).mac, MAC);
});

/** Initiator B1, "http"; Push-Flag B4 (WAP-230-WSP appendix A), or both as texts. */
for (const [title, octets, fields] of [
  ['with the flag', '010609b6b16874747000b481', { initiatorUri: 'http', isInitiatorAuthenticated: true }],
  ['with another flag', '010609b6b16874747000b482', { initiatorUri: 'http', isInitiatorAuthenticated: false }],
  ['without a flag', '010607b6b16874747000', { initiatorUri: 'http' }],
  [
    'as texts',
    `010626b6${Buffer.from('X-Wap-Initiator-URI\0http\0Push-Flag\0').toString('hex')}3100`,
    { initiatorUri: 'http', isInitiatorAuthenticated: true },
  ],
] as const) {
  test(`decodePush() reads an initiator ${title}`, (t) => {
    const { transactionId: _, contentType: type, body, ...rest } = decodePush(fromHex(octets));
    t.is(type, 'application/vnd.wap.connectivity-wbxml');
    t.is(body.length, 0);
    t.deepEqual(rest, { ...fields });
  });
}
