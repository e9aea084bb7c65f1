import { reconnectDelay } from '../backoff.ts';
import type { PapLog } from './gateway-event.ts';
import type { PapSettings } from './options.ts';

export interface BreakerDeps {
  readonly log: PapLog;
  /** 0 to 1; spreads the pauses. */
  readonly random: () => number;
  /** The pause is over: something may be tried. */
  readonly reopened: () => void;
}

/**
 * Keeps from a gateway that cannot be reached, or does not take our credentials, for pauses that grow. HTTP has no
 * connection whose end would tell: the next request is the test.
 */
export function createBreaker({ name, reconnect }: PapSettings, { log, random, reopened }: BreakerDeps) {
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  function failed(event: 'pap.unreachable' | 'pap.credentials_refused', why: { code?: string; status?: number }): void {
    // Requests that were under way together fail together: that is one failure.
    if (timer !== undefined) return;
    failures += 1;
    const delayMs = reconnectDelay({ failures, isLasting: event === 'pap.credentials_refused' }, reconnect, random());
    log({ event, bearer: name, ...why, failures, delayMs });
    timer = setTimeout(() => {
      timer = undefined;
      reopened();
    }, delayMs);
    timer.unref();
  }

  return {
    isOpen: () => timer === undefined,
    failed,

    /** There was an answer. */
    answered(): void {
      if (failures === 0) return;
      failures = 0;
      clearTimeout(timer);
      timer = undefined;
      log({ event: 'pap.reachable', bearer: name });
    },

    stop: () => clearTimeout(timer),
  };
}
