import { type Static, Type } from '@sinclair/typebox';
import { ASK_WAYS } from '../domain/asking.ts';
import { ANSWER_TIMEOUTS, LINK_WAYS, LOOKUP_FALLBACKS } from '../domain/definition.ts';
import { CONTENT_FORMS, WHOLE_REASONS } from '../domain/difference.ts';
import { SECURITY_METHODS, TRUSTS } from '../domain/document.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { FORM_TYPES } from '../domain/form.ts';
import { PIN_WAYS } from '../domain/pin.ts';
import { CHARGE_KINDS } from '../domain/records.ts';
import { PLATFORMS } from '../domain/served-form.ts';
import { ORDER_CONTEXT } from './context-schemas.ts';
import { DEVICE_REFERENCE, ORDER_REQUEST, QUESTION } from './order-schemas.ts';
import { closed, label, nullable, oneOf, TIME, UUID } from './schemas.ts';

/** The body of an order: what is planned can be ordered as it is. */
export const PLAN_REQUEST = ORDER_REQUEST;

const FINDING = closed({
  severity: oneOf(['error', 'warning'], 'An order with an error is refused'),
  code: Type.String({
    description:
      'That of the error an order would get; `document_unwise`, `device_deviation`, `quiet_hours` or `approval_needed` of a warning',
  }),
  path: Type.String({
    description:
      'Where: a JSON Pointer into the request (`/parameters/apn`), a place in the document (`NAPDEF[1]/NAP-ADDRESS`), `security`, or nothing',
  }),
  template: Type.Optional(
    Type.String({
      description: 'Where in the definition that place comes from: a JSON Pointer (`/document/0/parms/ADDR`)',
    }),
  ),
  text: Type.String(),
});
export type Finding = Static<typeof FINDING>;

/** How much, from the shortest answers that the user can give to the longest. */
const EXTENT = closed({ least: Type.Integer({ minimum: 0 }), most: Type.Integer({ minimum: 0 }) });
export type Extent = Static<typeof EXTENT>;

const SIZE = closed(
  {
    wbxmlOctets: EXTENT,
    pushOctets: EXTENT,
    parts: closed(EXTENT.properties, 'Short messages'),
  },
  'How large the document is; a range where the user has yet to answer',
);

const FORM = closed({
  type: oneOf(FORM_TYPES, 'Its syntax'),
  mediaType: Type.String(),
  for: oneOf(['any', ...PLATFORMS], 'The phones whose browsers are given it'),
  isGiven: Type.Boolean({
    description:
      'A browser on this phone would get it, by what is known of the phone; what it says of itself may change that',
  }),
  isSigned: nullable(Type.Boolean({ description: 'Whether a profile is signed; null for other forms' })),
  text: Type.String(),
});
export type PlannedForm = Static<typeof FORM>;

const CHARGE = closed({
  kind: oneOf(CHARGE_KINDS, 'What is charged'),
  least: Type.Integer({ minimum: 0, description: 'Records when the first attempt succeeds with the shortest answers' }),
  most: Type.Integer({ minimum: 0, description: 'Records when every attempt is needed, with the longest answers' }),
});

