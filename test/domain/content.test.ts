import test from 'ava';
import { approvalNeeded, type ContentRights, judgeDocument } from '../../domain/content.ts';
import type { ServiceDefinition, TemplateCharacteristic, TemplateParm } from '../../domain/definition.ts';
import type { Characteristic, CpDocument } from '../../domain/document.ts';
import { ALL_ENTITLEMENTS, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { skeletonOf } from '../../domain/names.ts';
import { renderDocument } from '../../domain/render.ts';
import { DEFINITIONS, definitionNamed } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';

const SMALL: ContentRights = {
  entitlements: NO_ENTITLEMENTS,
  domains: ['acme.example'],
  title: 'Acme',
  titles: new Set(['Acme', 'Northern Bank'].map(skeletonOf)),
};
const FULL: ContentRights = { ...SMALL, entitlements: ALL_ENTITLEMENTS, domains: ['*'] };

const MAIL = definitionNamed('mail');

function definitionOf(...document: TemplateCharacteristic[]): ServiceDefinition {
  return { ...MAIL, name: 'own', kind: 'provisioning', document };
}

const one = (type: string, parms: Record<string, TemplateParm>, ...children: TemplateCharacteristic[]) => ({
  type,
  parms,
  children,
});

const mailServer = (host: TemplateParm): ServiceDefinition =>
  definitionOf(one('APPLICATION', { APPID: '143' }, one('APPADDR', { ADDR: host })));

/** What is said of a document that is rendered of the definition with these values. */
function judged(
  definition: ServiceDefinition,
  {
    rights = SMALL,
    approved = false,
    values = {},
  }: {
    rights?: ContentRights;
    approved?: boolean;
    values?: Record<string, string>;
  } = {},
): string[] {
  const document = renderDocument(definition, new Map(Object.entries(values)));
  return judgeDocument(document, { definition, approved, ...rights }).map(({ path, kind }) => `${kind} ${path}`);
}

function needed(definition: ServiceDefinition, rights = SMALL): string[] {
  return approvalNeeded(definition, rights).map(
    ({ path, kind, approvable }) => `${kind} ${path}${approvable ? '' : ' never'}`,
  );
}

test('a small provider may set its own service up on its own hosts without asking', (t) => {
  const own = mailServer('imap.acme.example');
  t.deepEqual(needed(own), []);
  t.deepEqual(judged(own), []);
});

test('a written host elsewhere needs approval, and passes once it is approved', (t) => {
  const definition = mailServer('imap.evil.test');
  t.deepEqual(needed(definition), ['host /document/0/children/0/parms/ADDR']);
  t.deepEqual(judged(definition), ['host APPLICATION[1]/APPADDR[1]/ADDR']);
  t.deepEqual(judged(definition, { approved: true }), []);
});

test('a host that comes from orders is judged in each document, approved or not', (t) => {
  const definition = mailServer([{ from: 'user' }, '.', { from: 'host' }]);
  t.deepEqual(needed(definition), []);
  for (const approved of [true, false]) {
    t.deepEqual(judged(definition, { approved, values: { user: 'ann', host: 'acme.example' } }), []);
    t.deepEqual(judged(definition, { approved, values: { user: 'ann', host: 'evil.test' } }), [
      'host APPLICATION[1]/APPADDR[1]/ADDR',
    ]);
  }
});

const ACCESS_POINT = one('NAPDEF', { NAPID: 'N', NAME: 'Acme', 'NAP-ADDRESS': 'internet', 'DNS-ADDR': '192.0.2.1' });

test('an access point needs approval in every part that a phone acts on, and its entitlement lifts all of it', (t) => {
  const definition = definitionOf(ACCESS_POINT);
  t.deepEqual(needed(definition), [
    'accessPoint /document/0/parms/NAPID',
    'accessPoint /document/0/parms/NAP-ADDRESS',
    'accessPoint /document/0/parms/DNS-ADDR',
  ]);
  t.is(judged(definition).length, 3);
  t.deepEqual(judged(definition, { approved: true }), []);
  const rights = { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, accessPoints: true } };
  t.deepEqual(needed(definition, rights), []);
  t.deepEqual(judged(definition, { rights }), []);
});

test('an access point that comes from orders can never be approved', (t) => {
  const definition = definitionOf(one('NAPDEF', { NAPID: 'N', 'NAP-ADDRESS': { from: 'apn' } }));
  t.deepEqual(needed(definition), [
    'accessPoint /document/0/parms/NAPID',
    'accessPoint /document/0/parms/NAP-ADDRESS never',
  ]);
  t.deepEqual(judged(definition, { approved: true, values: { apn: 'evil' } }), ['accessPoint NAPDEF[1]/NAP-ADDRESS']);
});

