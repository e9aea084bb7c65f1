import { type Static, Type } from '@sinclair/typebox';
import { ASK_WAYS } from '../domain/asking.ts';
import { SECURITY_METHODS, TRUSTS } from '../domain/document.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { ORDER_STATES, REASONS } from '../domain/order.ts';
import { PIN_WAYS } from '../domain/pin.ts';
import { ATTEMPT } from './attempt-schemas.ts';
import { CONTEXT_REFERENCE, INTO_CONTEXT, WANTED_CONTENT } from './context-schemas.ts';
import { MAX_WAIT_SECONDS } from './prefer.ts';
import { ORDER_TIMES, WAITS_UNTIL } from './quiet-schemas.ts';
import { closed, FREE_OBJECT, formed, label, named, nullable, oneOf, PAGING, pageOf, TIME, UUID } from './schemas.ts';

const MAX_TEXT = 128;

/** One device, by one of its identifiers. */
export const DEVICE_REFERENCE = Type.Object(
  {
    id: Type.Optional(UUID),
    msisdn: Type.Optional(formed('msisdn', 'E.164, with the plus')),
    imsi: Type.Optional(formed('imsi', '6 to 15 digits')),
    imei: Type.Optional(formed('imei', '15 digits')),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'The device, by exactly one identifier',
  },
);
export type DeviceReference = Static<typeof DEVICE_REFERENCE>;

export const ORDER_REQUEST = named(
  'OrderRequest',
  closed(
    {
      device: DEVICE_REFERENCE,
      definition: closed(
        {
          name: formed('definition-name', 'The name of a service definition'),
          version: Type.Optional(formed('definition-version', 'Its version; the newest when absent')),
        },
        'The service to be set up',
      ),
      context: Type.Optional(CONTEXT_REFERENCE),
      content: WANTED_CONTENT,
      externalId: Type.Optional(label(MAX_TEXT, "The caller's own name for the order")),
      parameters: Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        description: 'What the service definition asks for. What its prompts ask for may be left to the user',
        examples: [{ name: 'My Internet', apn: 'internet.example' }],
      }),
      pin: Type.Optional(
        Type.String({
          format: 'pin',
          writeOnly: true,
          description:
            'A PIN of 4 to 16 digits that the user knows, for USERPIN and USERNETWPIN; never shown again. Without it we make one where the definition has a way to tell it',
        }),
      ),
      notBefore: Type.Optional(
        Type.String({ format: 'date-time', description: 'RFC 3339; nothing is done before, at most 90 days ahead' }),
      ),
      ...ORDER_TIMES,
    },
    'One device is to be provisioned with one service',
  ),
);
export type OrderRequest = Static<typeof ORDER_REQUEST>;

/** As an order, but for the device, which stays. */
export const REPLACEMENT = named(
  'ReplacementRequest',
  closed(Type.Omit(ORDER_REQUEST, ['device']).properties, 'What is to be set up instead, on the same device'),
);

const PREFER = Type.Optional(
  Type.String({
    description: `\`wait=N\`: wait up to N seconds, ${MAX_WAIT_SECONDS} at most, for the end of the order, which is answered 200. \`respond-async\`: answer at once. Others are not heeded`,
    examples: ['wait=10'],
  }),
);
export const PREFER_HEADERS = Type.Object({ prefer: PREFER });

/** The key is asked for by the route: its absence has a code of its own. */
const IDEMPOTENCY_KEY = Type.Optional(
  formed(
    'idempotency-key',
    'Names the request, in quotes or without: a repeat with the same key and body gives the same order. It is kept as long as the order',
  ),
);
export const ORDER_HEADERS = Type.Object({ 'idempotency-key': IDEMPOTENCY_KEY, prefer: PREFER });
export const REPLACE_HEADERS = Type.Object({ 'idempotency-key': IDEMPOTENCY_KEY });

export const QUESTION = named(
  'Question',
  closed({
    parameter: Type.String({ description: 'The name under which the answer is given' }),
    secret: Type.Boolean({ description: 'The answer is not to be shown while it is typed' }),
    required: Type.Boolean(),
    text: Type.Record(Type.String(), Type.String(), {
      description: 'The question, by language tag',
      examples: [{ en: 'Your password' }],
    }),
    schema: Type.Unsafe<Readonly<Record<string, unknown>>>({
      type: 'object',
      description: 'JSON Schema of the answer',
    }),
  }),
);

