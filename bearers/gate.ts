import type { Rate } from './rate.ts';
import { createTurns } from './turns.ts';

export type UnsentReason = 'not_connected' | 'window_full' | 'stopping';

/** One part that wants to go. Exactly one of the two is called. */
export interface Turn {
  /** Now: the window's place is taken before this returns. */
  grant(): void;
  refuse(reason: UnsentReason): void;
}

/** Whose part it is, and for how long it may wait; with 0 it goes at once or not at all. */
export interface Wait {
  /** Parts of one lane go in the order in which they came; the lanes take turns. */
  readonly lane: string;
  readonly patienceMs: number;
}

/** What must be so for a part to go, besides the rate. */
export interface Road {
  isOpen(): boolean;
  hasRoom(): boolean;
}

interface Waiting extends Turn {
  readonly timer: NodeJS.Timeout;
}

/** The longest time a timer of Node can be set to. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Lets parts through one by one, those of each tenant in turn; nobody waits longer than its patience. */
export function createGate(road: Road, rate: Pick<Rate, 'take'>) {
  const turns = createTurns<Waiting>();
  let isClosed = false;
  let rateTimer: NodeJS.Timeout | undefined;

  function pump(): void {
    while (turns.size > 0 && road.isOpen() && road.hasRoom()) {
      const delayMs = rate.take();
      if (delayMs > 0) {
        clearTimeout(rateTimer);
        rateTimer = setTimeout(pump, delayMs);
        return;
      }
      const next = turns.take();
      clearTimeout(next?.timer);
      next?.grant();
    }
  }

  return {
    /** Something may have changed for the better. */
    pump,
    waiting: () => turns.size,

    enter(turn: Turn, { lane, patienceMs }: Wait): void {
      if (isClosed) {
        turn.refuse('stopping');
        return;
      }
      const giveUp = (): void => {
        turns.remove(lane, waiting);
        turn.refuse(road.isOpen() ? 'window_full' : 'not_connected');
      };
      const timer = setTimeout(giveUp, Math.min(Math.max(0, patienceMs), MAX_TIMER_MS));
      const waiting: Waiting = { ...turn, timer };
      turns.add(lane, waiting);
      pump();
    },

    /** Sends everybody home, now and from now on. */
    close(): void {
      isClosed = true;
      clearTimeout(rateTimer);
      for (let next = turns.take(); next !== undefined; next = turns.take()) {
        clearTimeout(next.timer);
        next.refuse('stopping');
      }
    },
  };
}