test('the account of an approved access point may come from orders', (t) => {
  const definition = definitionOf(
    one(
      'NAPDEF',
      { NAPID: 'N' },
      one('NAPAUTHINFO', { AUTHTYPE: 'PAP', AUTHNAME: { from: 'user' }, AUTHSECRET: { from: 'pw' } }),
    ),
  );
  t.deepEqual(judged(definition, { approved: true, values: { user: 'ann', pw: 'secret' } }), []);
});

const PROXY = one(
  'PXLOGICAL',
  { 'PROXY-ID': 'P', NAME: 'Acme', STARTPAGE: 'http://wap.acme.example/' },
  one(
    'PXPHYSICAL',
    { 'PHYSICAL-PROXY-ID': 'P1', PXADDR: '192.0.2.1', 'TO-NAPID': 'N' },
    one('PORT', { PORTNBR: '8080' }),
  ),
);

test('a proxy, with its ports and its home page, needs approval or its entitlement', (t) => {
  const definition = definitionOf(PROXY);
  t.deepEqual(needed(definition), [
    'proxy /document/0/parms/PROXY-ID',
    'proxy /document/0/parms/STARTPAGE',
    'proxy /document/0/children/0/parms/PHYSICAL-PROXY-ID',
    'proxy /document/0/children/0/parms/PXADDR',
    'proxy /document/0/children/0/parms/TO-NAPID',
    'proxy /document/0/children/0/children/0/parms/PORTNBR',
  ]);
  t.deepEqual(judged(definition, { approved: true }), []);
  t.deepEqual(judged(definition, { rights: { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, proxies: true } } }), []);
});

test('the entitlement for proxies is not one for names of hosts elsewhere', (t) => {
  const definition = definitionOf(
    one('PXLOGICAL', {}, one('PXPHYSICAL', { PXADDR: 'evil.test', 'PXADDR-FQDN': 'evil.test' })),
  );
  const rights = { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, proxies: true } };
  t.deepEqual(judged(definition, { rights }), [
    'host PXLOGICAL[1]/PXPHYSICAL[1]/PXADDR',
    'host PXLOGICAL[1]/PXPHYSICAL[1]/PXADDR-FQDN',
  ]);
});

const page = (uri: TemplateParm): ServiceDefinition =>
  definitionOf(one('APPLICATION', { APPID: 'w2' }, one('RESOURCE', { URI: uri, STARTPAGE: true })));

test('the home page of a browser is that of the entitlement for proxies, its address included', (t) => {
  t.deepEqual(needed(page('http://acme.example/')), [
    'proxy /document/0/children/0/parms/URI',
    'proxy /document/0/children/0/parms/STARTPAGE',
  ]);
  t.deepEqual(needed(page({ from: 'uri' })), [
    'proxy /document/0/children/0/parms/URI never',
    'proxy /document/0/children/0/parms/STARTPAGE',
  ]);
});

test('first contact, contexts, trust and device management need the entitlement bootstrap', (t) => {
  const definition: ServiceDefinition = {
    ...definitionOf(
      one('BOOTSTRAP', { NAME: 'Acme', PROVURL: 'https://acme.example/' }),
      one('PXLOGICAL', { TRUST: true, MASTER: true }),
      one(
        'APPLICATION',
        { APPID: 'W7', AAUTHNAME: 'x', ADDR: 'https://dm.acme.example' },
        one('APPAUTH', { AAUTHSECRET: { from: 'pw' } }),
      ),
    ),
    kind: 'bootstrap',
  };
  const rights = { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, proxies: true } };
  t.deepEqual(needed(definition, rights), [
    'bootstrap /kind',
    'bootstrap /document/0/parms/PROVURL',
    'bootstrap /document/1/parms/TRUST',
    'bootstrap /document/1/parms/MASTER',
    'bootstrap /document/2/parms/APPID',
    'bootstrap /document/2/parms/ADDR',
  ]);
  t.is(judged(definition, { rights, values: { pw: 'secret' } }).length, 6);
  t.deepEqual(judged(definition, { rights, approved: true, values: { pw: 'secret' } }), []);
  t.deepEqual(needed(definition, { ...rights, entitlements: { ...rights.entitlements, bootstrap: true } }), []);
});

