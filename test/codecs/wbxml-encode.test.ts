import test from 'ava';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { PAGES } from '../../codecs/wbxml-tokens.ts';
import { parseXml } from '../../codecs/xml.ts';
import type { Characteristic, CpDocument, Parm } from '../../domain/document.ts';
import { fc } from '../helpers/drawn-values.ts';
import { documents } from './arbitraries.ts';
import { readVectors, toHex } from './vectors.ts';

const { complete } = readVectors('provisioning-messages') as {
  complete: { name: string; xml: string; wbxml: string }[];
};

const HEADER = '030b6a00';

function characteristic(type: string, parms: Parm[] = [], children: Characteristic[] = []): Characteristic {
  return { type, parms, children };
}

function encoded(...characteristics: Characteristic[]): string {
  return toHex(encodeWbxml({ version: '1.0', characteristics }));
}

for (const { name, xml, wbxml } of complete) {
  test(`encodeWbxml() gives the octets of another implementation for: ${name}`, (t) => {
    t.is(toHex(encodeWbxml(parseXml(xml))), wbxml);
  });
}

test('decodeWbxml() undoes encodeWbxml() for any document', (t) => {
  fc.assert(
    fc.property(documents, (document) => {
      t.deepEqual(decodeWbxml(encodeWbxml(document)), document);
    }),
    { numRuns: 300 },
  );
});

for (const [page, { names, types, values }] of PAGES.entries()) {
  test(`every name and type of page ${page} survives the way there and back`, (t) => {
    const parms = Object.values(names).map((name) => ({ name, value: 'x' }));
    const document: CpDocument = {
      version: '1.1',
      characteristics: Object.values(types).map((type) => characteristic(type, parms)),
    };
    const octets = encodeWbxml(document);
    t.deepEqual(decodeWbxml(octets), document);
    t.false(Buffer.from(octets).includes('NAME'), 'no name is spelled out');
  });

  test(`every value of page ${page} survives the way there and back`, (t) => {
    const parms = Object.values(values).map((value) => ({ name: 'AAUTHTYPE', value }));
    const document: CpDocument = { version: '1.0', characteristics: [characteristic('APPAUTH', parms)] };
    t.deepEqual(decodeWbxml(encodeWbxml(document)), document);
  });
}

test('pages are switched only where the name or type needs it, and back for value=', (t) => {
  const application = characteristic('APPLICATION', [
    { name: 'APPID', value: 'w2' },
    { name: 'NAME', value: 'A' },
  ]);
  t.is(encoded(application), `${HEADER}c54601c60001550187360000060377320001870706034100010101`);
});

test('a name that is on both pages stays on the page at hand', (t) => {
  const application = characteristic('APPLICATION', [{ name: 'INTERNET' }, { name: 'NAME' }]);
  t.is(encoded(application), `${HEADER}c54601c6000155018714018707010101`);
});

test('names and types that have no token are inline strings, on page 0', (t) => {
  const vendor = characteristic('APPLICATION', [{ name: 'X', value: 'Y' }], [characteristic('Z')]);
  t.is(encoded(vendor), `${HEADER}c54601c6000155018700000503580006035900018650035a00010101`);
});

test('a value that only contains a word with a token is one inline string', (t) => {
  const octets = encoded(characteristic('NAPDEF', [{ name: 'NAME', value: 'PAP,MD5' }]));
  t.true(octets.includes(`0603${Buffer.from('PAP,MD5').toString('hex')}00`));
});

test('a value that has a token on page 1 only is an inline string', (t) => {
  const octets = encoded(characteristic('APPAUTH', [{ name: 'AAUTHLEVEL', value: 'APPSRV' }]));
  t.true(octets.includes(`0603${Buffer.from('APPSRV').toString('hex')}00`));
});

test('a flag has no value=, an empty value has one with an empty string', (t) => {
  t.is(encoded(characteristic('NAPDEF', [{ name: 'INTERNET' }])), `${HEADER}c54601c655018714010101`);
  t.is(encoded(characteristic('NAPDEF', [{ name: 'AUTHNAME', value: '' }])), `${HEADER}c54601c65501870d060300010101`);
});

test('version 1.1 is an inline string and 1.0 a token', (t) => {
  t.is(toHex(encodeWbxml({ version: '1.1', characteristics: [] })), `${HEADER}854503312e310001`);
  t.is(toHex(encodeWbxml({ version: '1.0', characteristics: [] })), `${HEADER}854601`);
});

test('text outside ASCII is UTF-8, in long values too', (t) => {
  const value = `${'é'.repeat(500)}😀`;
  const octets = encoded(characteristic('NAPDEF', [{ name: 'NAME', value }]));
  t.true(octets.includes(`0603${Buffer.from(value).toString('hex')}00`));
});

for (const [title, document] of [
  ['NUL in a value', characteristic('NAPDEF', [{ name: 'NAME', value: 'a\0b' }])],
  ['a control character in a name', characteristic('NAPDEF', [{ name: '\u0001' }])],
  ['half a surrogate pair in a type', characteristic('\ud800')],
] as const) {
  test(`encodeWbxml() refuses ${title}`, (t) => {
    t.throws(() => encoded(document), { instanceOf: RangeError });
  });
}
