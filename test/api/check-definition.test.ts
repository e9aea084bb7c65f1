import test from 'ava';
import { checkDefinition } from '../../api/check-definition.ts';
import type { InputFault, ProvisioningError } from '../../domain/errors.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';

type Json = ReturnType<typeof JSON.parse>;

/** A short definition that is taken as it stands. */
const SHORT = {
  name: 'acme-mail',
  version: '1.0.0',
  title: 'Acme Mail',
  parameters: {
    required: ['address', 'password'],
    properties: {
      address: { type: 'string', format: 'email' },
      password: { type: 'string', minLength: 8, writeOnly: true },
    },
  },
  document: [
    {
      type: 'APPLICATION',
      parms: { APPID: '143', 'PROVIDER-ID': 'acme-mail', NAME: 'Acme Mail' },
      children: [
        {
          type: 'APPADDR',
          parms: { ADDR: 'imap.acme.example' },
          children: [{ type: 'PORT', parms: { PORTNBR: '993', SERVICE: '993' } }],
        },
        { type: 'APPAUTH', parms: { AAUTHNAME: { from: 'address' }, AAUTHSECRET: { from: 'password' } } },
      ],
    },
  ],
};

const asking = (confirmation: Json): Json => ({
  ...SHORT,
  confirmation: { text: { en: 'Acme wants to set up mail.' }, ...confirmation },
});

/** A definition of one access point, whose parms may be added to, with parameters. */
const point = (properties: Json, parms: Json = {}, more: Json = {}): Json => ({
  name: 'point',
  version: '1.0.0',
  title: 'Point',
  parameters: { required: Object.keys(properties), properties },
  document: [
    {
      type: 'NAPDEF',
      parms: { NAPID: 'N', BEARER: 'GSM-GPRS', NAME: 'Net', INTERNET: true, 'NAP-ADDRESS': 'net', ...parms },
    },
  ],
  ...more,
});

function faultsOf(body: unknown): readonly InputFault[] {
  try {
    checkDefinition(body);
    return [];
  } catch (error) {
    return (error as ProvisioningError).faults;
  }
}

for (const definition of DEFINITIONS) {
  test(`the definition ${definition.name} that comes with the service stays as it is when it is checked again`, (t) => {
    t.deepEqual(checkDefinition(JSON.parse(JSON.stringify(definition))), definition);
  });
}

test('a short definition gets the defaults', (t) => {
  const { document, parameters, ...rest } = checkDefinition(SHORT);
  t.deepEqual<Json, Json>(rest, {
    name: 'acme-mail',
    version: '1.0.0',
    title: 'Acme Mail',
    kind: 'provisioning',
    prompts: [],
    confirmation: { mode: 'none', timeout: 'PT24H', text: {} },
    requires: { applications: ['143'] },
    delivery: { bearers: ['smpp'], security: ['NETWPIN', 'USERNETWPIN', 'USERPIN'], validity: 'PT72H', attempts: 3 },
    acknowledgement: { evidence: 'delivered', timeout: 'PT48H' },
    charging: { class: 'acme-mail' },
  });
  t.deepEqual<Json, Json>(document, SHORT.document);
  t.deepEqual<Json, Json>(parameters, {
    type: 'object',
    additionalProperties: false,
    required: ['address', 'password'],
    properties: {
      address: { type: 'string', format: 'email', maxLength: 64 },
      password: { type: 'string', minLength: 8, writeOnly: true, maxLength: 64 },
    },
  });
});

test('a definition without parameters is one whose document never changes', (t) => {
  const { parameters } = checkDefinition(point({}, {}, { parameters: undefined }));
  t.deepEqual<Json, Json>(parameters, { type: 'object', properties: {}, additionalProperties: false });
});

test('a document with BOOTSTRAP is of the kind bootstrap unless the definition says otherwise', (t) => {
  const document = [{ type: 'BOOTSTRAP', parms: { NAME: 'Acme' } }, ...SHORT.document];
  t.is(checkDefinition({ ...SHORT, document }).kind, 'bootstrap');
  t.is(checkDefinition({ ...SHORT, document, kind: 'provisioning' }).kind, 'provisioning');
});

