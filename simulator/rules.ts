import { type Static, Type } from '@sinclair/typebox';
import { toMsisdn } from './msisdn.ts';

/** Longest scripted wait: an hour. */
const MAX_DELAY_MS = 3_600_000;
export const DelayMs = Type.Integer({ minimum: 0, maximum: MAX_DELAY_MS });

const MAX_TIMES = 1_000_000;
const closed = { additionalProperties: false } as const;

/** What every rule of a script may say: what it is for, and how often it applies. */
export const RULE_HEAD = {
  match: Type.Optional(Type.Object({ destination: Type.Optional(Type.String({ maxLength: 40 })) }, closed)),
  /** How many messages it applies to; all when absent. */
  times: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMES })),
  /** Applies to each n-th message that fits. */
  every: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TIMES })),
};
const RuleHead = Type.Object(RULE_HEAD);
type RuleHead = Static<typeof RuleHead>;

export type Rules<R extends RuleHead> = ReturnType<typeof createRules<R>>;

/**
 * What a simulator was told to do to the messages to come. The first rule that fits a message applies, alone.
 *
 * @param parseRule - throws RequestError 400
 */
export function createRules<R extends RuleHead>(parseRule: (input: unknown) => R) {
  let rules: { rule: R; destination: string | undefined; seen: number; left: number }[] = [];

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
    take(destination: string): R | undefined {
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
