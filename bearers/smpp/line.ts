import { reconnectDelay } from '../backoff.ts';
import { isBindRefusalLasting } from './command-status.ts';
import type { Log } from './link-event.ts';
import { createSession, type Session, type SessionEnd, type SessionEvents, type SessionPlan } from './session.ts';

/** A session that lasted this long was a good one: the next failure counts as the first, in milliseconds. */
const STABLE_MS = 2_000;

export interface LineEvents extends Pick<SessionEvents, 'delivered' | 'changed'> {
  readonly log: Log;
  readonly random: () => number;
}

/** Keeps one session of one kind alive: after each end there is another, with a pause between. */
export function createLine(plan: SessionPlan, { log, random, ...events }: LineEvents) {
  const { settings, mode } = plan;
  let session: Session | undefined;
  let pause: NodeJS.Timeout | undefined;
  let boundAt = Infinity;
  let failures = 0;
  let isStopping = false;
  let wasStopped: (() => void) | undefined;

  function open(): void {
    boundAt = Infinity;
    session = createSession(plan, { ...events, bound, closed });
  }

  function bound(): void {
    boundAt = performance.now();
    log({ event: 'smpp.bound', link: settings.name, role: mode });
    events.changed();
  }

  function closed(end: SessionEnd): void {
    session = undefined;
    failures = performance.now() - boundAt >= STABLE_MS ? 1 : failures + 1;
    const isLasting = end.status !== undefined && isBindRefusalLasting(end.status);
    const event = isLasting ? 'smpp.credentials_refused' : 'smpp.closed';
    const facts = { event, link: settings.name, role: mode, ...end } as const;
    if (isStopping) {
      log(facts);
      wasStopped?.();
      return;
    }
    const delayMs = reconnectDelay({ failures, isLasting }, settings.reconnect, random());
    log({ ...facts, failures, delayMs });
    pause = setTimeout(open, delayMs);
  }

  return {
    open,
    session: () => session,

    /** Unbinds, closes, and opens nothing more. */
    async stop(): Promise<void> {
      isStopping = true;
      clearTimeout(pause);
      if (session === undefined) return;
      await new Promise<void>((resolve) => {
        wasStopped = resolve;
        session?.leave();
      });
    },
  };
}