test('a question about a parameter that is write-only is secret', (t) => {
  const prompts = [
    { parameter: 'password', text: { en: 'Password' } },
    { parameter: 'address', text: { en: 'Address', 'pt-BR': 'Endereço' } },
  ];
  t.deepEqual(
    checkDefinition({ ...SHORT, prompts }).prompts.map(({ secret }) => secret),
    [true, false],
  );
});

test('lists, references, objects, vendor content and everything known of the order can be used', (t) => {
  const definition = {
    name: 'rich',
    version: '2.10.3',
    title: 'Rich',
    documentVersion: '1.0',
    parameters: {
      required: ['accounts'],
      properties: {
        accounts: { type: 'array', minItems: 1, maxItems: 2, items: { $ref: '#/$defs/account' } },
        servers: { type: 'array', maxItems: 3, items: { type: 'string', format: 'ipv4' } },
        proxy: {
          type: 'object',
          required: ['host'],
          properties: { host: { type: 'string', format: 'hostname' }, port: { $ref: '#/$defs/port' } },
        },
      },
      $defs: {
        port: { type: 'integer', minimum: 1, maximum: 65_535, default: 993 },
        account: {
          type: 'object',
          required: ['host'],
          properties: {
            host: { type: 'string', format: 'hostname' },
            port: { $ref: '#/$defs/port' },
            user: { type: 'string', maxLength: 16 },
            secret: { type: 'string', maxLength: 16, writeOnly: true },
          },
        },
      },
    },
    document: [
      {
        type: 'NAPDEF',
        parms: [
          { name: 'NAPID', value: 'N' },
          { name: 'NAME', value: [{ from: 'tenant.title' }, ' for ', { from: 'device.msisdn' }] },
          { name: 'NAP-ADDRESS', value: 'net' },
          { name: 'INTERNET' },
          { name: 'DNS-ADDR', each: 'servers', value: { from: 'item' } },
          { name: 'X-MODEL', value: { from: 'device.model' }, if: 'device.model', vendor: true },
        ],
      },
      {
        type: 'APPLICATION',
        each: 'accounts',
        parms: { APPID: '143', 'PROVIDER-ID': { from: 'item.host' }, NAME: { from: 'order.id' } },
        children: [
          {
            type: 'APPADDR',
            parms: { ADDR: { from: 'item.host' } },
            children: [{ type: 'PORT', parms: { PORTNBR: { from: 'item.port' } } }],
          },
          {
            type: 'APPAUTH',
            if: 'item.user',
            parms: {
              AAUTHNAME: { from: 'item.user' },
              AAUTHSECRET: { value: { from: 'item.secret' }, if: 'item.secret' },
            },
          },
        ],
      },
      { type: 'X-VENDOR', vendor: true, if: 'proxy.host', parms: { 'X-HOST': { from: 'proxy.host' } } },
    ],
  };
  t.deepEqual(faultsOf(definition), []);
});

test('all faults are told at once', (t) => {
  const faults = faultsOf({
    ...SHORT,
    name: 'Acme Mail',
    version: '1',
    colour: 'blue',
    parameters: { properties: { address: { type: 'string', pattern: '(a)\\1', examples: ['aa'] } } },
    document: [{ type: 'APPLICATION', parms: { APPID: 143 } }],
    delivery: { security: [] },
  });
  t.deepEqual(
    faults.map(({ field }) => field),
    [
      '/colour',
      '/name',
      '/version',
      '/parameters/properties/address/pattern',
      '/document/0/parms/APPID',
      '/delivery/security',
    ],
  );
});

test('no more than 20 faults are told', (t) => {
  const properties = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, { type: 'text' }]));
  t.is(faultsOf(point(properties)).length, 20);
});

test('the error says what cannot be done, and never the value', (t) => {
  const error = t.throws<ProvisioningError>(() => checkDefinition({ ...SHORT, title: 'se\u0000cret' }));
  t.is(error.code, 'definition_invalid');
  t.is(
    error.message,
    'Cannot take the definition: /title: expected text of 1 to 100 characters without control characters, got a string of 7 characters',
  );
});

const text = { type: 'string', maxLength: 8 };

