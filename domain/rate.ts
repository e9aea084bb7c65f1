/** What a request counts as where it is counted. */
const RATE_CLASSES = ['reads', 'orders', 'changes', 'reveals'] as const;
export type RateClass = (typeof RATE_CLASSES)[number];

/** Most requests of one client a minute, by class. */
export type RateLimits = Readonly<Record<RateClass, number>>;

/** What an installation allows where nothing else was said. */
export interface RateSettings extends RateLimits {
  /** Credentials from one address that turned out to be none, a minute. */
  readonly failures: number;
}

export const DEFAULT_RATES: RateSettings = {
  reads: 12_000,
  orders: 12_000,
  changes: 6_000,
  reveals: 60,
  failures: 60,
};

export const RATE_WINDOW_SECONDS = 60;

/** Some requests of a window, counted ahead for one process, which may then let as many through without asking. */
export interface RateLease {
  readonly granted: number;
  /** What nobody has taken yet. */
  readonly rest: number;
  /** When the window is over, from now. */
  readonly endsInMs: number;
}

/** Where requests are counted for all processes. */
export interface Rates {
  /** Takes some of what a window has left; never more in all than the limit. */
  lease(request: { readonly bucket: string; readonly limit: number; readonly want: number }): Promise<RateLease>;
}