test('an application id that is not granted needs approval, and one that comes from orders is judged there', (t) => {
  const rights = { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, applications: ['143'] } };
  const written = definitionOf(one('APPLICATION', { APPID: '110' }));
  t.deepEqual(needed(written, rights), ['application /document/0/parms/APPID']);
  t.deepEqual(judged(written, { rights, approved: true }), []);
  const open = definitionOf(one('APPLICATION', { APPID: { from: 'id' } }));
  t.deepEqual(needed(open, rights), []);
  t.deepEqual(judged(open, { rights, values: { id: '143' } }), []);
  t.deepEqual(judged(open, { rights, values: { id: '110' } }), ['application APPLICATION[1]/APPID']);
});

test('an order cannot make a device management account of an application', (t) => {
  const definition = definitionOf(one('APPLICATION', { APPID: { from: 'id' }, ADDR: { from: 'addr' } }));
  for (const id of ['w7', 'W7', ' w7']) {
    t.deepEqual(judged(definition, { approved: true, values: { id, addr: 'dm.acme.example' } }), [
      'bootstrap APPLICATION[1]/APPID',
      'bootstrap APPLICATION[1]/ADDR',
    ]);
  }
});

test('content of a vendor needs approval or its entitlement, and its hosts a proved domain even then', (t) => {
  const definition = definitionOf(
    one('VENDORCONFIG', { NAME: 'x', SERVER: 'evil.test' }),
    one('CertificateStore', {}, one('PORT', { X: { from: 'x' } })),
  );
  t.deepEqual(needed(definition), [
    'vendorContent /document/0/parms/NAME',
    'vendorContent /document/0/parms/SERVER',
    'host /document/0/parms/SERVER',
    'vendorContent /document/1/children/0/parms/X never',
  ]);
  const rights = { ...SMALL, entitlements: { ...NO_ENTITLEMENTS, vendorContent: true } };
  t.deepEqual(judged(definition, { rights, values: { x: '1' } }), ['host VENDORCONFIG[1]/SERVER']);
});

test('a name that people see must not resemble the title of another tenant', (t) => {
  const named = definitionOf(one('APPLICATION', { APPID: '143', NAME: { from: 'name' } }));
  t.deepEqual(needed(named), []);
  t.deepEqual(judged(named, { values: { name: 'Acme Mail' } }), []);
  t.deepEqual(judged(named, { values: { name: 'N0rthern  Bank' } }), ['name APPLICATION[1]/NAME']);
  t.deepEqual(judged(named, { values: { name: 'Northern Bank' }, rights: { ...SMALL, title: 'Northern Bank' } }), []);
  t.deepEqual(needed(definitionOf(one('BOOTSTRAP', { NAME: 'Northern Bank' }))), ['name /document/0/parms/NAME']);
});

test('a document without a security method is refused whatever was granted', (t) => {
  const definition = { ...mailServer('imap.acme.example'), delivery: { ...MAIL.delivery, security: [] } };
  t.deepEqual(needed(definition, FULL), ['security /delivery/security never']);
  t.deepEqual(judged(definition, { rights: FULL, approved: true }), ['security wap-provisioningdoc']);
});

test('what is inside a guarded characteristic is guarded, whatever it is', (t) => {
  const definition = definitionOf(one('PXLOGICAL', {}, one('PORT', { PORTNBR: '80' }), one('NEW', { X: '1' })));
  t.deepEqual(needed(definition), [
    'proxy /document/0/children/0/parms/PORTNBR',
    'proxy /document/0/children/1/parms/X',
    'vendorContent /document/0/children/1/parms/X',
  ]);
});

test('a value passes only where it was approved', (t) => {
  const definition = definitionOf(
    one('APPLICATION', { APPID: '143', ADDR: 'evil.test' }),
    one('APPLICATION', { APPID: '25' }, one('APPADDR', { ADDR: { from: 'host' } })),
  );
  t.deepEqual(judged(definition, { approved: true, values: { host: 'evil.test' } }), [
    'host APPLICATION[2]/APPADDR[1]/ADDR',
  ]);
});

test('databases of data synchronisation are no hosts, and nothing else passes for one', (t) => {
  const sync = (appId: string, uri: string) =>
    definitionOf(one('APPLICATION', { APPID: appId }, one('RESOURCE', { URI: uri })));
  for (const uri of ['./contacts', 'Notes', '/cal/main']) t.deepEqual(judged(sync('w5', uri)), [], uri);
  for (const uri of ['http://evil.test/', '//evil.test/', 'a:b', './a b']) t.is(judged(sync('w5', uri)).length, 1, uri);
  t.is(judged(sync('w2', 'Notes')).length, 1);
  const both = definitionOf(one('APPLICATION', { APPID: 'w5', appid: 'w2' }, one('RESOURCE', { URI: 'Notes' })));
  t.is(judged(both).length, 1);
});

