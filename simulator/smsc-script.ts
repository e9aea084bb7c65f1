import { type Static, Type } from '@sinclair/typebox';
import { createParser } from './parse-input.ts';
import { createRules, DelayMs, RULE_HEAD, type Rules } from './rules.ts';

const MAX_RECEIPTS = 100;

const closed = { additionalProperties: false } as const;

/** `stat` of a receipt text (SMPP 3.4 Appendix B). */
export const Stat = Type.Union([
  Type.Literal('ENROUTE'),
  Type.Literal('DELIVRD'),
  Type.Literal('EXPIRED'),
  Type.Literal('DELETED'),
  Type.Literal('UNDELIV'),
  Type.Literal('ACCEPTD'),
  Type.Literal('UNKNOWN'),
  Type.Literal('REJECTD'),
]);
export type Stat = Static<typeof Stat>;

export const IdForm = Type.Union([Type.Literal('text'), Type.Literal('hex'), Type.Literal('decimal')]);
export type IdForm = Static<typeof IdForm>;

const ResponseRule = Type.Object(
  {
    /** Command status; anything but 0 refuses the message. */
    status: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff })),
    delayMs: Type.Optional(DelayMs),
    /** Takes the message and never says so. */
    never: Type.Optional(Type.Boolean()),
    /** Drops the connection in place of the response. */
    closeBefore: Type.Optional(Type.Boolean()),
    /** Drops the connection once the response is written. */
    closeAfter: Type.Optional(Type.Boolean()),
  },
  closed,
);

const ReceiptRule = Type.Object(
  {
    never: Type.Optional(Type.Boolean()),
    delayMs: Type.Optional(DelayMs),
    stat: Type.Optional(Stat),
    beforeResponse: Type.Optional(Type.Boolean()),
    /** How often the same receipt is sent. */
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RECEIPTS })),
    idForm: Type.Optional(IdForm),
    /** Names the message by user_message_reference too. */
    echoReference: Type.Optional(Type.Boolean()),
    /** In place of the usual text, as it stands. */
    text: Type.Optional(Type.String({ maxLength: 254 })),
    withoutTlvs: Type.Optional(Type.Boolean()),
    /** Further receipts for the same message, one after the other: late intermediate ones, contradictions. */
    also: Type.Optional(
      Type.Array(Type.Object({ stat: Stat, delayMs: Type.Optional(DelayMs) }, closed), { maxItems: MAX_RECEIPTS }),
    ),
  },
  closed,
);
export type ReceiptRule = Static<typeof ReceiptRule>;

const Rule = Type.Object(
  {
    ...RULE_HEAD,
    response: Type.Optional(ResponseRule),
    receipt: Type.Optional(ReceiptRule),
    /** The message is lost: not handed to the handset, and without a receipt unless `receipt.stat` tells one. */
    drop: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type Rule = Static<typeof Rule>;

const parseRule = createParser(Rule);

export type Script = ReturnType<typeof createScript>;

/** What the SMSC was told to do to the messages to come. */
export function createScript(): Rules<Rule> {
  return createRules(parseRule);
}
