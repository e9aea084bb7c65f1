import test from 'ava';
import { checkDocument } from '../../codecs/check-document.ts';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { parseXml } from '../../codecs/xml.ts';
import type { Characteristic, CpDocument } from '../../domain/document.ts';
import { renderDocument } from '../../domain/render.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';
import { documents } from './arbitraries.ts';
import { readVectors } from './vectors.ts';

const { complete } = readVectors('provisioning-messages') as { complete: { name: string; xml: string }[] };

type Parms = Record<string, string | true | readonly string[]>;

function c(type: string, parms: Parms = {}, children: Characteristic[] = []): Characteristic {
  const list = Object.entries(parms).flatMap(([name, value]) =>
    value === true ? [{ name }] : (typeof value === 'string' ? [value] : value).map((one) => ({ name, value: one })),
  );
  return { type, parms: list, children };
}

const doc = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.1', characteristics });

/** Faults as `severity path`, sorted. */
const faultsOf = (document: CpDocument): string[] =>
  checkDocument(document)
    .map(({ severity, path }) => `${severity} ${path}`)
    .toSorted();

const nap = (parms: Parms = {}, children: Characteristic[] = []): Characteristic =>
  c(
    'NAPDEF',
    { NAPID: 'N1', BEARER: 'GSM-GPRS', NAME: 'Net', INTERNET: true, 'NAP-ADDRESS': 'net', ...parms },
    children,
  );
const physical = (parms: Parms = {}): Characteristic =>
  c('PXPHYSICAL', { 'PHYSICAL-PROXY-ID': 'PP1', PXADDR: '192.0.2.1', 'TO-NAPID': 'N1', ...parms });
const proxy = (parms: Parms = {}, children: Characteristic[] = [physical()]): Characteristic =>
  c('PXLOGICAL', { 'PROXY-ID': 'P1', NAME: 'Proxy', ...parms }, children);
const app = (parms: Parms, children: Characteristic[] = []): Characteristic =>
  c('APPLICATION', { 'TO-NAPID': 'N1', ...parms }, children);
const address = (ports: string[] = []): Characteristic =>
  c(
    'APPADDR',
    { ADDR: 'host.example' },
    ports.map((PORTNBR) => c('PORT', { PORTNBR })),
  );

for (const { name, xml } of complete) {
  test(`the document of another implementation has no error: ${name}`, (t) => {
    t.deepEqual(
      checkDocument(parseXml(xml)).filter(({ severity }) => severity === 'error'),
      [],
    );
  });
}

for (const { name, document, parameters } of DEFINITIONS) {
  test(`the document of the definition ${name} has no error`, (t) => {
    const values = Object.keys(parameters.properties).map((key): [string, string] => [
      key,
      key.endsWith('Port') ? '443' : key === 'authentication' ? 'PAP' : 'x',
    ]);
    t.deepEqual(
      checkDocument(renderDocument({ document }, new Map(values))).filter(({ severity }) => severity === 'error'),
      [],
    );
  });
}

test('what has no error can be encoded, whatever the document', (t) => {
  fc.assert(
    fc.property(documents, (document) => {
      const errors = checkDocument(document).filter(({ severity }) => severity === 'error');
      if (errors.length === 0) t.notThrows(() => encodeWbxml(document));
    }),
  );
  t.pass();
});

const correct = doc(
  c('BOOTSTRAP', { NAME: 'Net', 'PROXY-ID': 'P1', PROVURL: 'http://tps.example/', 'CONTEXT-ALLOW': '0' }),
  c('CLIENTIDENTITY', { 'CLIENT-ID': 'C1' }),
  proxy({ TRUST: true, DOMAIN: ['a.example/', 'b.example/'] }, [
    c('PXAUTHINFO', { 'PXAUTH-TYPE': 'HTTP-BASIC' }),
    physical(),
  ]),
  nap({}, [c('VALIDITY', { COUNTRY: '228', NETWORK: '001' })]),
  app({ APPID: 'w2', 'TO-PROXY': 'P1' }, [c('RESOURCE', { URI: 'http://a.example/', STARTPAGE: true })]),
  app({ APPID: 'w4', ADDR: 'http://mmsc.example/', MS: '300000' }),
  app({ APPID: 'w5' }, [address(), c('RESOURCE', { URI: 'card', AACCEPT: 'text/x-vcard' })]),
);

test('a full document has no fault but its length', (t) => {
  t.deepEqual(faultsOf(correct), ['warning wap-provisioningdoc']);
});