export const ORDER = named(
  'Order',
  closed({
    id: UUID,
    deviceId: UUID,
    definition: closed({ name: Type.String(), version: Type.String() }),
    kind: oneOf(['bootstrap', 'provisioning'], 'First contact, or a change to what an earlier contact set up'),
    externalId: nullable(Type.String()),
    run: Type.Integer({ minimum: 1, description: 'From 1; running the order again makes the next' }),
    state: oneOf(ORDER_STATES, 'Where the order is'),
    reason: nullable(oneOf(REASONS, 'Why it is there')),
    evidence: oneOf(EVIDENCE, 'How sure we are that the settings reached the device'),
    wantedEvidence: oneOf(EVIDENCE, 'What completes the order'),
    security: oneOf(TRUSTS, 'What makes the phone trust the document: a method, or with `none` the way it comes by'),
    fallback: nullable(
      oneOf(SECURITY_METHODS, 'What proves the document where no trusted way into its context is open'),
    ),
    ...INTO_CONTEXT,
    pin: nullable(
      closed(
        {
          way: oneOf(PIN_WAYS, 'How its user learns it'),
          toldAt: nullable(Type.String({ format: 'date-time', description: 'When it was first told' })),
        },
        'The PIN that we made for this run; never the PIN itself',
      ),
    ),
    acceptedAt: TIME,
    expiresAt: TIME,
    answerDueAt: nullable(TIME),
    waitsUntil: WAITS_UNTIL,
    asking: nullable(
      closed(
        {
          way: oneOf(ASK_WAYS, 'Who is asked, and how'),
          since: TIME,
          until: TIME,
          remindedAt: nullable(TIME),
        },
        'The question that is open',
      ),
    ),
    settledAt: nullable(TIME),
    erasedAt: nullable(
      Type.String({
        format: 'date-time',
        description: 'When its parameters, answers and documents were erased; it cannot be run again',
      }),
    ),
    replaces: nullable(Type.String({ format: 'uuid', description: 'The order that this one took the place of' })),
    replacedBy: nullable(Type.String({ format: 'uuid', description: 'The order that took the place of this one' })),
    carriedBy: nullable(
      Type.String({ format: 'uuid', description: 'The order whose document has the settings of this one' }),
    ),
    carries: Type.Array(Type.String({ format: 'uuid' }), {
      description: 'Orders that waited for this phone, whose settings are in the document of this one',
    }),
    queuedBehind: nullable(Type.String({ format: 'uuid', description: 'The order that holds the device' })),
    queuePlace: nullable(
      Type.Integer({
        minimum: 1,
        description: 'The place among your orders that are queued for this phone; 1 is next',
      }),
    ),
    attempts: Type.Array(ATTEMPT),
    confirmation: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'What the user is to agree to, by language tag',
        examples: [{ en: 'Acme wants to set up mail on this phone.' }],
      }),
    ),
    questions: Type.Optional(Type.Array(QUESTION, { description: 'What the user is to be asked' })),
  }),
);
export type OrderReply = Static<typeof ORDER>;
export type Question = Static<typeof QUESTION>;

export const ORDERS = named('OrderPage', pageOf(ORDER));

export const ORDER_LIST_QUERY = closed({
  state: Type.Optional(oneOf(ORDER_STATES, 'Only orders in this state')),
  deviceId: Type.Optional(UUID),
  definition: Type.Optional(formed('definition-name', 'Only orders of this service definition')),
  externalId: Type.Optional(label(MAX_TEXT, 'Only orders of this name')),
  ...PAGING,
});

export const EVENTS = named(
  'OrderEventPage',
  pageOf(
    named(
      'OrderEvent',
      closed({
        id: Type.String(),
        run: Type.Integer({ minimum: 1 }),
        type: Type.String({ description: 'Such as `order.accepted`' }),
        at: TIME,
        detail: FREE_OBJECT,
      }),
    ),
  ),
);

export const ANSWER_REQUEST = named(
  'AnswerRequest',
  closed({
    decision: oneOf(['accept', 'decline'], 'What the user said'),
    answers: Type.Optional(
      Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        description: 'An answer to each question, by parameter; none when the user declined',
        examples: [{ password: 'the answer' }],
      }),
    ),
    standing: Type.Optional(
      Type.Boolean({
        description:
          'The user need not be asked again for this service on this device, for as long as its definition says (`confirmation.standing`)',
      }),
    ),
  }),
);
/** An order that took an answer. */
export const ANSWERED_ORDER = named(
  'AnsweredOrder',
  closed({
    ...ORDER.properties,
    standing: Type.Optional(
      closed(
        {
          id: UUID,
          until: TIME,
          withdrawUrl: Type.String({
            format: 'uri',
            description: 'The page on which the user takes it back. It is told here only: give it to him',
            examples: ['https://links.example/a/w/q83vEjRWeJCrze8SNFZ4kA'],
          }),
        },
        'What the user has agreed to for a while, when he said so',
      ),
    ),
  }),
);
export type AnsweredOrderReply = Static<typeof ANSWERED_ORDER>;

export type AnswerRequest = Static<typeof ANSWER_REQUEST>;

export const ACKNOWLEDGEMENT_REQUEST = named(
  'AcknowledgementRequest',
  closed({
    outcome: oneOf(['applied', 'refused'], 'What became of the settings on the device'),
    source: oneOf(['device', 'user', 'network'], 'Who says so'),
  }),
);
