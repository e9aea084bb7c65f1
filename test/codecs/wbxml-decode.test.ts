import test from 'ava';
import { MAX_DEPTH, MAX_ELEMENTS, MAX_INPUT, MAX_VALUE_LENGTH } from '../../codecs/limits.ts';
import { decodeWbxml } from '../../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import type { CpDocument } from '../../domain/document.ts';
import { fc } from '../helpers/drawn-values.ts';
import { damaged, damages, documents } from './arbitraries.ts';
import { fromHex, readVectors } from './vectors.ts';

interface Form {
  name: string;
  source: string;
  octets: string;
  document: CpDocument;
}
const { vectors } = readVectors('wbxml-forms') as { vectors: Form[] };
const { product } = readVectors('provisioning-messages') as { product: { wbxml: string } };

const HEADER = '030b6a00';

for (const { name, source, octets, document } of vectors) {
  test(`decodeWbxml() reads: ${name} (${source})`, (t) => {
    t.deepEqual(decodeWbxml(fromHex(octets)), document);
  });
}

test('decodeWbxml() reads the document of a commercial product, with its string table', (t) => {
  const { version, characteristics } = decodeWbxml(fromHex(product.wbxml));
  t.is(version, '1.0');
  t.deepEqual(
    characteristics.map(({ type }) => type),
    ['BOOTSTRAP', 'NAPDEF'],
  );
  t.deepEqual(characteristics[1]?.parms, [
    { name: 'NAME', value: 'test1' },
    { name: 'NAPID', value: 'test1_NAPID' },
    { name: 'BEARER', value: 'GSM-GPRS' },
    { name: 'NAP-ADDRESS', value: 'test2' },
    { name: 'NAP-ADDRTYPE', value: 'APN' },
    { name: 'INTERNET' },
  ]);
});

test('a document cut anywhere is refused, never read as another', (t) => {
  fc.assert(
    fc.property(documents, fc.nat(), (document, cut) => {
      const octets = encodeWbxml(document);
      t.throws(() => decodeWbxml(octets.slice(0, cut % octets.length)), { instanceOf: DecodeError });
    }),
  );
});

test('damaged octets give a document or a DecodeError, nothing else', (t) => {
  fc.assert(
    fc.property(documents, damages, (document, changes) => {
      try {
        decodeWbxml(damaged(encodeWbxml(document), changes));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
  t.pass();
});

const inNapdef = (attributes: string): string => `${HEADER}45c65501${attributes}0101`;

for (const [title, octets, offset] of [
  ['an empty input', '', 0],
  ['WBXML 1.0', '000b6a0005', 0],
  ['another public id', '03056a0005', 1],
  ['another public id as a text', '0300006a02410005', 7],
  ['another character set', '030b0f0005', 3],
  ['a string table longer than the input', '030b6a7f05', 4],
  ['an unknown tag', `${HEADER}08`, 4],
  ['a root that is no document', `${HEADER}865501`, 7],
  ['a parm outside a characteristic', `${HEADER}4587070101`, 8],
  ['a document inside a document', `${HEADER}45c65501050101`, 9],
  ['an element inside a parm', `${HEADER}45c65501c707018655010101`, 14],
  ['text between elements', `${HEADER}4503410001`, 8],
  ['a characteristic without type', `${HEADER}450601`, 6],
  ['a parm without name', `${HEADER}45c6550187010101`, 10],
  ['an unknown attribute token', inNapdef('874d01'), 10],
  ['an unknown value token', inNapdef('8707068001'), 12],
  ['an unknown page', inNapdef('870002070101'), 12],
  ['a value token on an unknown page', inNapdef('87070600059a01'), 14],
  ['a value before any attribute', inNapdef('870341000701'), 10],
  ['an attribute that comes twice', inNapdef('87070701'), 11],
  ['a reference past the string table', inNapdef('870706830501'), 13],
  ['a string of the table that does not end in it', '030b6a02414245c655018707068300010101', 15],
  ['an inline string that does not end', `${HEADER}45c65501870706034141`, 12],
  ['octets that are no UTF-8', inNapdef('87070603ff0001'), 12],
  ['a control character', inNapdef('8707060307000101'), 14],
  ['an entity beyond Unicode', inNapdef('87070602c4800001'), 15],
  ['an entity that is half a surrogate pair', inNapdef('8707060283b00001'), 15],
  ['opaque data longer than the input', inNapdef('870706c37f01'), 13],
  ['a version with another major number', `${HEADER}854503322e300001`, 12],
  ['octets after the document', `${HEADER}0505`, 5],
] as const) {
  test(`decodeWbxml() refuses ${title}, and says where`, (t) => {
    const error = t.throws(() => decodeWbxml(fromHex(octets)), { instanceOf: DecodeError });
    t.is(error.offset, offset);
  });
}

test('processing instructions around and in the document are read over', (t) => {
  const octets = `${HEADER}4307014543070186550101430701`;
  t.deepEqual(decodeWbxml(fromHex(octets)).characteristics, [{ type: 'NAPDEF', parms: [], children: [] }]);
});

test('decodeWbxml() stops at its limits of size, depth, elements and value length', (t) => {
  const refused = (octets: Uint8Array): void => {
    t.throws(() => decodeWbxml(octets), { instanceOf: DecodeError, message: /expected at most/ });
  };
  refused(new Uint8Array(MAX_INPUT + 1));
  refused(fromHex(`${HEADER}45${'c65501'.repeat(MAX_DEPTH + 1)}${'01'.repeat(MAX_DEPTH + 2)}`));
  refused(fromHex(`${HEADER}45${'865501'.repeat(MAX_ELEMENTS)}01`));
  refused(fromHex(inNapdef(`87070603${'41'.repeat(MAX_VALUE_LENGTH + 1)}0001`)));
  t.notThrows(() => decodeWbxml(fromHex(inNapdef(`87070603${'41'.repeat(MAX_VALUE_LENGTH)}0001`))));
});

test('references cannot make a small document large', (t) => {
  const table = `${'41'.repeat(1000)}00`;
  const octets = `030b6a8769${table}45c65501${'8707068300'.concat('01').repeat(100)}0101`;
  t.throws(() => decodeWbxml(fromHex(octets)), { instanceOf: DecodeError, message: /octets in all/ });
});
