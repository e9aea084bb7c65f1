import test from 'ava';
import type { ContentRights } from '../../domain/content.ts';
import { ALL_ENTITLEMENTS, type Entitlements, NO_ENTITLEMENTS } from '../../domain/entitlements.ts';
import type { FormDictionary, FormNode, FormTemplate } from '../../domain/form.ts';
import { formsToApprove, judgeForms } from '../../domain/form-content.ts';
import { skeletonOf } from '../../domain/names.ts';

function rights(entitlements: Partial<Entitlements> = {}, domains = ['acme.example']): ContentRights {
  return {
    entitlements: { ...NO_ENTITLEMENTS, applications: [], ...entitlements },
    domains,
    title: 'Acme',
    titles: new Set(),
  };
}
const MAIL = { applications: ['25', '110', '143'] };

const profile = (payload: FormDictionary): FormTemplate => ({
  type: 'mobileconfig',
  template: {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: 'com.acme.mail',
    PayloadUUID: '5A3E6B0C-0000-4000-8000-000000000001',
    PayloadContent: [payload],
  },
});
const json = (template: FormNode): FormTemplate => ({ type: 'json', mediaType: 'application/json', template });

function kinds(
  form: FormTemplate,
  values: Record<string, string>,
  more: Partial<Parameters<typeof judgeForms>[0]> = {},
) {
  const found = judgeForms({
    ...rights(),
    definition: { forms: [form] },
    values: new Map(Object.entries(values)),
    approved: false,
    ...more,
  });
  return found.map(({ kind, path }) => `${kind} ${path}`);
}

test('the server of a mail account must be of the tenant, wherever it comes from', (t) => {
  const form = profile({
    PayloadType: 'com.apple.mail.managed',
    EmailAddress: { from: 'address' },
    IncomingMailServerHostName: { from: 'host' },
  });
  const mail = { ...rights(MAIL) };
  const at = '/forms/0/template/PayloadContent/0/IncomingMailServerHostName';
  t.deepEqual(kinds(form, { address: 'ann@other.example', host: 'imap.acme.example' }, mail), []);
  for (const host of ['imap.evil.example', '192.0.2.1', 'https://acme.example@evil.example/']) {
    t.deepEqual(kinds(form, { address: 'ann@other.example', host }, mail), [`host ${at}`], host);
    t.deepEqual(
      kinds(form, { address: 'a@b.example', host }, { ...mail, approved: true }),
      [`host ${at}`],
      'approval is of what is written',
    );
  }
  t.deepEqual(
    kinds(form, { address: '', host: 'imap.evil.example' }, { ...mail, pending: ['host'] }),
    [],
    'not known yet',
  );
});

test('payloads need what the same settings of a document need', (t) => {
  const at = '/forms/0/template/PayloadContent/0/PayloadType';
  for (const [type, kind, entitlement] of [
    ['com.apple.mail.managed', 'application', MAIL],
    ['com.apple.wifi.managed', 'accessPoint', { accessPoints: true }],
    ['com.apple.apn.managed', 'accessPoint', { accessPoints: true }],
    ['com.apple.proxy.http.global', 'proxy', { proxies: true }],
    ['com.apple.mdm', 'bootstrap', { bootstrap: true }],
    ['COM.APPLE.security.root', 'bootstrap', { bootstrap: true }],
    ['com.apple.vpn.managed', 'vendorContent', { vendorContent: true }],
  ] as const) {
    const form = profile({ PayloadType: type });
    t.deepEqual(kinds(form, {}), [`${kind} ${at}`], type);
    t.deepEqual(kinds(form, {}, rights(entitlement)), [], type);
    t.deepEqual(kinds(form, {}, { approved: true }), [], `${type} approved`);
  }
});

test('a text that nobody knows needs the right to content of vendors, or approval; hosts in it are judged all the same', (t) => {
  const form = json({ url: { join: ['https://', { from: 'host' }, '/'] }, password: { from: 'password' } });
  t.deepEqual(kinds(form, { host: 'www.acme.example', password: 'a.b' }), ['vendorContent /forms/0']);
  t.deepEqual(kinds(form, { host: 'www.acme.example', password: 'a.b' }, { approved: true }), []);
  for (const more of [{ approved: true }, rights({ vendorContent: true })]) {
    t.deepEqual(kinds(form, { host: 'evil.example', password: 'x' }, more), ['host /forms/0/template/url']);
    t.deepEqual(kinds(form, { host: 'acme.example', password: 'https://evil.example' }, more), [
      'host /forms/0/template/password',
    ]);
  }
  t.deepEqual(kinds(form, { host: 'evil.example', password: 'x' }, rights(ALL_ENTITLEMENTS, ['*'])), []);
});

test('what is written in forms is for an operator to approve, and nothing that orders say', (t) => {
  const forms = [json({ host: 'evil.example', other: { from: 'host' }, list: [{ each: 'x', item: 'two.example' }] })];
  t.deepEqual(
    formsToApprove({ forms }, rights()).map(({ kind, path, approvable }) => [kind, path, approvable]),
    [
      ['vendorContent', '/forms/0', true],
      ['host', '/forms/0/template/host', true],
      ['host', '/forms/0/template/list/0/item', true],
    ],
  );
});

test('a name that looks like that of another tenant is found in forms too', (t) => {
  const titles = new Set([skeletonOf('Other Bank')]);
  const form = profile({ PayloadType: 'com.apple.mail.managed', PayloadDisplayName: { from: 'name' } });
  const found = kinds(form, { name: 'Other Bank' }, { ...rights(MAIL), titles });
  t.deepEqual(found, ['name /forms/0/template/PayloadContent/0/PayloadDisplayName']);
  t.deepEqual(kinds(form, { name: 'Acme' }, { ...rights(MAIL), titles }), []);
});