for (const [title, document, expected] of [
  ['no characteristic', doc(), ['error wap-provisioningdoc']],
  [
    'a required parm that is missing',
    doc(c('NAPDEF', { NAPID: 'N', NAME: 'n', INTERNET: true })),
    ['error NAPDEF[1]/NAP-ADDRESS'],
  ],
  ['a once-only parm that comes twice', doc(nap({ NAME: ['a', 'b'] })), ['error NAPDEF[1]/NAME']],
  ['a flag with a value', doc(nap({ INTERNET: '1' })), ['error NAPDEF[1]/INTERNET']],
  ['a parm that needs a value without one', doc(nap({ LINGER: true })), ['error NAPDEF[1]/LINGER']],
  ['a characteristic in the wrong place', doc(nap(), c('PORT', { PORTNBR: '1' })), ['error PORT[1]']],
  [
    'two CLIENTIDENTITY',
    doc(c('CLIENTIDENTITY', { 'CLIENT-ID': 'a' }), c('CLIENTIDENTITY', { 'CLIENT-ID': 'b' })),
    ['error CLIENTIDENTITY'],
  ],
  [
    'a port above 65535',
    doc(nap(), app({ APPID: '110' }, [address(['65536'])])),
    ['error APPLICATION[1]/APPADDR[1]/PORT[1]/PORTNBR'],
  ],
  [
    'a port that is no number',
    doc(nap(), app({ APPID: '110' }, [address(['http'])])),
    ['error APPLICATION[1]/APPADDR[1]/PORT[1]/PORTNBR'],
  ],
  ['NUL in a value', doc(nap({ NAME: 'a\0b' })), ['error NAPDEF[1]/NAME']],
  [
    'a value that no decoder of ours takes',
    doc(nap({ 'NAP-ADDRESS': 'a'.repeat(1025) })),
    ['error NAPDEF[1]/NAP-ADDRESS', 'warning NAPDEF[1]/NAP-ADDRESS'],
  ],
  ['two access points of one name', doc(nap(), nap()), ['error NAPDEF[2]/NAPID']],
  ['two proxies of one name', doc(nap(), proxy(), proxy()), ['error PXLOGICAL[2]/PROXY-ID']],
  [
    'two physical proxies of one name',
    doc(nap(), proxy({}, [physical(), physical()])),
    ['error PXLOGICAL[1]/PXPHYSICAL[2]/PHYSICAL-PROXY-ID'],
  ],
  [
    'two vendors of one name',
    doc(c('VENDORCONFIG', { NAME: 'v', ANY: 'x', FLAG: true }), c('VENDORCONFIG', { NAME: 'v' })),
    ['error VENDORCONFIG[2]/NAME'],
  ],
  ['a proxy without a physical one', doc(nap(), proxy({}, [])), ['error PXLOGICAL[1]/PXPHYSICAL']],
  [
    'a physical proxy that leads nowhere',
    doc(nap(), proxy({}, [c('PXPHYSICAL', { 'PHYSICAL-PROXY-ID': 'x', PXADDR: 'y' })])),
    ['error PXLOGICAL[1]/PXPHYSICAL[1]/TO-NAPID'],
  ],
  [
    'a TO-NAPID that differs in case',
    doc(nap(), app({ APPID: 'w2', 'TO-NAPID': ['N1', 'n1'] })),
    ['error APPLICATION[1]/TO-NAPID[2]'],
  ],
  [
    'a TO-PROXY that meets none',
    doc(nap(), proxy(), app({ APPID: 'w2', 'TO-PROXY': 'P2' })),
    ['error APPLICATION[1]/TO-PROXY'],
  ],
  [
    'a PROXY-ID of BOOTSTRAP that meets none',
    doc(nap(), proxy(), c('BOOTSTRAP', { 'PROXY-ID': 'P2' })),
    ['error BOOTSTRAP[1]/PROXY-ID'],
  ],
  [
    'two PROVURL in a document',
    doc(c('BOOTSTRAP', { PROVURL: 'http://a/' }), c('BOOTSTRAP', { PROVURL: 'http://b/' })),
    ['error BOOTSTRAP[2]/PROVURL'],
  ],
  ['NETWORK without COUNTRY', doc(c('BOOTSTRAP', { NETWORK: '05' })), ['error BOOTSTRAP[1]/NETWORK']],
  [
    'NETWORK without COUNTRY in VALIDITY',
    doc(nap({}, [c('VALIDITY', { NETWORK: '05' })])),
    ['error NAPDEF[1]/VALIDITY[1]/NETWORK'],
  ],
  ['SID without SOC', doc(nap({}, [c('VALIDITY', { SID: '5' })])), ['error NAPDEF[1]/VALIDITY[1]/SID']],
  ['CONTEXT-ALLOW above 255', doc(c('BOOTSTRAP', { 'CONTEXT-ALLOW': '256' })), ['error BOOTSTRAP[1]/CONTEXT-ALLOW']],
  ['an ACCESS that does not start with a RULE', doc(c('ACCESS', { APPID: 'w4', RULE: 'r' })), ['error ACCESS[1]']],
  [
    'SMTP without FROM, port and address',
    doc(nap(), app({ APPID: '25' })),
    ['error APPLICATION[1]', 'error APPLICATION[1]', 'error APPLICATION[1]/FROM'],
  ],
  ['IMAP without a port', doc(nap(), app({ APPID: '143' }, [address()])), ['error APPLICATION[1]']],
  [
    'DM with an empty PROVIDER-ID',
    doc(nap(), app({ APPID: 'w7', 'PROVIDER-ID': '', ADDR: 'x', INIT: true })),
    ['error APPLICATION[1]/PROVIDER-ID'],
  ],
  [
    'DS without a RESOURCE that says what it takes',
    doc(nap(), app({ APPID: 'w5', ADDR: 'x' }, [c('RESOURCE', { URI: 'card' })])),
    ['error APPLICATION[1]'],
  ],
  ['IMPS without AACCEPT', doc(nap(), app({ APPID: 'wA', ADDR: 'x' })), ['error APPLICATION[1]/AACCEPT']],
  ['MMS without an address', doc(nap(), app({ APPID: 'w4' })), ['error APPLICATION[1]']],
] as const) {
  test(`checkDocument() refuses ${title}, and says where`, (t) => {
    t.deepEqual(faultsOf(document), [...expected]);
  });
}

