import { Type } from '@sinclair/typebox';
import { type FormDictionary, type FormNode, PROFILE_MEDIA_TYPE, TEXT_FORMS } from '../domain/form.ts';
import { PLATFORMS } from '../domain/served-form.ts';
import { closed, formed, oneOf } from './schemas.ts';

/** The form of the further forms of a definition on the wire. */

const WORDS =
  'A text, number, true or false as it stands; `{"from": name, "as": "text"|"integer"|"boolean"}`; `{"join": [texts and slots]}`; ' +
  '`{"if": name, "value": value}`; a list of values and of `{"each": list, "item": value}`; or a dictionary of values. Nothing is evaluated';

const DICTIONARY = Type.Unsafe<FormDictionary>({
  type: 'object',
  description: `The property list of the profile. ${WORDS}`,
  maxProperties: 200,
  additionalProperties: true,
  examples: [{ PayloadType: 'Configuration', PayloadVersion: 1, PayloadIdentifier: 'example.acme.mail' }],
});

const TEMPLATE = Type.Unsafe<FormNode>({
  description:
    `\`json\`: the value. \`xml\`: \`{"element": name, "attributes": {…}, "children": [elements and texts]}\`. ` +
    `\`text\`: the list of lines. ${WORDS}`,
  examples: [{ account: { from: 'address' }, port: { from: 'port', as: 'integer' } }],
});

const FORM = Type.Union([
  closed(
    { type: Type.Literal('mobileconfig'), template: DICTIONARY },
    `A configuration profile of Apple (${PROFILE_MEDIA_TYPE}), signed where the installation has a certificate`,
  ),
  closed(
    {
      type: oneOf(TEXT_FORMS, 'Its syntax'),
      mediaType: formed('form-media-type', 'What it is; nothing that browsers show or run'),
      for: Type.Optional(oneOf(PLATFORMS, 'The phones whose browsers are given it; all when left out')),
      fileName: Type.Optional(formed('form-file-name', 'What a browser calls what it keeps')),
      template: TEMPLATE,
    },
    'A text for a program that is not of OMA CP',
  ),
]);

export const FORMS = Type.Optional(
  Type.Array(FORM, {
    minItems: 1,
    maxItems: 8,
    description: 'What phones that do not take OMA CP fetch instead (bearer `pull`); the first that fits is given',
  }),
);
