import { ProvisioningError } from '../domain/errors.ts';
import type { Standing } from './rate-counter.ts';
import { sourceOf } from './source.ts';

/** How long a credential that was good lets its client try again from an address that is shut, in milliseconds. */
const GOOD_MS = 600_000;
const MOST_GOOD = 10_000;
const MOST_SHUT = 10_000;

/** Keeps those out for a while who show one wrong credential after another. */
export interface FailureGuard {
  /**
   * A credential that was good a while ago is looked at even then: behind one address may be many, and one of them wrong.
   *
   * @throws ProvisioningError `rate_limited`
   */
  check(address: string, credential: string): void;
  /** A credential that had to be looked up was none. */
  failed(address: string): Promise<void>;
  passed(credential: string): void;
}

/**
 * @param count - counts one failure in a bucket
 * @param limit - failures from one address a minute
 * @param now - milliseconds, monotonic
 */
export function createFailureGuard(
  count: (name: string, limit: number) => Promise<Standing>,
  limit: number,
  now: () => number = () => performance.now(),
): FailureGuard {
  const shutUntil = new Map<string, number>();
  const good = new Map<string, number>();
  return {
    check(address, credential) {
      const until = shutUntil.get(sourceOf(address));
      if (until === undefined || until <= now()) return;
      if ((good.get(credential) ?? -Infinity) > now() - GOOD_MS) return;
      throw new ProvisioningError('rate_limited', 'Cannot look at more credentials from there for the moment', {
        retryable: true,
        retryAfterSeconds: Math.max(1, Math.ceil((until - now()) / 1_000)),
      });
    },
    async failed(address) {
      const source = sourceOf(address);
      const { remaining, endsInMs } = await count(`failures/${source}`, limit);
      if (remaining === 0) remember(shutUntil, source, { at: now() + endsInMs, most: MOST_SHUT });
    },
    passed(credential) {
      remember(good, credential, { at: now(), most: MOST_GOOD });
    },
  };
}

/** The one that was noted longest ago makes room. */
function remember(
  entries: Map<string, number>,
  key: string,
  { at, most }: { readonly at: number; readonly most: number },
): void {
  entries.delete(key);
  const [oldest] = entries.keys();
  if (entries.size >= most && oldest !== undefined) entries.delete(oldest);
  entries.set(key, at);
}
