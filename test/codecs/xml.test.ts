import test from 'ava';
import { MAX_DEPTH, MAX_ELEMENTS, MAX_INPUT, MAX_VALUE_LENGTH } from '../../codecs/limits.ts';
import { formatXml, parseXml } from '../../codecs/xml.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import { fc } from '../helpers/drawn-values.ts';
import { documents } from './arbitraries.ts';
import { readVectors } from './vectors.ts';

const { complete } = readVectors('provisioning-messages') as { complete: { name: string; xml: string }[] };

const root = (inside: string, before = ''): string => `${before}<wap-provisioningdoc>${inside}</wap-provisioningdoc>`;
const napdef = (inside: string): string => root(`<characteristic type="NAPDEF">${inside}</characteristic>`);

for (const { name, xml } of complete) {
  test(`parseXml() reads a document of another implementation: ${name}`, (t) => {
    const { version, characteristics } = parseXml(xml);
    t.is(version, '1.0');
    t.is(characteristics[0]?.type, 'NAPDEF');
    t.is(characteristics[0]?.parms.length, 5);
    t.deepEqual(parseXml(formatXml({ version, characteristics })), { version, characteristics });
  });
}

test('parseXml() undoes formatXml() for any document', (t) => {
  fc.assert(
    fc.property(documents, (document) => {
      t.deepEqual(parseXml(formatXml(document)), document);
    }),
    { numRuns: 200 },
  );
});

