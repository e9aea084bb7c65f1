import test from 'ava';
import fc from 'fast-check';
import type { TemplateCharacteristic } from '../../domain/definition.ts';
import { orderValues } from '../../domain/order-values.ts';
import { renderDocument, SlotEmptyError, templateSlots } from '../../domain/render.ts';
import { DEFINITIONS } from '../helpers/definitions.ts';

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

test('renderDocument() fills slots, joins lists, keeps flags and leaves out what its condition excludes', (t) => {
  t.deepEqual(renderDocument(template, new Map([['owner', 'Ann']])), {
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
  const error = t.throws(() => renderDocument(template, new Map()), { instanceOf: SlotEmptyError });
  t.is(error?.slot, 'owner');
});

test('no value changes the shape of the document', (t) => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (owner) => {
      const [characteristic] = renderDocument(template, new Map([['owner', owner]])).characteristics;
      return characteristic?.parms.length === 4 && characteristic.parms[1]?.value === `${owner}'s mail`;
    }),
  );
  t.pass();
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
  const definition = {
    ...DEFINITIONS[0]!,
    parameters: {
      type: 'object' as const,
      properties: { a: { default: 'd' }, b: { default: 'd' }, c: { default: 7 }, d: {}, e: {}, f: {} },
    },
  };
  const values = orderValues({
    definition,
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
