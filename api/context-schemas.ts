import { type Static, Type } from '@sinclair/typebox';
import {
  CONTEXT_OPERATIONS,
  type Context,
  type ContextGrant,
  type ContextTransfer,
  TRANSFER_STATES,
} from '../domain/context.ts';
import { ORDER_KINDS } from '../domain/definition.ts';
import { CONTENT_FORMS } from '../domain/difference.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { closed, formed, label, named, nullable, oneOf, pageOf, TIME, UUID } from './schemas.ts';
import { invalidInput } from './validate.ts';

const TENANT = closed({ id: UUID, name: Type.String() });
const OWN_DEVICE = nullable(
  Type.String({ format: 'uuid', description: 'Your own device for the phone; null without' }),
);
const OPERATIONS = Type.Array(oneOf(CONTEXT_OPERATIONS, 'What may be done'), { minItems: 1, uniqueItems: true });

const DOCUMENT = closed({
  orderId: UUID,
  run: Type.Integer({ minimum: 1 }),
  definition: closed({ name: Type.String(), version: Type.String() }),
  kind: oneOf(ORDER_KINDS, 'Whether it opened the context or came later'),
  evidence: oneOf(EVIDENCE, 'What the belief that it is in the phone rests on'),
  settledAt: TIME,
  settings: nullable(
    Type.Array(Type.String(), {
      description: 'What it sets up, without values; null once the document was erased',
      examples: [['NAPDEF', 'APPLICATION w2']],
    }),
  ),
});

export const CONTEXT = named(
  'Context',
  closed({
    id: UUID,
    name: Type.String({ description: 'The PROVURL that opened it' }),
    deviceId: OWN_DEVICE,
    ownership: oneOf(['own', 'lent'], 'Whether it is yours, or another tenant lets you use it'),
    owner: TENANT,
    operations: Type.Array(Type.String(), { description: 'What you may do in it' }),
    evidence: oneOf(EVIDENCE, 'What the belief that it is in the phone rests on'),
    openedAt: TIME,
    openedBy: nullable(Type.String({ format: 'uuid', description: 'The order that opened it, when that is yours' })),
    documents: Type.Array(DOCUMENT, { description: 'What came into it by orders of yours, newest first, at most 20' }),
  }),
);
export type ContextReply = Static<typeof CONTEXT>;
export const CONTEXTS = named('ContextPage', pageOf(CONTEXT));

/** Longer than any phone takes. */
const MAX_PROVURL = 512;

export const CONTEXT_REFERENCE = Type.Object(
  {
    id: Type.Optional(UUID),
    name: Type.Optional(label(MAX_PROVURL, 'The PROVURL that opened it')),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description:
      'The context in the phone of the device that the settings go into, by its id or its name: of your own, or lent to you',
  },
);
export type ContextReference = Static<typeof CONTEXT_REFERENCE>;

/** How much of its document an order wants to go there. */
export const WANTED_CONTENT = Type.Optional(
  oneOf(
    CONTENT_FORMS,
    'Whether all of the document goes into the context (`whole`, when absent), or what the phone has not',
  ),
);

/** The context that an order goes into. */
export const ORDER_CONTEXT = nullable(
  closed({ id: UUID, name: Type.String({ description: 'The PROVURL' }) }, 'The context that the settings go into'),
);

/** What an order into a context says of it. */
export const INTO_CONTEXT = {
  context: ORDER_CONTEXT,
  content: oneOf(CONTENT_FORMS, 'Whether all of the document is to go to the phone, or what it has not'),
};

export const GRANT_REQUEST = named(
  'ContextGrantRequest',
  closed(
    {
      tenant: formed('uuid', 'The id of the tenant that it is lent to'),
      operations: OPERATIONS,
      expiresAt: Type.String({ format: 'date-time', description: 'RFC 3339; at most 366 days ahead' }),
    },
    'Another tenant may use the context',
  ),
);
export const GRANT = named(
  'ContextGrant',
  closed({
    id: UUID,
    contextId: UUID,
    tenant: TENANT,
    operations: OPERATIONS,
    expiresAt: TIME,
    createdAt: TIME,
  }),
);
export const GRANTS = named('ContextGrantPage', pageOf(GRANT));
export const GRANT_PARAMS = closed({ id: formed('uuid', 'The id'), grantId: formed('uuid', 'The id of the grant') });

export const TRANSFER_REQUEST = named(
  'ContextTransferRequest',
  closed(
    {
      tenant: formed('uuid', 'The id of the tenant that is to own it'),
      expiresAt: Type.Optional(
        Type.String({ format: 'date-time', description: 'RFC 3339; at most 366 days ahead, 7 days when absent' }),
      ),
    },
    'The context is offered to another tenant',
  ),
);
export const TRANSFER = named(
  'ContextTransfer',
  closed({
    id: UUID,
    context: closed({ id: UUID, name: Type.String({ description: 'The PROVURL' }) }),
    direction: oneOf(['in', 'out'], 'Whether it is offered to you or by you'),
    from: TENANT,
    to: TENANT,
    deviceId: OWN_DEVICE,
    state: oneOf(TRANSFER_STATES, 'Where the offer is'),
    expiresAt: TIME,
    createdAt: TIME,
    settledAt: nullable(TIME),
  }),
);
export const TRANSFERS = named('ContextTransferPage', pageOf(TRANSFER));

const MAX_AHEAD_DAYS = 366;
const DAY_MS = 86_400_000;

/** @throws ProvisioningError `request_invalid` when the time has passed or is too far ahead */
export function expiryFrom(text: string | undefined, defaultDays = 7): Date {
  const now = Date.now();
  const at = text === undefined ? now + defaultDays * DAY_MS : Date.parse(text);
  if (at > now && at <= now + MAX_AHEAD_DAYS * DAY_MS) return new Date(at);
  const expected = `a time to come, at most ${MAX_AHEAD_DAYS} days ahead`;
  throw invalidInput('body', [{ field: '/expiresAt', expected, got: 'another time' }]);
}

export function presentContext(context: Context, documents: ContextReply['documents']): ContextReply {
  return { ...context, owner: { ...context.owner }, operations: [...context.operations], documents };
}

export function presentGrant({ grantee, operations, ...grant }: ContextGrant): Static<typeof GRANT> {
  return { ...grant, tenant: { ...grantee }, operations: [...operations] };
}

export function presentTransfer(transfer: ContextTransfer): Static<typeof TRANSFER> {
  return { ...transfer, context: { ...transfer.context }, from: { ...transfer.from }, to: { ...transfer.to } };
}
