import { Type } from '@sinclair/typebox';
import { DELIVERY_BEARERS } from '../domain/definition.ts';
import { TRUSTS } from '../domain/document.ts';
import { PIN_DIGITS_RANGE, PIN_WAYS } from '../domain/pin.ts';
import { QUIET_HOURS } from './quiet-schemas.ts';
import { closed, nullable, oneOf } from './schemas.ts';

/** How long something may take that a definition says. */
export function duration(description: string) {
  return Type.String({
    pattern: '^P([0-9]{1,4}W)?([0-9]{1,5}D)?(T([0-9]{1,6}H)?([0-9]{1,7}M)?([0-9]{1,9}S)?)?$',
    minLength: 3,
    description: `${description}: ISO 8601, from PT1M to P30D`,
    examples: ['PT48H'],
  });
}

/** Some of these, each once. */
export function someOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Array(oneOf(values, 'One of them'), { minItems: 1, description });
}

const PIN_LENGTHS = { minimum: PIN_DIGITS_RANGE[0], maximum: PIN_DIGITS_RANGE[1] };
/** How a definition wants its document brought to the device. */
export const DELIVERY = closed(
  {
    bearers: someOf(DELIVERY_BEARERS, 'Bearers, the first to be tried first'),
    security: someOf(TRUSTS, 'How the document proves where it comes from, in order of preference'),
    pin: Type.Optional(someOf(PIN_WAYS, 'How the user learns a PIN that we make, in order of preference')),
    pinDigits: Type.Optional(
      Type.Integer({ ...PIN_LENGTHS, description: 'Digits of a PIN that we make; 8 when left out' }),
    ),
    validity: duration('How long an order tries'),
    attempts: Type.Integer({ minimum: 1, maximum: 10, description: 'Attempts to deliver' }),
    attemptsPerBearer: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10, description: 'Most of them by one bearer; all of them when left out' }),
    ),
    quietHours: Type.Optional(
      nullable({
        ...QUIET_HOURS,
        description:
          "When nothing goes to the phone, by the clock where it is; the tenant's own when left out, none with null",
      }),
    ),
    merge: Type.Optional(
      Type.Boolean({
        description: 'While such orders wait for one phone, their settings may go in one document; not when left out',
      }),
    ),
  },
  'How the document reaches the device',
);
