import type { PapBody } from '../../codecs/pap-push-body.ts';
import { createBreaker } from './breaker.ts';
import type { PapLog } from './gateway-event.ts';
import { createHttp, type Exchange } from './http.ts';
import type { PapSettings } from './options.ts';
import { composeProbe } from './probe.ts';

export interface GuardDeps {
  readonly log: PapLog;
  /** 0 to 1; spreads the pauses after a failure. */
  readonly random: () => number;
}

/** HTTP statuses that say that our credentials are at fault. */
const CREDENTIALS_REFUSED: readonly number[] = [401, 403, 407];

/**
 * HTTP to a gateway that remembers whether it was there when it was tried last, and asks it again by itself when it was not.
 *
 * @param reopened - the gateway may be there again
 */
export function createGuardedHttp(settings: PapSettings, { log, random }: GuardDeps, reopened: () => void) {
  let isStopped = false;
  const breaker = createBreaker(settings, { log, random, probe: () => void probe() });
  const http = createHttp(settings, (code) => {
    if (!isStopped) breaker.failed('pap.unreachable', code === undefined ? {} : { code });
  });

  function note(exchange: Exchange): void {
    if (exchange.type !== 'answered') return;
    const { status } = exchange;
    if (CREDENTIALS_REFUSED.includes(status)) breaker.failed('pap.credentials_refused', { status });
    else breaker.answered();
  }

  /** Beside the window and the rate, which are for pushes. */
  async function probe(): Promise<void> {
    const ended = await http.post(composeProbe(settings), settings.connectTimeoutMs);
    if (isStopped) return;
    note(ended);
    if (ended.type !== 'answered') {
      breaker.failed('pap.unreachable', ended.type === 'unknown' ? { code: ended.reason } : {});
    }
    reopened();
  }

  return {
    isOpen: () => breaker.isOpen(),
    begin: () => breaker.begin(),

    async post(request: PapBody, patienceMs: number): Promise<Exchange> {
      const ended = await http.post(request, patienceMs);
      note(ended);
      return ended;
    },

    /** Asks no more. */
    stop(): void {
      isStopped = true;
      breaker.stop();
    },

    close: () => http.close(),
  };
}
