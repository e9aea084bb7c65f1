import type { PduFields } from 'smpp';
import type { Road } from '../gate.ts';
import { createRate, type Rate } from '../rate.ts';
import type { SmppSettings } from './options.ts';
import type { Waiter } from './requests.ts';
import type { Session } from './session.ts';

/** One session after another that takes submit_sm, with the rate that it allows itself. */
export interface Lane {
  /** In whatever state it is. */
  readonly session: () => Session | undefined;
  readonly rate: Rate;
}

export interface LaneDeps {
  /** The sessions that take submit_sm, one for each link, in whatever state they are. */
  readonly sessions: readonly (() => Session | undefined)[];
}

/**
 * The links to one SMSC as one way: each has its own window and rate, and a part goes by the one that has least to do. One that is
 * away is passed over.
 */
export function createLanes({ window, maxPerSecond }: SmppSettings, { sessions }: LaneDeps) {
  const lanes = sessions.map((session): Lane => ({ session, rate: createRate(maxPerSecond, () => performance.now()) }));
  // Of all links together, where that is limited too.
  const total = createRate(undefined, () => performance.now());
  let hasLeave = false;
  let granted: Lane | undefined;

  const hasRoom = (lane: Lane): boolean =>
    isReady(lane) && inFlight(lane) < window && (lane.session()?.isWritable() ?? false);

  return {
    isOpen: () => lanes.some(isReady),
    hasRoom: () => lanes.some(hasRoom),
    inFlight: () => sum(lanes.map(inFlight)),
    perSecond: () => Math.min(total.perSecond(), sum(lanes.map(({ rate }) => rate.perSecond()))),

    /** Never faster than so many parts a second, by all links together; undefined for no limit but their own. */
    limit: (perSecond: number | undefined): void => total.limitTo(perSecond),

    /** Takes leave for one part, by the least busy link whose rate gives it: 0, or the milliseconds until it is worth asking again. */
    take(): number {
      const waitMs = hasLeave ? 0 : total.take();
      if (waitMs > 0) return waitMs;
      // Kept until a link gives its own.
      hasLeave = true;
      const free = lanes.filter(hasRoom).toSorted((one, other) => inFlight(one) - inFlight(other));
      let delayMs = Infinity;
      for (const lane of free) {
        const wait = lane.rate.take();
        if (wait === 0) {
          granted = lane;
          hasLeave = false;
          return 0;
        }
        delayMs = Math.min(delayMs, wait);
      }
      return delayMs;
    },

    /** Writes a submit_sm where leave was just taken for it. */
    submit(fields: PduFields, waiterOf: (lane: Lane) => Waiter): void {
      const lane = granted;
      granted = undefined;
      if (lane === undefined) throw new Error('A part was granted no link');
      lane.session()?.submit(fields, waiterOf(lane));
    },
  } satisfies Road & Record<string, unknown>;
}

function isReady({ session }: Lane): boolean {
  return session()?.isReady() ?? false;
}

function inFlight({ session }: Lane): number {
  return session()?.inFlight() ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
