import test from 'ava';
import type { TemplateCharacteristic } from '../../domain/definition.ts';
import { orderValues } from '../../domain/order-values.ts';
import { resolveSchema } from '../../domain/parameter-schema.ts';
import { type Origins, renderDocument, SlotEmptyError, type TemplateValues } from '../../domain/render.ts';
import { templateSlots } from '../../domain/template.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';
import { fc } from '../helpers/drawn-values.ts';

const template: TemplateCharacteristic[] = [
  {
    type: 'APPLICATION',
    parms: {
      APPID: '143',
      NAME: [{ from: 'owner' }, "'s mail"],
      FLAG: true,
      TO: { value: 'X', if: 'proxy' },
      ON: { value: true, if: 'owner' },
    },
    children: [{ type: 'APPAUTH', if: 'password', parms: { AAUTHSECRET: { from: 'password' } } }],
  },
];

const both = (name: string) => [
  { name, value: '192.0.2.1' },
  { name, value: '192.0.2.2' },
];

const ownerAndHosts = (name: string, list: readonly string[]): TemplateValues =>
  new Map<string, string | Map<string, string>[]>([
    ['owner', name],
    ['hosts', list.map((host) => new Map([['item.host', host]]))],
  ]);

const item = (host: string, port: string) =>
  new Map([
    ['item.host', host],
    ['item.port', port],
  ]);

test('renderDocument() fills slots, joins lists, keeps flags and leaves out what its condition excludes', (t) => {
  t.deepEqual(renderDocument({ document: template }, new Map([['owner', 'Ann']])), {
    version: '1.1',
    characteristics: [
      {
        type: 'APPLICATION',
        parms: [
          { name: 'APPID', value: '143' },
          { name: 'NAME', value: "Ann's mail" },
          { name: 'FLAG' },
          { name: 'ON' },
        ],
        children: [],
      },
    ],
  });
});

test('renderDocument() names the slot that has no value', (t) => {
  const error = t.throws(() => renderDocument({ document: template }, new Map()), { instanceOf: SlotEmptyError });
  t.is(error?.slot, 'owner');
});

test('renderDocument() repeats what has "each" for every element of a list, in order, also by name', (t) => {
  const document: TemplateCharacteristic[] = [
    {
      type: 'NAPDEF',
      parms: [
        { name: 'NAPID', value: 'N' },
        { name: 'DNS-ADDR', each: 'servers', value: { from: 'item' } },
      ],
    },
    {
      type: 'APPLICATION',
      each: 'accounts',
      if: 'item.host',
      parms: {
        APPID: '143',
        NAME: [{ from: 'owner' }, ' at ', { from: 'item.host' }],
        TO: { each: 'servers', value: { from: 'item' } },
        SECURE: { if: 'item.secure' },
      },
      children: [{ type: 'APPAUTH', if: 'item.user', parms: { AAUTHNAME: { from: 'item.user' } } }],
    },
  ];
  const accounts = [
    new Map([
      ['item.host', 'a'],
      ['item.secure', '1'],
    ]),
    new Map([['item.user', 'skipped: it has no host']]),
    new Map([
      ['item.host', 'b'],
      ['item.user', 'ann'],
    ]),
  ];
  const values = new Map<string, string | Map<string, string>[]>([
    ['owner', 'Ann'],
    ['accounts', accounts],
    ['servers', [new Map([['item', '192.0.2.1']]), new Map([['item', '192.0.2.2']])]],
  ]);
  const application = (host: string, ...more: { name: string }[]) => [
    { name: 'APPID', value: '143' },
    { name: 'NAME', value: `Ann at ${host}` },
    ...both('TO'),
    ...more,
  ];
  t.deepEqual(renderDocument({ document, documentVersion: '1.0' }, values), {
    version: '1.0',
    characteristics: [
      { type: 'NAPDEF', parms: [{ name: 'NAPID', value: 'N' }, ...both('DNS-ADDR')], children: [] },
      { type: 'APPLICATION', parms: application('a', { name: 'SECURE' }), children: [] },
      {
        type: 'APPLICATION',
        parms: application('b'),
        children: [{ type: 'APPAUTH', parms: [{ name: 'AAUTHNAME', value: 'ann' }], children: [] }],
      },
    ],
  });
});

test('a list that is absent or empty repeats nothing and fulfils no condition', (t) => {
  const document: TemplateCharacteristic[] = [
    { type: 'ACCESS', if: 'rules', parms: {} },
    { type: 'ACCESS', parms: [{ name: 'RULE', each: 'rules', value: { from: 'item' } }] },
  ];
  for (const values of [new Map(), new Map([['rules', []]])]) {
    t.deepEqual(renderDocument({ document }, values).characteristics, [{ type: 'ACCESS', parms: [], children: [] }]);
  }
});

test('renderDocument() notes where in the definition everything comes from', (t) => {
  const origins: Origins = new Map();
  const document: TemplateCharacteristic[] = [
    {
      type: 'A',
      parms: { 'x/y~': 'z' },
      children: [{ type: 'B', each: 'list', parms: [{ name: 'P', value: 'q' }] }],
    },
  ];
  const rendered = renderDocument({ document }, new Map([['list', [new Map(), new Map()]]]), origins);
  const [a] = rendered.characteristics;
  t.is(origins.get(a!), '/document/0');
  t.is(origins.get(a!.parms[0]!), '/document/0/parms/x~1y~0');
  t.deepEqual(
    a!.children.map((child) => origins.get(child)),
    ['/document/0/children/0', '/document/0/children/0'],
  );
  t.is(origins.get(a!.children[1]!.parms[0]!), '/document/0/children/0/parms/0');
  const error = t.throws(() => renderDocument({ document: template }, new Map(), origins), {
    instanceOf: SlotEmptyError,
  });
  t.is(error?.at, '/document/0/parms/NAME');
});