test('parseXml() of any text gives a document or a DecodeError', (t) => {
  fc.assert(
    fc.property(documents, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }), (document, at, inserted) => {
      const xml = formatXml(document);
      const cut = at % xml.length;
      try {
        parseXml(xml.slice(0, cut) + inserted + xml.slice(cut));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('formatXml() writes the prologue, an element a line, and escapes what would not survive', (t) => {
  const parms = [{ name: 'NAME', value: 'a<b>&"c"\t\r\n' }, { name: 'INTERNET' }];
  const xml = formatXml({
    version: '1.1',
    characteristics: [{ type: 'NAPDEF', parms, children: [{ type: 'VALIDITY', parms: [], children: [] }] }],
  });
  t.is(
    xml,
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE wap-provisioningdoc PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN" "http://www.wapforum.org/DTD/prov.dtd">
<wap-provisioningdoc version="1.1">
  <characteristic type="NAPDEF">
    <parm name="NAME" value="a&lt;b&gt;&amp;&quot;c&quot;&#9;&#13;&#10;"/>
    <parm name="INTERNET"/>
    <characteristic type="VALIDITY"/>
  </characteristic>
</wap-provisioningdoc>
`,
  );
});

test('formatXml() refuses a character that XML cannot carry', (t) => {
  t.throws(() => formatXml({ version: '1.0', characteristics: [{ type: '\0', parms: [], children: [] }] }), {
    instanceOf: RangeError,
  });
});

test('a parm without value stays different from one with an empty value, and without version it is 1.0', (t) => {
  t.deepEqual(parseXml(napdef('<parm name="INTERNET"/><parm name="AUTHNAME" value=""></parm>')), {
    version: '1.0',
    characteristics: [{ type: 'NAPDEF', parms: [{ name: 'INTERNET' }, { name: 'AUTHNAME', value: '' }], children: [] }],
  });
});

test('comments, processing instructions, the five entities and character references are read', (t) => {
  const xml = napdef('<!-- c --><?p i?> <parm name="NAME" value="&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;"/>');
  t.is(parseXml(xml).characteristics[0]?.parms[0]?.value, '&<>"\'A😀');
});

for (const [title, doctype] of [
  ['without an id', '<!DOCTYPE wap-provisioningdoc>'],
  ['with a system id only', "<!DOCTYPE wap-provisioningdoc SYSTEM 'http://elsewhere.example/x.dtd'>"],
  ['with the public id only', '<!DOCTYPE wap-provisioningdoc PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN">'],
  ['with both', '<!DOCTYPE  wap-provisioningdoc\n PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN" "file:///etc/passwd" >'],
] as const) {
  test(`parseXml() takes a DOCTYPE ${title}`, (t) => {
    t.deepEqual(parseXml(root('', doctype)), { version: '1.0', characteristics: [] });
  });
}

const BOMB = '<!DOCTYPE wap-provisioningdoc [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

for (const [title, xml] of [
  ['an empty text', ''],
  ['plain text', 'settings'],
  ['a root that is not closed', '<wap-provisioningdoc>'],
  ['a second root', `${root('')}${root('')}`],
  ['another root', '<characteristic type="NAPDEF"/>'],
  ['a document inside a document', root(root(''))],
  ['another element', root('<setting/>')],
  ['a parm outside a characteristic', root('<parm name="NAME"/>')],
  ['an element inside a parm', napdef('<parm name="A"><characteristic type="B"/></parm>')],
  ['a characteristic without type', root('<characteristic/>')],
  ['a parm without name', napdef('<parm value="x"/>')],
  ['an attribute that is not known', napdef('<parm name="A" mwid="1"/>')],
  ['a namespace', '<wap-provisioningdoc xmlns="urn:x"/>'],
  ['an attribute that comes twice', napdef('<parm name="A" name="B"/>')],
  ['text between elements', napdef('text')],
  ['text in CDATA', napdef('<![CDATA[text]]>')],
  ['a no-break space between elements', napdef('\u00a0')],
  ['another version', '<wap-provisioningdoc version="2.0"/>'],
  ['the DOCTYPE of another document', root('', '<!DOCTYPE pap PUBLIC "-//WAPFORUM//DTD PAP 2.0//EN" "x">')],
  ['another public id', root('', '<!DOCTYPE wap-provisioningdoc PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x">')],
  ['an internal subset, bomb or not', `${BOMB}${root('')}`],
  ['an entity that is not one of the five', napdef('<parm name="A" value="&secret;"/>')],
  ['a reference to a control character', napdef('<parm name="A" value="&#1;"/>')],
  ['a reference to NUL', napdef('<parm name="A" value="&#0;"/>')],
  ['a reference to half a surrogate pair', napdef('<parm name="A" value="&#xD800;"/>')],
  ['a control character', napdef('<parm name="A" value="\u0001"/>')],
  ['half a surrogate pair', napdef('<parm name="A" value="\ud83d"/>')],
  ['control characters by way of XML 1.1', `<?xml version="1.1"?>${napdef('<parm name="A" value="&#1;"/>')}`],
] as const) {
  test(`parseXml() refuses ${title}`, (t) => {
    const error = t.throws(() => parseXml(xml), { instanceOf: DecodeError });
    t.true(error.offset >= 0 && error.offset <= xml.length);
    t.false(error.message.includes('secret'), 'nothing of the input is quoted');
  });
}

test('parseXml() says at which character it stopped', (t) => {
  const xml = root('<setting/>');
  t.is(t.throws(() => parseXml(xml), { instanceOf: DecodeError }).offset, xml.indexOf('</'));
});

test('parseXml() stops at its limits of size, depth, elements and value length', (t) => {
  const refused = (xml: string): void => {
    t.throws(() => parseXml(xml), { instanceOf: DecodeError, message: /expected at most/ });
  };
  const nested = (depth: number): string =>
    root('<characteristic type="A">'.repeat(depth) + '</characteristic>'.repeat(depth));
  refused(' '.repeat(MAX_INPUT + 1));
  refused(nested(MAX_DEPTH + 1));
  t.notThrows(() => parseXml(nested(MAX_DEPTH)));
  refused(root('<characteristic type="A"/>'.repeat(MAX_ELEMENTS)));
  refused(napdef(`<parm name="A" value="${'a'.repeat(MAX_VALUE_LENGTH + 1)}"/>`));
  t.notThrows(() => parseXml(napdef(`<parm name="A" value="${'a'.repeat(MAX_VALUE_LENGTH)}"/>`)));
});