/** What is wrong, where it is told, and a part of the words. */
const FAULTS: readonly [title: string, body: unknown, field: string, words: RegExp][] = [
  ['no object', [], '', /an object/],
  ['nothing', undefined, '', /an object/],
  ['no document', { ...SHORT, document: undefined }, '/document', /a list of 1 to 100 items/],
  ['an empty document', { ...SHORT, document: [] }, '/document', /a list of 1 to 100 items/],
  ['a kind that is none', { ...SHORT, kind: 'other' }, '/kind', /bootstrap, provisioning/],
  ['another version of documents', { ...SHORT, documentVersion: '2.0' }, '/documentVersion', /1\.0, 1\.1/],
  ['too much depth', { ...SHORT, x: JSON.parse('['.repeat(40) + ']'.repeat(40)) }, '', /levels/],
  ['too much of it', { ...SHORT, x: 'x'.repeat(70_000) }, '', /65536 characters/],

  // Parameters.
  ['a schema that is a list', { ...SHORT, parameters: [] }, '/parameters', /JSON Schema/],
  ['an unknown keyword', point({ a: { ...text, $id: 'x' } }), '/parameters/properties/a/$id', /another keyword/],
  ['an asynchronous schema', { ...SHORT, parameters: { $async: true } }, '/parameters/$async', /another keyword/],
  ['a reference elsewhere', point({ a: { $ref: 'https://example.com/' } }), '/parameters/properties/a/$ref', /\$defs/],
  ['a reference to nothing', point({ a: { $ref: '#/$defs/b' } }), '/parameters/properties/a/$ref', /not in \$defs/],
  ['a parameter without a type', point({ a: { minLength: 1 } }), '/parameters/properties/a', /"type"/],
  ['two types', point({ a: { type: ['string', 'null'] } }), '/parameters/properties/a/type', /one of string/],
  ['a name with a hyphen', point({ 'a-b': text }), '/parameters/properties/a-b', /letters, digits/],
  ['a name that every object has', point({ toString: text }), '/parameters/properties/toString', /every object/],
  ['a name of ours', point({ device: text }), '/parameters/properties/device', /another name than device/],
  [
    'a format that is none',
    point({ a: { type: 'string', format: 'regex' } }),
    '/parameters/properties/a/format',
    /uri/,
  ],
  ['a list without bound', point({ a: { type: 'array', items: text } }), '/parameters/properties/a', /"maxItems"/],
  ['a list of anything', point({ a: { type: 'array', maxItems: 3 } }), '/parameters/properties/a', /"items"/],
  [
    'a list of many',
    point({ a: { type: 'array', maxItems: 21, items: text } }),
    '/parameters/properties/a/maxItems',
    /from 0 to 20/,
  ],
  ['a long text', point({ a: { type: 'string', maxLength: 2_000 } }), '/parameters/properties/a/maxLength', /1024/],
  [
    'a pattern without an example',
    point({ a: { type: 'string', pattern: '^a+$' } }),
    '/parameters/properties/a',
    /"examples"/,
  ],
  [
    'a pattern that its example does not match',
    point({ a: { type: 'string', pattern: '^a+$', examples: ['b'] } }),
    '/parameters/properties/a',
    /agree with each other: a string .*that matches/,
  ],
  ['a default that is not taken', point({ a: { ...text, default: 7 } }), '/parameters/properties/a', /"default"/],
  ['bounds that leave nothing', point({ a: { ...text, minLength: 9 } }), '/parameters/properties/a', /bounds/],
  [
    'a look-ahead',
    point({ a: { type: 'string', pattern: '(?=a)a', examples: ['a'] } }),
    '/parameters/properties/a/pattern',
    /no look-ahead/,
  ],
  [
    'a pattern that is none',
    point({ a: { type: 'string', pattern: '(', examples: ['a'] } }),
    '/parameters/properties/a/pattern',
    /ECMA-262/,
  ],
  [
    'a parameter that is required and not there',
    { ...SHORT, parameters: { ...SHORT.parameters, required: ['adress'] } },
    '/parameters/required/0',
    /name of a parameter/,
  ],
  [
    'room for anything',
    { ...SHORT, parameters: { ...SHORT.parameters, additionalProperties: true } },
    '/parameters/additionalProperties',
    /false/,
  ],
  [
    'rules that no sample fulfils',
    { ...point({ a: text }), parameters: { properties: { a: text }, required: ['a'], not: { required: ['a'] } } },
    '/parameters',
    /"examples" of whole parameter sets/,
  ],
  [
    'an example of the whole that is not taken',
    { ...point({ a: text }), parameters: { properties: { a: text }, examples: [{ a: 1 }] } },
    '/parameters/examples/0/a',
    /at most 8 characters/,
  ],

  // The template.
  ['a characteristic without a type', point({}, {}, { document: [{}] }), '/document/0/type', /a name/],
  [
    'an unknown field',
    point({}, {}, { document: [{ type: 'NAPDEF', name: 'x' }] }),
    '/document/0/name',
    /only the fields/,
  ],
  ['a control character', point({}, { NAME: 'a\u0007b' }), '/document/0/parms/NAME', /control characters/],
  ['a name that every object has', point({}, { valueOf: 'x' }), '/document/0/parms/valueOf', /every object/],
  ['a number', point({}, { NAPID: 7 }), '/document/0/parms/NAPID', /a text, true/],
  [
    'a slot that names nothing',
    point({ a: text }, { NAME: { from: 'b' } }),
    '/document/0/parms/NAME',
    /the name of a text: a,/,
  ],
  [
    'a condition that names nothing',
    point({}, { NAME: { value: 'x', if: 'b' } }),
    '/document/0/parms/NAME/if',
    /a value/,
  ],
  [
    'a slot beside a condition',
    point({ a: text }, { NAME: { from: 'a', if: 'a' } }),
    '/document/0/parms/NAME',
    /"value"/,
  ],
  [
    'a list in a slot',
    point({ a: { type: 'array', maxItems: 2, items: text } }, { NAME: { from: 'a' } }),
    '/document/0/parms/NAME',
    /the name of a list/,
  ],
  [
    'a text in each',
    point({ a: text }, { 'DNS-ADDR': { each: 'a', value: 'x' } }),
    '/document/0/parms/DNS-ADDR/each',
    /a list: there is none/,
  ],
  ['an item of nothing', point({ a: text }, { NAME: { from: 'item' } }), '/document/0/parms/NAME', /item of a list/],
  [
    'each in each',
    point(
      { a: { type: 'array', maxItems: 2, items: text } },
      {},
      { document: [{ type: 'ACCESS', each: 'a', parms: [{ name: 'DOMAIN', each: 'a', value: { from: 'item' } }] }] },
    ),
    '/document/0/parms/0/each',
    /inside another/,
  ],
  [
    'a slot that may be empty',
    point({ a: text }, { NAME: { from: 'a' } }, { parameters: { properties: { a: text } } }),
    '/document/0/parms/NAME',
    /"if": "a"/,
  ],
  [
    'a part of an element that may be absent',
    point(
      { a: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'object', properties: { b: text } } } },
      { 'DNS-ADDR': { each: 'a', value: { from: 'item.b' } } },
    ),
    '/document/0/parms/DNS-ADDR',
    /"if": "item\.b"/,
  ],
  [
    'levels without end',
    point({}, {}, { document: [nested(8)] }),
    `/document/0${'/children/0'.repeat(5)}/children`,
    /levels of characteristics/,
  ],

  // What comes out.
  ['an unknown characteristic', point({}, {}, { document: [{ type: 'NAPDEFF' }] }), '/document/0', /"vendor": true/],
  [
    'an unknown parm',
    point({}, { NAPNAME: 'x' }),
    '/document/0/parms/NAPNAME',
    /NAPDEF\[1\]\/NAPNAME: .*"vendor": true/,
  ],
  [
    'a parm too few',
    point({}, {}, { document: [{ type: 'NAPDEF', parms: { NAPID: 'N', NAME: 'x' } }] }),
    '/document/0',
    /NAPDEF\[1\]\/NAP-ADDRESS: present/,
  ],
  [
    'a port out of range',
    {
      ...SHORT,
      parameters: { required: ['port'], properties: { port: { type: 'integer', minimum: 1, maximum: 70_000 } } },
      document: [
        {
          type: 'APPLICATION',
          parms: { APPID: '143' },
          children: [
            {
              type: 'APPADDR',
              parms: { ADDR: 'a' },
              children: [{ type: 'PORT', parms: [{ name: 'PORTNBR', value: { from: 'port' } }] }],
            },
          ],
        },
      ],
    },
    '/document/0/children/0/children/0/parms/0',
    /a number of 0 to 65535/,
  ],
  [
    'a characteristic in the wrong place',
    point({}, {}, { document: [{ type: 'PORT', parms: { PORTNBR: '1' } }] }),
    '/document/0',
    /elsewhere/,
  ],
  [
    'a document that does not fit',
    point({ a: { type: 'string', maxLength: 1_000 } }, { NAME: [{ from: 'a' }, { from: 'a' }] }),
    '/document',
    /at most 10 short messages/,
  ],

  // Everything else.
  [
    'a prompt for nothing',
    { ...SHORT, prompts: [{ parameter: 'x', text: { en: 'x' } }] },
    '/prompts/0/parameter',
    /address, password/,
  ],
  [
    'two prompts for one',
    { ...SHORT, prompts: [1, 2].map(() => ({ parameter: 'password', text: { en: 'x' } })) },
    '/prompts',
    /at most one/,
  ],
  [
    'a prompt without words',
    { ...SHORT, prompts: [{ parameter: 'password', text: {} }] },
    '/prompts/0/text',
    /language/,
  ],
  [
    'a language that is none',
    { ...SHORT, prompts: [{ parameter: 'password', text: { english_: 'x' } }] },
    '/prompts/0/text/english_',
    /BCP 47/,
  ],
  [
    'control characters in words',
    { ...SHORT, prompts: [{ parameter: 'password', text: { en: 'a\u001b[2J' } }] },
    '/prompts/0/text/en',
    /control characters/,
  ],
  [
    'words without end',
    { ...SHORT, prompts: [{ parameter: 'password', text: { en: 'x'.repeat(400) } }] },
    '/prompts/0/text/en',
    /320 characters/,
  ],
  ['a way to ask that is not there', asking({ mode: 'letter' }), '/confirmation/mode', /none, hosted, sms, client/],
  ['a way to ask twice', asking({ mode: ['client', 'client'] }), '/confirmation/mode', /each once/],
  ['no way in a list', asking({ mode: [] }), '/confirmation/mode', /a list of 1 to 3/],
  ['none in a list of ways', asking({ mode: ['none'] }), '/confirmation/mode/0', /one of hosted, sms, client/],
  [
    'a secret asked by short message alone',
    { ...asking({ mode: 'sms' }), prompts: [{ parameter: 'password', text: { en: 'Password?' } }] },
    '/confirmation/mode',
    /a way beside sms/,
  ],
  ['a short message without words', { ...SHORT, confirmation: { mode: 'sms' } }, '/confirmation/text', /language/],
  ['a page without words', { ...SHORT, confirmation: { mode: 'hosted' } }, '/confirmation/text', /language/],
  [
    'a reminder before the question',
    asking({ mode: ['sms', 'client'], timeout: 'PT2H', reminder: 'PT1H' }),
    '/confirmation/reminder',
    /share evenly/,
  ],
  ['a reminder of nobody', asking({ mode: 'client', reminder: 'PT1H' }), '/confirmation/reminder', /no reminder/],
  [
    'a reminder of a link that we do not send',
    asking({ mode: 'hosted', link: 'client', reminder: 'PT1H' }),
    '/confirmation/reminder',
    /no reminder/,
  ],
  ['a link to no page', asking({ mode: 'sms', link: 'client' }), '/confirmation/link', /no way is hosted/],
  ['a link by letter', asking({ mode: 'hosted', link: 'letter' }), '/confirmation/link', /sms, client/],
  ['going on where nobody is asked', asking({ onTimeout: 'proceed' }), '/confirmation/onTimeout', /nobody is asked/],
  [
    'asking the client twice',
    asking({ mode: ['sms', 'client'], onTimeout: 'client' }),
    '/confirmation/onTimeout',
    /in any case/,
  ],
  [
    'going on without what is required',
    {
      ...asking({ mode: 'client', onTimeout: 'proceed' }),
      prompts: [{ parameter: 'address', text: { en: 'Address?' } }],
    },
    '/confirmation/onTimeout',
    /an answer is required/,
  ],
  ['another end of asking', asking({ mode: 'client', onTimeout: 'wait' }), '/confirmation/onTimeout', /one of expire/],
  [
    'a question without words',
    { ...SHORT, confirmation: { mode: 'client', text: {} } },
    '/confirmation/text',
    /language/,
  ],
  ['a time that is none', { ...SHORT, delivery: { validity: '3 days' } }, '/delivery/validity', /ISO 8601/],
  ['a time too long', { ...SHORT, acknowledgement: { timeout: 'P90D' } }, '/acknowledgement/timeout', /P30D/],
  ['no security', { ...SHORT, delivery: { security: [] } }, '/delivery/security', /a list of 1 to 5/],
  [
    'USERPINMAC alone',
    { ...SHORT, delivery: { security: ['USERPINMAC'] } },
    '/delivery/security',
    /how the user learns/,
  ],
  [
    'a PIN that goes with the order before the user could type it',
    { ...SHORT, delivery: { security: ['USERPIN'], pin: ['sms', 'client'] } },
    '/delivery/pin/1',
    /evidence applied with client/,
  ],
  [
    'a PIN on a page that nobody is sent to',
    { ...asking({ mode: ['hosted', 'sms'] }), delivery: { pin: ['page'] }, acknowledgement: { evidence: 'applied' } },
    '/delivery/pin/0',
    /hosted alone/,
  ],
  [
    'a PIN without a method that has one',
    { ...SHORT, delivery: { security: ['NETWPIN'], pin: ['sms'] } },
    '/delivery/pin',
    /needs a PIN/,
  ],
  [
    'digits of a PIN that nobody makes',
    { ...SHORT, delivery: { security: ['NETWPIN'], pinDigits: 6 } },
    '/delivery/pinDigits',
    /USERPIN or USERNETWPIN/,
  ],
  [
    'a PIN of three digits',
    { ...SHORT, delivery: { security: ['USERPIN'], pinDigits: 3 } },
    '/delivery/pinDigits',
    /from 4 to 16/,
  ],
  ['a way to tell a PIN that is none', { ...SHORT, delivery: { pin: ['letter'] } }, '/delivery/pin/0', /page, client/],
  ['a bearer that is none', { ...SHORT, delivery: { bearers: ['pigeon'] } }, '/delivery/bearers/0', /one of smpp/],
  ['attempts without end', { ...SHORT, delivery: { attempts: 100 } }, '/delivery/attempts', /from 1 to 10/],
  [
    'evidence that is none',
    { ...SHORT, acknowledgement: { evidence: 'none' } },
    '/acknowledgement/evidence',
    /submitted/,
  ],
  ['a class with a space', { ...SHORT, charging: { class: 'a b' } }, '/charging/class', /letters, digits/],
  ['a need that is none', { ...SHORT, requires: { maxParts: 11 } }, '/requires/maxParts', /from 1 to 10/],
];