/** Any text a value may be, what looks like markup, slots and pointers among it. */
const hostileTexts = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    '"/><parm name="X" value="Y"/>',
    '{"from": "password"}',
    '${owner}',
    '{{owner}}',
    '__proto__',
    'item',
    '&amp;',
  ),
);

test('no value changes the shape of the document', (t) => {
  const document: TemplateCharacteristic[] = [
    ...template,
    { type: 'APPADDR', each: 'hosts', parms: { ADDR: { from: 'item.host' }, NAME: ['<', { from: 'owner' }, '>'] } },
  ];
  const shapeOf = (values: TemplateValues) =>
    JSON.parse(
      JSON.stringify(renderDocument({ document }, values), (key, value) => (key === 'value' ? 'value' : value)),
    );
  fc.assert(
    fc.property(hostileTexts, fc.array(hostileTexts, { maxLength: 4 }), (owner, hosts) => {
      t.deepEqual(
        shapeOf(ownerAndHosts(owner, hosts)),
        shapeOf(
          ownerAndHosts(
            'plain',
            hosts.map(() => 'plain'),
          ),
        ),
      );
      const rendered = renderDocument({ document }, ownerAndHosts(owner, hosts));
      t.is(rendered.characteristics[0]?.parms[1]?.value, `${owner}'s mail`);
      t.deepEqual(
        rendered.characteristics.slice(1).map(({ parms }) => parms),
        hosts.map((host) => [
          { name: 'ADDR', value: host },
          { name: 'NAME', value: `<${owner}>` },
        ]),
      );
    }),
  );
});

for (const definition of DEFINITIONS) {
  test(`every slot of the definition ${definition.name} is a parameter`, (t) => {
    const known = new Set(Object.keys(definition.parameters.properties));
    t.deepEqual(
      [...templateSlots(definition.document)].filter((slot) => !known.has(slot)),
      [],
    );
  });
}

test('orderValues() prefers the answer to the parameter and the parameter to the default', (t) => {
  const values = orderValues({
    definition: {
      parameters: {
        type: 'object',
        properties: { a: { default: 'd' }, b: { default: 'd' }, c: { default: 7 }, d: {}, e: {}, f: {}, toString: {} },
      },
    },
    parameters: { b: 'p', d: false, e: true, f: 'p' },
    answers: { f: 'answer' },
    device: { model: null, msisdn: '+358401234567' },
    orderId: 'id',
  });
  t.deepEqual(Object.fromEntries(values), {
    'order.id': 'id',
    'device.msisdn': '+358401234567',
    a: 'd',
    b: 'p',
    c: '7',
    e: '1',
    f: 'answer',
  });
});

test('orderValues() gives objects by property and lists by element, with the defaults of their schemas', (t) => {
  const server = { type: 'object', properties: { host: { type: 'string' }, port: { $ref: '#/$defs/port' } } };
  const values = orderValues({
    definition: {
      parameters: {
        type: 'object',
        properties: {
          proxy: { $ref: '#/$defs/server' },
          servers: { type: 'array', items: { $ref: '#/$defs/server' } },
          names: { type: 'array', items: { type: 'string' } },
          other: { $ref: '#/$defs/other' },
        },
        $defs: { server, port: { type: 'integer', default: 443 }, other: { default: 'of the reference' } },
      },
    },
    parameters: {
      proxy: { host: 'p', port: 80, deep: { host: 'nobody asks' } },
      servers: [{ host: 'a' }, { host: 'b', port: 993 }],
      names: ['x', 'y'],
    },
    answers: {},
    device: { model: 'M', msisdn: null, imei: '490154203237518' },
    tenant: { name: 'acme', title: 'Acme Corporation' },
    orderId: 'id',
  });
  t.deepEqual(
    values,
    new Map<string, unknown>([
      ['order.id', 'id'],
      ['device.model', 'M'],
      ['device.imei', '490154203237518'],
      ['tenant.name', 'acme'],
      ['tenant.title', 'Acme Corporation'],
      ['proxy.host', 'p'],
      ['proxy.port', '80'],
      ['servers', [item('a', '443'), item('b', '993')]],
      ['names', [new Map([['item', 'x']]), new Map([['item', 'y']])]],
      ['other', 'of the reference'],
    ]) as never,
  );
});

test('a tenant without a title is named by its name', (t) => {
  const values = orderValues({
    definition: { parameters: { type: 'object', properties: {} } },
    parameters: {},
    answers: {},
    device: { model: null, msisdn: null },
    tenant: { name: 'acme', title: '' },
    orderId: 'id',
  });
  t.is(values.get('tenant.title'), 'acme');
});

test('resolveSchema() follows references and ends where they go round in a circle or nowhere', (t) => {
  const root = {
    type: 'object' as const,
    properties: {},
    $defs: {
      a: { $ref: '#/$defs/b', title: 'A' },
      b: { type: 'string', title: 'B' },
      round: { $ref: '#/$defs/round' },
    },
  };
  t.deepEqual(resolveSchema(root, { $ref: '#/$defs/a' }), { type: 'string', title: 'A' });
  t.notThrows(() => resolveSchema(root, { $ref: '#/$defs/round' }));
  for (const $ref of ['#/$defs/nowhere', 'https://example.com/', '#/$defs/toString']) {
    t.deepEqual(resolveSchema(root, { $ref }), { $ref });
  }
});