for (const [title, document, expected] of [
  ['a characteristic that is not known', doc(c('constructor')), ['warning constructor[1]']],
  ['a parm that is not known', doc(nap({ toString: 'x' })), ['warning NAPDEF[1]/toString']],
  [
    'a parm that another application registered',
    doc(nap(), app({ APPID: 'w2', FROM: 'x' })),
    ['warning APPLICATION[1]/FROM'],
  ],
  ['a value over the limit of some handsets', doc(nap({ NAME: 'é'.repeat(25) })), ['warning NAPDEF[1]/NAME']],
  ['a bearer that few handsets know', doc(nap({ BEARER: 'GSM-SMS' })), ['warning NAPDEF[1]/BEARER']],
  [
    'an access point that nothing refers to',
    doc(c('NAPDEF', { NAPID: 'N', NAME: 'n', 'NAP-ADDRESS': 'a' })),
    ['warning NAPDEF[1]'],
  ],
  ['an access point named as the keyword', doc(nap({ NAPID: 'INTERNET' })), ['warning NAPDEF[1]/NAPID']],
  ['an application without a way to go', doc(c('APPLICATION', { APPID: 'w2' })), ['warning APPLICATION[1]']],
  ['an access point that only the device can have', doc(app({ APPID: 'w2' })), ['warning APPLICATION[1]/TO-NAPID']],
  ['NETWORK beside PROVURL', doc(c('BOOTSTRAP', { PROVURL: 'http://a/', COUNTRY: '228' })), ['warning BOOTSTRAP[1]']],
] as const) {
  test(`checkDocument() warns of ${title}`, (t) => {
    t.deepEqual(faultsOf(document), [...expected]);
  });
}

for (const [title, document] of [
  ['the keyword INTERNET as TO-NAPID', doc(nap(), app({ APPID: 'w2', 'TO-NAPID': 'INTERNET' }))],
  ['an empty ACCESS', doc(nap(), c('ACCESS'))],
  ['a rule without a value', doc(nap(), c('ACCESS', { RULE: true, PORTNBR: '80', 'TO-NAPID': 'N1' }))],
  ['any parm of an application that is not known', doc(nap(), app({ APPID: 'ap9999', WHATEVER: 'x', FLAG: true }))],
  ['any parm of the IMS application', doc(nap(), app({ APPID: 'ap2001', APPREF: 'ims', Timer_T1: '500' }))],
] as const) {
  test(`checkDocument() has nothing against ${title}`, (t) => {
    t.deepEqual(faultsOf(document), []);
  });
}

test('no message holds a value of the document', (t) => {
  const secret = 'hunter2';
  const faults = checkDocument(doc(nap({ NAPID: secret, BEARER: secret, 'T-BIT': secret }), app({ APPID: secret })));
  t.true(faults.length > 2);
  t.false(faults.some(({ message, path }) => message.includes(secret) || path.includes(secret)));
});

test('what is too deep or too large is refused without looking further', (t) => {
  const nested = Array.from({ length: 9 }).reduce<Characteristic>((inner) => c('X', {}, [inner]), c('X'));
  t.deepEqual(
    checkDocument(doc(nested)).map(({ severity }) => severity),
    ['error'],
  );
  t.deepEqual(faultsOf(doc(...Array.from({ length: 2000 }, () => nap()))), ['error wap-provisioningdoc']);
});
