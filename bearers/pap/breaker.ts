import { reconnectDelay } from '../backoff.ts';
import type { PapLog } from './gateway-event.ts';
import type { PapSettings } from './options.ts';

export interface BreakerDeps {
  readonly log: PapLog;
  /** 0 to 1; spreads the pauses. */
  readonly random: () => number;
  /** A pause is over: the gateway is to be asked whether it is there, which `failed` or `answered` is then told. */
  readonly probe: () => void;
}

/**
 * Keeps from a gateway that cannot be reached, or does not take our credentials, until it has answered again. HTTP has no
 * connection whose end would tell: after each pause, and the pauses grow, the gateway is asked.
 */
export function createBreaker({ name, reconnect }: PapSettings, { log, random, probe }: BreakerDeps) {
  let failures = 0;
  let isDown = false;
  let timer: NodeJS.Timeout | undefined;

  function failed(event: 'pap.unreachable' | 'pap.credentials_refused', why: { code?: string; status?: number }): void {
    isDown = true;
    // Requests that were under way together fail together: that is one failure.
    if (timer !== undefined) return;
    failures += 1;
    const delayMs = reconnectDelay({ failures, isLasting: event === 'pap.credentials_refused' }, reconnect, random());
    log({ event, bearer: name, ...why, failures, delayMs });
    timer = setTimeout(() => {
      timer = undefined;
      probe();
    }, delayMs);
    timer.unref();
  }

  return {
    isOpen: () => !isDown,
    failed,

    /** Nothing is known of the gateway yet: nothing goes until it has answered. */
    begin(): void {
      isDown = true;
      probe();
    },

    /** There was an answer. */
    answered(): void {
      if (!isDown) return;
      isDown = false;
      failures = 0;
      clearTimeout(timer);
      timer = undefined;
      log({ event: 'pap.reachable', bearer: name });
    },

    stop: () => clearTimeout(timer),
  };
}
