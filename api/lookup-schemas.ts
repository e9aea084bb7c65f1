import { Type } from '@sinclair/typebox';
import { LOOKUP_FALLBACKS } from '../domain/definition.ts';
import { closed, oneOf } from './schemas.ts';

const LOOKUP_FIELDS = {
  url: Type.String({
    pattern: '^https://',
    maxLength: 500,
    description: 'Where it is called: https, without user, password and fragment',
    examples: ['https://provisioning.acme.example/lookup'],
  }),
  parameters: Type.Array(Type.String({ minLength: 1, maxLength: 64, examples: ['address'] }), {
    minItems: 1,
    maxItems: 64,
    description: 'Parameters that it may know; an order need not bring them',
  }),
  timeout: Type.String({
    description: 'How long one call may take: ISO 8601, from PT1S to PT20S',
    examples: ['PT10S'],
  }),
  ifDown: oneOf(LOOKUP_FALLBACKS, 'What an order does that gets no answer from it'),
};
const LOOKUP_TITLE = "An endpoint of the provider's that is called before the user is asked";
export const LOOKUP = closed(LOOKUP_FIELDS, LOOKUP_TITLE);
/** As it is posted: what is left out has a default. */
export const NEW_LOOKUP = closed(
  { ...LOOKUP_FIELDS, timeout: Type.Optional(LOOKUP_FIELDS.timeout), ifDown: Type.Optional(LOOKUP_FIELDS.ifDown) },
  LOOKUP_TITLE,
);