export const PLAN = closed({
  allowed: Type.Boolean({
    description:
      'An order with this body would be accepted from this client now, unless other tenants have used up what the phone may get today',
  }),
  findings: Type.Array(FINDING, {
    description: 'Everything that an order would meet, errors first; the first error is what it would be refused with',
  }),
  definition: nullable(closed({ name: Type.String(), version: Type.String() })),
  device: nullable(
    closed({
      id: nullable(UUID),
      model: nullable(Type.String()),
      imagined: Type.Boolean({ description: 'There is no such device: all that a phone can support is assumed of it' }),
    }),
  ),
  document: nullable(
    Type.String({
      description:
        'The document as XML, with `***` for every secret and for what the user has yet to answer; null when it cannot be made',
    }),
  ),
  forms: Type.Array(FORM, {
    description: 'Further forms that the phone may fetch instead; secrets masked as in `document`',
  }),
  size: nullable(SIZE),
  bearers: Type.Array(Type.String(), { description: 'What the document goes by, in the order in which it is tried' }),
  security: nullable(
    closed({
      method: oneOf(TRUSTS, 'What makes the phone trust the document: a method, or with `none` the way it comes by'),
      fallback: nullable(oneOf(SECURITY_METHODS, 'What proves it where no trusted way into its context is open')),
      pin: nullable(oneOf(PIN_WAYS, 'How the user learns the PIN that we make')),
      why: Type.String(),
    }),
  ),
  context: ORDER_CONTEXT,
  content: closed(
    {
      form: oneOf(CONTENT_FORMS, 'What goes to the phone as things stand'),
      why: nullable(
        oneOf(
          WHOLE_REASONS,
          'Why all of it goes where a difference was asked for: what is in the context is not certain; nothing differs; something would be left that no document can delete; parts cannot be told apart',
        ),
      ),
    },
    'How much of the document goes to the phone',
  ),
  lookup: nullable(
    closed({
      parameters: Type.Array(Type.String(), { description: "What the provider's endpoint would be asked for" }),
      ifDown: oneOf(LOOKUP_FALLBACKS, 'What the order does when it does not answer'),
    }),
  ),
  confirmation: nullable(
    closed({
      ways: Type.Array(oneOf(ASK_WAYS, 'A way to ask the user'), {
        description:
          'How this user is asked, in the order tried; empty where nobody asks because the calling system vouches for consent, or he agreed before (`standing`)',
      }),
      required: Type.Boolean({
        description: 'The installation wants the word of the user himself for this order, whatever the definition says',
      }),
      standing: nullable(
        closed(
          { id: UUID, until: TIME },
          'What the user has agreed to before, as it stands now: nobody asks him; null when there is nothing that counts',
        ),
      ),
      link: nullable(oneOf(LINK_WAYS, 'How the user gets the link to our page, where one of the ways is `hosted`')),
      onTimeout: nullable(oneOf(ANSWER_TIMEOUTS, 'What the order does without an answer')),
      text: Type.Record(Type.String(), Type.String(), { description: 'What the user is to agree to, by language tag' }),
      questions: Type.Array(QUESTION, { description: 'What the user is to be asked' }),
    }),
  ),
  price: nullable(
    closed({
      class: Type.String({ description: "The definition's charging class" }),
      charges: Type.Array(CHARGE, { description: 'What one run of the order comes to' }),
    }),
  ),
  policy: nullable(
    closed({
      startsAt: nullable(TIME),
      sendsAt: Type.String({
        format: 'date-time',
        description: 'When the document goes out at the earliest: when it starts, or when quiet hours then are over',
      }),
      quietHours: nullable(
        closed({ from: Type.String(), to: Type.String(), timeZone: Type.String() }, 'When nothing goes to this device'),
      ),
      attempts: Type.Integer({ minimum: 1 }),
      answerWithin: nullable(Type.String({ description: 'ISO 8601: how long the answer is waited for' })),
      validity: Type.String({
        description: 'ISO 8601: how long an attempt is made again before the order is given up',
      }),
      evidence: oneOf(EVIDENCE, 'What completes the order'),
      evidenceWithin: Type.String({ description: 'ISO 8601: how long evidence is waited for' }),
    }),
  ),
  ordersLeftToday: nullable(
    Type.Integer({ minimum: 0, description: 'How many orders this tenant may still make for the device today (UTC)' }),
  ),
  expiresAt: nullable(TIME),
});
export type PlanReply = Static<typeof PLAN>;

export const PREVIEW_REQUEST = closed(
  {
    device: Type.Optional(DEVICE_REFERENCE),
    model: Type.Optional(label(128, 'Model of the imagined device, when no device is given: for its known deviations')),
    parameters: Type.Optional(ORDER_REQUEST.properties.parameters),
    pin: ORDER_REQUEST.properties.pin,
  },
  'What is not given is imagined: a device that supports everything, and parameters made from their schema',
);
export type PreviewRequest = Static<typeof PREVIEW_REQUEST>;
