/** Never slower than this, or a link would not find out that it may be faster again. */
const LEAST_PER_SECOND = 1;
/** What a throttling error leaves of the rate. */
const DECREASE = 0.5;
/** One window's worth of throttling errors is one sign, not ten. */
const DECREASE_PAUSE_MS = 1_000;
/** Won back each second, as a share of the rate at which the other side throttled. */
const RECOVERY = 0.05;
/** What may go at once after a quiet time, as a share of the rate. */
const BURST = 0.1;
/** The least of that: one, and half a turn that a timer may come late without what it was late by being lost. */
const LEAST_BURST = 1.5;

export interface Rate {
  /** Takes leave for one thing to send: 0, or the milliseconds until it is worth asking again. */
  take(): number;
  /** The other side said that it was too fast. @returns true when the rate was lowered for it */
  throttled(): boolean;
  /** Never faster than this from now on, nor than it was made for; undefined for no further limit. */
  limitTo(perSecond: number | undefined): void;
  /** At present; infinite without a limit. */
  perSecond(): number;
}

/**
 * A token bucket whose rate halves when the other side throttles and grows back slowly, up to `maxPerSecond` if there is one.
 *
 * In any second at most 1.1 times the rate go, or the rate and one and a half, if that is more.
 *
 * @param now - milliseconds of a clock that never goes back
 */
export function createRate(maxPerSecond: number | undefined, now: () => number): Rate {
  let most = maxPerSecond ?? Infinity;
  const meter = createMeter(now);
  let rate = most;
  let tokens = burst(most);
  let filledAt = now();
  let throttledAt = -Infinity;
  let recovery = 0;

  function fill(): void {
    const at = now();
    const grownFrom = Math.max(filledAt, throttledAt + DECREASE_PAUSE_MS);
    if (rate < most && at > grownFrom) rate = Math.min(most, rate + (recovery * (at - grownFrom)) / 1_000);
    if (rate !== Infinity) tokens = Math.min(burst(rate), tokens + (rate * (at - filledAt)) / 1_000);
    filledAt = at;
  }

  return {
    perSecond: () => rate,

    take() {
      fill();
      if (tokens < 1) return Math.max(1, Math.ceil(((1 - tokens) * 1_000) / rate));
      tokens -= 1;
      meter.count();
      return 0;
    },

    limitTo(perSecond) {
      fill();
      const isThrottled = rate < most;
      most = Math.min(maxPerSecond ?? Infinity, perSecond ?? Infinity);
      // What the other side has throttled grows back by itself.
      rate = isThrottled ? Math.min(rate, most) : most;
      tokens = Math.min(tokens, burst(rate));
    },

    throttled() {
      fill();
      if (now() - throttledAt < DECREASE_PAUSE_MS) return false;
      throttledAt = now();
      const before = Math.min(rate, Math.max(meter.perSecond(), LEAST_PER_SECOND));
      recovery = Math.max(LEAST_PER_SECOND, before * RECOVERY);
      rate = Math.max(LEAST_PER_SECOND, before * DECREASE);
      tokens = 0;
      return true;
    },
  };
}

function burst(rate: number): number {
  return Math.max(LEAST_BURST, rate * BURST);
}

/** Counts what went in this second and in the one before: from where an unlimited link comes down. */
function createMeter(now: () => number) {
  let since = now();
  let current = 0;
  let last = 0;

  function turn(): void {
    const seconds = Math.floor((now() - since) / 1_000);
    if (seconds === 0) return;
    last = seconds === 1 ? current : 0;
    current = 0;
    since += seconds * 1_000;
  }

  return {
    count(): void {
      turn();
      current += 1;
    },
    perSecond(): number {
      turn();
      return Math.max(current, last);
    },
  };
}
