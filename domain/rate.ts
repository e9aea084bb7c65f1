/** What a request counts as where it is counted. */
const RATE_CLASSES = ['reads', 'orders', 'changes', 'reveals'] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Most requests a minute, by class. */
export type RateLimits = Readonly<Record<RateClass, number>>;
