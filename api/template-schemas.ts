import { Type } from '@sinclair/typebox';
import { closed, label } from './schemas.ts';

/** The form of a document's template on the wire: characteristics within characteristics. */

const SLOT = closed(
  { from: label(160, 'A parameter, or `device.*`, `tenant.*`, `order.id`; within `each` also `item`') },
  'The value of that name',
);
const LITERAL = Type.String({ maxLength: 1_024, description: 'A text as it stands' });
const JOINED = Type.Array(Type.Union([LITERAL, SLOT]), { minItems: 1, maxItems: 16, description: 'These, joined' });
const FLAG = Type.Literal(true, { description: 'A flag: a parm without a value' });
const VALUES = [LITERAL, SLOT, JOINED, FLAG];

const TERMS = {
  if: Type.Optional(label(160, 'Left out unless this name has a value')),
  each: Type.Optional(label(160, 'Once for each element of this list; within, `item` is the element')),
  vendor: Type.Optional(Type.Boolean({ description: 'Content of a vendor, which the rules of OMA CP do not know' })),
};

const TERMED_PARM = {
  value: Type.Optional(Type.Union(VALUES, { description: 'A flag when absent' })),
  ...TERMS,
};

const PARMS_BY_NAME = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: 'object',
  description: 'By name',
  maxProperties: 100,
  additionalProperties: Type.Union([...VALUES, closed(TERMED_PARM, 'A value with terms')]),
});

const LISTED_PARMS = Type.Array(closed({ name: label(64, 'The name of the parm'), ...TERMED_PARM }), {
  maxItems: 100,
  description: 'In this order, where a name comes more than once',
});

/** One characteristic of a template, with all that is inside. */
const TEMPLATE_CHARACTERISTIC = Type.Recursive(
  (Inner) =>
    closed(
      {
        type: label(64, 'Such as NAPDEF'),
        parms: Type.Optional(Type.Union([PARMS_BY_NAME, LISTED_PARMS])),
        children: Type.Optional(Type.Array(Inner, { maxItems: 100, description: 'Characteristics inside it' })),
        ...TERMS,
      },
      'A characteristic of the document. Nothing in it is evaluated',
    ),
  {
    $id: 'TemplateCharacteristic',
    title: 'TemplateCharacteristic',
    examples: [
      {
        type: 'APPLICATION',
        parms: { APPID: '143', 'PROVIDER-ID': 'acme-mail', NAME: 'Acme Mail' },
        children: [
          { type: 'APPADDR', parms: { ADDR: 'imap.acme.example' } },
          { type: 'APPAUTH', parms: { AAUTHNAME: { from: 'address' }, AAUTHSECRET: { from: 'password' } } },
        ],
      },
    ],
  },
);

export const DOCUMENT = Type.Array(TEMPLATE_CHARACTERISTIC, {
  minItems: 1,
  maxItems: 100,
  description: 'Template of the document',
});
