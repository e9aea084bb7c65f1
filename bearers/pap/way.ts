import { setTimeout as pause } from 'node:timers/promises';
import type { PapBody } from '../../codecs/pap-push-body.ts';
import { createGate, type UnsentReason } from '../gate.ts';
import type { Rate } from '../rate.ts';
import { createBreaker } from './breaker.ts';
import type { PapLog } from './gateway-event.ts';
import { createHttp, type Exchange } from './http.ts';
import type { PapSettings } from './options.ts';
import { composeProbe } from './probe.ts';

export interface WayDeps {
  readonly log: PapLog;
  /** 0 to 1; spreads the pauses after a failure. */
  readonly random: () => number;
  readonly rate: Rate;
}

/** HTTP statuses that say that our credentials are at fault. */
const CREDENTIALS_REFUSED: readonly number[] = [401, 403, 407];

/** The way to the gateway: requests wait for it to be there, for a place in the window and for the rate, and go once. */
export function createWay(settings: PapSettings, { log, random, rate }: WayDeps) {
  const inFlight = new Set<Promise<Exchange>>();
  let stage: 'open' | 'draining' | 'closed' = 'open';
  const breaker = createBreaker(settings, { log, random, probe: () => void probe() });
  const gate = createGate({ isOpen: breaker.isOpen, hasRoom: () => inFlight.size < settings.window }, rate);
  const http = createHttp(settings, (code) => {
    if (stage === 'open') breaker.failed('pap.unreachable', code === undefined ? {} : { code });
  });

  function go(request: PapBody, patienceMs: number): Promise<Exchange> {
    const exchange = http.post(request, patienceMs).then((ended) => {
      inFlight.delete(exchange);
      if (ended.type === 'answered') noteStatus(ended.status);
      gate.pump();
      return ended;
    });
    inFlight.add(exchange);
    return exchange;
  }

  /** Beside the window and the rate, which are for pushes. */
  async function probe(): Promise<void> {
    const ended = await http.post(composeProbe(settings), settings.connectTimeoutMs);
    if (stage !== 'open') return;
    if (ended.type === 'answered') noteStatus(ended.status);
    else breaker.failed('pap.unreachable', ended.type === 'unknown' ? { code: ended.reason } : {});
    gate.pump();
  }

  function noteStatus(status: number): void {
    if (CREDENTIALS_REFUSED.includes(status)) breaker.failed('pap.credentials_refused', { status });
    else breaker.answered();
  }

  return {
    begin: breaker.begin,
    inFlight: () => inFlight.size,
    waiting: gate.waiting,
    stage: () => (stage === 'open' && !breaker.isOpen() ? 'down' : stage),

    /** @returns why it was not tried, or how it ended */
    async post(request: PapBody, patienceMs: number): Promise<Exchange | UnsentReason> {
      const since = performance.now();
      return new Promise((resolve) => {
        const grant = (): void => resolve(go(request, patienceMs - (performance.now() - since)));
        gate.enter({ grant, refuse: resolve }, patienceMs);
      });
    },

    /** Waits for what is in flight, at most `drainMs`. */
    async close(): Promise<void> {
      stage = 'draining';
      gate.close();
      const limit = new AbortController();
      const all = Promise.all(inFlight);
      await Promise.race([all, pause(settings.drainMs, undefined, { signal: limit.signal })]);
      limit.abort();
      await http.close();
      await all;
      breaker.stop();
      stage = 'closed';
    },
  };
}