function nested(levels: number): Json {
  return levels === 0 ? { type: 'X' } : { type: 'X', vendor: true, children: [nested(levels - 1)] };
}

for (const [title, body, field, words] of FAULTS) {
  test(`a definition with ${title} is refused at ${field === '' ? 'its root' : field}`, (t) => {
    const faults = faultsOf(body);
    t.true(
      faults.some((fault) => fault.field === field && words.test(`${fault.expected}, got ${fault.got}`)),
      JSON.stringify(faults, null, 1),
    );
  });
}

const LOOKUP = { url: 'https://acme.example/lookup', parameters: ['address'] };

test('a lookup is taken with its defaults', (t) => {
  const { lookup } = checkDefinition({ ...SHORT, lookup: LOOKUP });
  t.deepEqual(lookup, { ...LOOKUP, timeout: 'PT10S', ifDown: 'ask' });
});

for (const [what, lookup, field] of [
  ['http', { url: 'http://acme.example/' }, '/lookup/url'],
  ['a user in the URL', { url: 'https://a:b@acme.example/' }, '/lookup/url'],
  ['a fragment in the URL', { url: 'https://acme.example/#a' }, '/lookup/url'],
  ['no URL', { url: undefined }, '/lookup/url'],
  ['a parameter that is not there', { parameters: ['adress'] }, '/lookup/parameters/0'],
  ['no parameters', { parameters: [] }, '/lookup/parameters'],
  ['a parameter twice', { parameters: ['address', 'address'] }, '/lookup/parameters'],
  ['a day', { timeout: 'P1D' }, '/lookup/timeout'],
  ['another fallback', { ifDown: 'hope' }, '/lookup/ifDown'],
  ['another field', { retries: 3 }, '/lookup/retries'],
] as const) {
  test(`a lookup with ${what} is refused`, (t) => {
    t.deepEqual(
      faultsOf({ ...SHORT, lookup: { ...LOOKUP, ...lookup } }).map((fault) => fault.field),
      [field],
    );
  });
}