test('an unknown parm may not name a host elsewhere', (t) => {
  const definition = definitionOf(one('APPLICATION', { APPID: 'w4', 'X-GATEWAY': { from: 'x' } }));
  t.deepEqual(judged(definition, { values: { x: 'http://evil.test/' } }), ['host APPLICATION[1]/X-GATEWAY']);
  t.deepEqual(judged(definition, { values: { x: 'http://gw.acme.example/' } }), []);
  t.deepEqual(judged(definition, { values: { x: '30000' } }), []);
});

test('a tenant with everything and any domain may send what the built-in definitions make', (t) => {
  for (const definition of DEFINITIONS) t.deepEqual(needed(definition, FULL), [], definition.name);
});

test('a tenant with nothing may order mail on its own hosts from the definition of the installation', (t) => {
  const values = {
    name: 'Acme Mail',
    address: 'a@acme.example',
    username: 'ann',
    password: 'x',
    imapPort: '993',
    smtpPort: '465',
  };
  const own = { ...values, imapHost: 'imap.acme.example', smtpHost: 'smtp.acme.example' };
  t.deepEqual(judged(MAIL, { approved: true, values: own }), []);
  t.deepEqual(judged(MAIL, { approved: true, values: { ...own, smtpHost: 'evil.test' } }), [
    'host APPLICATION[2]/APPADDR[1]/ADDR',
  ]);
});

const recased = (name: string) =>
  fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }).map((upper) =>
    name
      .split('')
      .map((letter, index) => (upper[index] ? letter : letter.toLowerCase()))
      .join(''),
  );

function kinds(type: string, name: string): string[] {
  const document: CpDocument = {
    version: '1.1',
    characteristics: [{ type, parms: [{ name, value: 'evil.test' }], children: [] }],
  };
  return judgeDocument(document, { definition: definitionOf(), approved: true, ...SMALL }).map(({ kind }) => kind);
}

test('no spelling of types and names hides a risk', (t) => {
  const places = [
    ['NAPDEF', 'NAP-ADDRESS'],
    ['PXPHYSICAL', 'PXADDR'],
    ['PXLOGICAL', 'DOMAIN'],
    ['BOOTSTRAP', 'PROVURL'],
    ['APPADDR', 'ADDR'],
    ['RESOURCE', 'URI'],
    ['ACCESS', 'DOMAIN'],
  ] as const;
  const spelled = fc
    .constantFrom(...places)
    .chain(([type, name]) => fc.tuple(fc.constant([type, name] as const), recased(type), recased(name)));
  fc.assert(
    fc.property(spelled, ([[type, name], otherType, otherName]) => {
      t.deepEqual(kinds(otherType, otherName), kinds(type, name));
      return kinds(type, name).length > 0;
    }),
  );
});

const value = fc.constantFrom('imap.acme.example', 'evil.test', 'internet', '192.0.2.1', 'http://evil.test/', '1');
const parm = fc.tuple(
  fc.constantFrom('ADDR', 'NAP-ADDRESS', 'NAME', 'PROVURL', 'X', 'APPID', 'STARTPAGE', 'URI'),
  value,
);
/** Bounded by construction: a tree that may always grow another level now and then grows without end. */
const treeOf = (depth: number): fc.Arbitrary<Characteristic> =>
  fc.record({
    type: fc.constantFrom('NAPDEF', 'PXLOGICAL', 'APPLICATION', 'APPADDR', 'BOOTSTRAP', 'RESOURCE', 'OTHER'),
    parms: fc
      .uniqueArray(parm, { selector: ([name]) => name, maxLength: 3 })
      .map((list) => list.map(([name, text]) => ({ name, value: text }))),
    children: depth === 1 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 2 }),
  });
const tree = treeOf(4);

const asTemplate = ({ type, parms, children }: Characteristic): TemplateCharacteristic => ({
  type,
  parms: Object.fromEntries(parms.map(({ name, value: text }) => [name, text ?? true])),
  children: children.map(asTemplate),
});

test('a definition of written values needs approval exactly when its document would be refused, and passes approved', (t) => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), (characteristics) => {
      const definition = definitionOf(...characteristics.map(asTemplate));
      const asked = needed(definition).map((text) => text.split(' ')[0]);
      t.deepEqual(
        judged(definition).map((text) => text.split(' ')[0]),
        asked,
      );
      t.deepEqual(judged(definition, { approved: true }), []);
    }),
  );
});
