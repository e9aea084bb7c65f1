import { type Static, Type } from '@sinclair/typebox';
import { toMsisdn } from './msisdn.ts';
import { createParser } from './parse-input.ts';

/** Longest scripted wait: an hour. */
const MAX_DELAY_MS = 3_600_000;
const MAX_TIMES = 1_000_000;
const MAX_RECEIPTS = 100;

const closed = { additionalProperties: false } as const;
const DelayMs = Type.Integer({ minimum: 0, maximum: MAX_DELAY_MS });

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
    match: Type.Optional(Type.Object({ destination: Type.Optional(Type.String({ maxLength: 40 })) }, closed)),
    /** How many messages it applies to; all when absent. */
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMES })),
    /** Applies to each n-th message that fits. */
    every: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMES })),
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

/** What the SMSC was told to do to the messages to come. The first rule that fits a message applies, alone. */
export function createScript() {
  let rules: { rule: Rule; destination: string | undefined; seen: number; left: number }[] = [];

  return {
    /**
     * Replaces all rules by one or a list.
     *
     * @throws RequestError 400
     */
    replace(input: unknown): void {
      // Read one by one, so that the error names the field and not the union.
      const parsed = Array.isArray(input) ? input.map((rule) => parseRule(rule)) : [parseRule(input)];
      rules = parsed.map((rule) => {
        const wanted = rule.match?.destination;
        const destination = wanted === undefined ? undefined : (toMsisdn(wanted) ?? wanted);
        return { rule, destination, seen: 0, left: rule.times ?? Number.POSITIVE_INFINITY };
      });
    },

    clear(): void {
      rules = [];
    },

    list: () => rules.map(({ rule, left }) => ({ ...rule, left: Number.isFinite(left) ? left : null })),

    /** The rule for a message to `destination`, which counts as applied. */
    take(destination: string): Rule | undefined {
      for (const entry of rules) {
        if (entry.left === 0 || (entry.destination ?? destination) !== destination) continue;
        entry.seen += 1;
        if (entry.seen % (entry.rule.every ?? 1) !== 0) continue;
        entry.left -= 1;
        return entry.rule;
      }
      return undefined;
    },
  };
}
