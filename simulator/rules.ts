import { toMsisdn } from './msisdn.ts';

/** What every rule of a script may say: what it is for, and how often it applies. */
export interface RuleHead {
  readonly match?: { readonly destination?: string };
  /** How many messages it applies to; all when absent. */
  readonly times?: number;
  /** Applies to each n-th message that fits. */
  readonly every?: number;
}

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
