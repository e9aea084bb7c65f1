import type { Rate } from './rate.ts';

export type UnsentReason = 'not_connected' | 'window_full' | 'stopping';

/** One part that wants to go. Exactly one of the two is called. */
export interface Turn {
  /** Now: the window's place is taken before this returns. */
  grant(): void;
  refuse(reason: UnsentReason): void;
}

/** What must be so for a part to go, besides the rate. */
export interface Road {
  isOpen(): boolean;
  hasRoom(): boolean;
}

/** The longest time a timer of Node can be set to. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Lets parts through one by one, in the order in which they came; nobody waits longer than its patience. */
export function createGate(road: Road, rate: Pick<Rate, 'take'>) {
  const waiting = new Map<Turn, NodeJS.Timeout>();
  let isClosed = false;
  let rateTimer: NodeJS.Timeout | undefined;

  function leave(turn: Turn, reason: UnsentReason): void {
    clearTimeout(waiting.get(turn));
    waiting.delete(turn);
    turn.refuse(reason);
  }

  function pump(): void {
    for (const [turn, timer] of waiting) {
      if (!road.isOpen() || !road.hasRoom()) return;
      const delayMs = rate.take();
      if (delayMs > 0) {
        clearTimeout(rateTimer);
        rateTimer = setTimeout(pump, delayMs);
        return;
      }
      clearTimeout(timer);
      waiting.delete(turn);
      turn.grant();
    }
  }

  return {
    /** Something may have changed for the better. */
    pump,
    waiting: () => waiting.size,

    /** Waits for a turn, at most `patienceMs`; with 0 it goes at once or not at all. */
    enter(turn: Turn, patienceMs: number): void {
      if (isClosed) {
        turn.refuse('stopping');
        return;
      }
      const giveUp = () => leave(turn, road.isOpen() ? 'window_full' : 'not_connected');
      waiting.set(turn, setTimeout(giveUp, Math.min(Math.max(0, patienceMs), MAX_TIMER_MS)));
      pump();
    },

    /** Sends everybody home, now and from now on. */
    close(): void {
      isClosed = true;
      clearTimeout(rateTimer);
      for (const turn of waiting.keys()) leave(turn, 'stopping');
    },
  };
}
