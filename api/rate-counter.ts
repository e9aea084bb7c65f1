import type { RateLease, Rates } from '../domain/rate.ts';

/** How a request stands to its limit. */
export interface Standing {
  readonly allowed: boolean;
  readonly limit: number;
  /** As far as this process knows. */
  readonly remaining: number;
  readonly endsInMs: number;
}

/** Most buckets that one process keeps in mind; what it has leased of one that is forgotten is lost. */
const MOST_BUCKETS = 20_000;
/** A process takes at most one part in so many of a limit at once. */
const PARTS = 20;

interface Bucket {
  limit: number;
  left: number;
  rest: number;
  endsAt: number;
  leasing: Promise<void> | undefined;
}

/**
 * Counts requests against limits that hold over all processes. Each process takes some of a window in advance and lets
 * as many through without asking again, so that counting costs a round trip for many requests, not for each.
 *
 * @param now - milliseconds, monotonic
 * @returns counts one request in a bucket
 */
export function createRateCounter(
  rates: Rates,
  now: () => number = () => performance.now(),
): (name: string, limit: number) => Promise<Standing> {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (name: string): Bucket => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const [oldest] = buckets.keys();
    if (buckets.size >= MOST_BUCKETS && oldest !== undefined) buckets.delete(oldest);
    const bucket: Bucket = { limit: 0, left: 0, rest: 0, endsAt: -Infinity, leasing: undefined };
    buckets.set(name, bucket);
    return bucket;
  };

  const lease = async (name: string, bucket: Bucket, limit: number): Promise<void> => {
    // From before the question: the window is over here no later than it is there.
    const asked = now();
    const answer: RateLease = await rates.lease({ bucket: name, limit, want: Math.ceil(limit / PARTS) });
    Object.assign(bucket, { limit, left: answer.granted, rest: answer.rest, endsAt: asked + answer.endsInMs });
  };

  return async (name, limit) => {
    const bucket = bucketOf(name);
    for (;;) {
      const isCurrent = now() < bucket.endsAt && bucket.limit === limit;
      if (isCurrent && (bucket.left > 0 || bucket.rest === 0)) {
        const allowed = bucket.left > 0;
        if (allowed) bucket.left -= 1;
        return { allowed, limit, remaining: bucket.left + bucket.rest, endsInMs: bucket.endsAt - now() };
      }
      bucket.leasing ??= lease(name, bucket, limit).finally(() => {
        bucket.leasing = undefined;
      });
      await bucket.leasing;
    }
  };
}
