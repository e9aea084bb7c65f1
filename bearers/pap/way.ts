import { setTimeout as pause } from 'node:timers/promises';
import type { PapBody } from '../../codecs/pap-push-body.ts';
import { createGate, type UnsentReason, type Wait } from '../gate.ts';
import type { Rate } from '../rate.ts';
import { createGuardedHttp, type GuardDeps } from './guarded-http.ts';
import type { Exchange } from './http.ts';
import type { PapSettings } from './options.ts';

export interface WayDeps extends GuardDeps {
  readonly rate: Rate;
}

/** The way to the gateway: requests wait for it to be there, for a place in the window and for the rate, and go once. */
export function createWay(settings: PapSettings, { log, random, rate }: WayDeps) {
  const inFlight = new Set<Promise<Exchange>>();
  let stage: 'open' | 'draining' | 'closed' = 'open';
  const http = createGuardedHttp(settings, { log, random }, () => gate.pump());
  const gate = createGate({ isOpen: http.isOpen, hasRoom: () => inFlight.size < settings.window }, rate);

  function go(request: PapBody, patienceMs: number): Promise<Exchange> {
    const exchange = http.post(request, patienceMs).then((ended) => {
      inFlight.delete(exchange);
      gate.pump();
      return ended;
    });
    inFlight.add(exchange);
    return exchange;
  }

  return {
    begin: http.begin,
    inFlight: () => inFlight.size,
    waiting: gate.waiting,
    stage: () => (stage === 'open' && !http.isOpen() ? 'down' : stage),

    /** @returns why it was not tried, or how it ended */
    async post(request: PapBody, { lane, patienceMs }: Wait): Promise<Exchange | UnsentReason> {
      const since = performance.now();
      return new Promise((resolve) => {
        const grant = (): void => resolve(go(request, patienceMs - (performance.now() - since)));
        gate.enter({ grant, refuse: resolve }, { lane, patienceMs });
      });
    },

    /** Waits for what is in flight, at most `drainMs`. */
    async close(): Promise<void> {
      stage = 'draining';
      gate.close();
      http.stop();
      const limit = new AbortController();
      const all = Promise.all(inFlight);
      await Promise.race([all, pause(settings.drainMs, undefined, { signal: limit.signal })]);
      limit.abort();
      await http.close();
      await all;
      stage = 'closed';
    },
  };
}
