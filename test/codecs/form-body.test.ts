import test from 'ava';
import { FormError, formText, writeForm } from '../../codecs/form-body.ts';
import type { FormNode, FormTemplate, TextForm } from '../../domain/form.ts';
import { type ItemValues, SlotEmptyError, type TemplateValues } from '../../domain/render.ts';
import { renderForm, SlotKindError } from '../../domain/render-form.ts';

const EVIL = `"'<&>]]></string>\n\r\t{"x":1} é 😀`;
const VALUES: TemplateValues = new Map<string, string | readonly ItemValues[]>([
  ['evil', EVIL],
  ['port', '993'],
  ['flag', '1'],
  ['word', 'soon'],
  ['servers', [new Map([['item.host', 'one.example']]), new Map([['item.host', 'two.example']])]],
]);

function text(type: FormTemplate['type'], template: FormNode, values = VALUES): string {
  const form = { type, mediaType: 'text/plain', template } as TextForm;
  return formText(form, renderForm(template, values, { path: '/forms/0/template' }).value);
}

test('values stand in JSON as they are, whatever is in them, and nothing else changes', (t) => {
  const template = {
    account: { from: 'evil' },
    port: { from: 'port', as: 'integer' },
    isOn: { from: 'flag', as: 'boolean' },
    isOff: { from: 'absent', as: 'boolean' },
    servers: ['first', { each: 'servers', item: { url: { join: ['https://', { from: 'item.host' }, '/'] } } }],
    left: { if: 'absent', value: 'out' },
    kept: { if: 'port', value: { from: 'port' } },
    literal: 1.5,
  } as const;
  t.deepEqual(JSON.parse(text('json', template)), {
    account: EVIL,
    port: 993,
    isOn: true,
    isOff: false,
    servers: ['first', { url: 'https://one.example/' }, { url: 'https://two.example/' }],
    kept: '993',
    literal: 1.5,
  });
});

test('a property list has the types of its values, and no value ends its element', (t) => {
  const plist = text('mobileconfig', {
    A: { from: 'evil' },
    B: 1,
    C: true,
    D: ['x', 2.5],
    E: { F: { from: 'port', as: 'integer' } },
  });
  t.true(
    plist.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN"'),
  );
  t.true(plist.includes('<key>B</key>\n\t<integer>1</integer>'), plist);
  t.true(plist.includes('<true/>'));
  t.true(plist.includes('<real>2.5</real>'));
  t.true(plist.includes('<integer>993</integer>'));
  t.is(plist.match(/<\/string>/g)?.length, 2);
  t.true(plist.includes('&lt;/string&gt;'));
});

test('XML is made of elements, and a value is never markup', (t) => {
  const xml = text('xml', {
    element: 'account',
    attributes: { 'xml:lang': 'en', login: { from: 'evil' } },
    children: [{ element: 'empty' }, { from: 'evil' }],
  });
  t.regex(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<account xml:lang="en" login="&quot;/);
  t.true(xml.includes('<empty/>'));
  t.is(xml.match(/<[^?]/g)?.length, 3);
});

test('lines stay lines', (t) => {
  t.is(text('text', ['host=mail.example', { join: ['port=', { from: 'port' }] }]), 'host=mail.example\nport=993\n');
  for (const bad of ['a\nb=c', 'a\rb', 'a\u2028b', 'a\u0000']) {
    t.throws(() => text('text', [{ from: 'bad' }], new Map([['bad', bad]])), { instanceOf: FormError });
  }
});

test('what the syntax cannot carry is refused, and no message shows a value', (t) => {
  for (const [type, template] of [
    ['xml', ['a list']],
    ['xml', { name: 'no element' }],
    ['xml', { element: '1x' }],
    ['xml', { element: 'a b' }],
    ['xml', { element: 'a', attributes: { 'on load': 'x' } }],
    ['xml', { element: 'a', attributes: { x: ['y'] } }],
    ['xml', { element: 'a', children: 'text' }],
    ['text', { a: 'b' }],
    ['text', [['nested']]],
  ] as [FormTemplate['type'], FormNode][]) {
    t.throws(() => text(type, template), { instanceOf: FormError }, JSON.stringify(template));
  }
  const nul = new Map([['nul', 'SECRET\u0000']]);
  for (const type of ['mobileconfig', 'xml'] as const) {
    const template = type === 'xml' ? { element: 'a', children: [{ from: 'nul' }] } : { A: { from: 'nul' } };
    const error = t.throws(() => text(type, template, nul), { instanceOf: FormError });
    t.false(error.message.includes('SECRET'));
  }
});

test('a slot without a value, or with one that is no number, is told of by its place', (t) => {
  t.is(
    t.throws(() => text('json', { a: ['x', { from: 'absent' }] }), { instanceOf: SlotEmptyError }).at,
    '/forms/0/template/a/1',
  );
  t.is(
    t.throws(() => text('json', { a: { from: 'word', as: 'integer' } }), { instanceOf: SlotKindError }).at,
    '/forms/0/template/a',
  );
});

test('a form is kept by browsers as a file, and never shown, and has a bound', (t) => {
  const form: TextForm = { type: 'json', mediaType: 'application/vnd.acme+json', for: 'android', template: 'x' };
  t.like(writeForm(form, 'x'), {
    mediaType: 'application/vnd.acme+json',
    contentType: 'application/vnd.acme+json',
    fits: 'android',
    fileName: 'settings.json',
  });
  t.like(writeForm({ type: 'mobileconfig', template: {} }, new Map()), {
    fits: 'ios',
    fileName: 'settings.mobileconfig',
  });
  t.throws(() => writeForm(form, 'x'.repeat(70_000)), { instanceOf: FormError, message: /65536 octets/ });
});
