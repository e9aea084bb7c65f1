import type { OrderEvent, Progress } from './progress.ts';

/**
 * Waits for a time at which it goes on, although nothing is wrong: no attempt is used up, and the pauses of what does go wrong
 * do not grow.
 */
export function putOff(now: Progress, { ms, reason }: Extract<OrderEvent, { type: 'put_off' }>): Progress {
  const waitMs = Math.max(1, ms);
  if (now.state === 'delivering') return { ...now, waitMs, reason };
  return now.state === 'accepted' ? { ...now, waitMs } : now;
}

/** The wait that it was put off for is over. */
export function goOn(now: Progress): Progress {
  return 'waitMs' in now && now.waitMs !== undefined && now.waitMs > 0 ? { ...now, waitMs: 0 } : now;
}
