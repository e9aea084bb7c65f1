import type { Settlement } from '../domain/delivery.ts';
import type { FinalProgress } from '../domain/order.ts';
import type { RunToStart, RunWord } from '../domain/requests.ts';

interface RunKey {
  readonly id: string;
  readonly run: number;
}

interface LapsedTurn extends RunToStart {
  readonly isWaitedFor: boolean;
  readonly isSent: boolean;
}

export interface TurnWatchDeps {
  readonly turns: {
    lapsed(leaseSeconds: number, most: number): Promise<LapsedTurn[]>;
    stranded(most: number): Promise<string[]>;
    handOn(orderId: string): Promise<RunKey | undefined>;
    passOn(order: RunKey, leaseSeconds: number): Promise<RunKey | undefined>;
    renew(order: RunKey): Promise<void>;
  };
  readonly settlement: {
    settle(key: { readonly orderId: string; readonly run: number }, proposed: FinalProgress): Promise<Settlement>;
  };
  readonly runs: {
    standing(order: RunKey): Promise<'at_work' | 'ended' | 'absent'>;
    start(order: RunToStart): void;
    tell(order: RunKey, word: RunWord): void;
  };
  readonly log: (event: { readonly event: string; readonly count?: number; readonly error?: string }) => void;
  /** How long an order may have the turn of a phone without doing anything. */
  readonly turnLeaseSeconds: number;
}

/** Most holders that one round looks after: each is a call to Temporal. */
const BATCH = 50;

/**
 * Sees to it that nobody waits for a phone longer than the lease of its turn, whatever became of the order that has it. An
 * order whose run was ended from outside ends as well; one whose run is gone is started anew, which repeats nothing that was
 * done; one that is at work but does not move lets the next go first.
 *
 * Any number may run side by side. One that has just come up, or has just missed Temporal, gives all orders a whole lease:
 * they could not move either.
 */
export function createTurnWatch({ turns, settlement, runs, log, turnLeaseSeconds }: TurnWatchDeps) {
  let patientUntil = Date.now() + turnLeaseSeconds * 1_000;

  const end = async ({ id, run, isSent }: LapsedTurn): Promise<RunKey | null> => {
    // Whether it arrived is open when all of it was sent.
    const state = isSent ? 'unconfirmed' : 'failed';
    const proposed = { state, reason: 'run_ended', evidence: 'none' } as const;
    const { next, carried } = await settlement.settle({ orderId: id, run }, proposed);
    for (const one of carried) runs.tell(one, { type: 'turn_granted' });
    return next;
  };

  const lookAfter = async (holder: LapsedTurn): Promise<RunKey | null | undefined> => {
    const standing = await runs.standing(holder);
    if (standing === 'ended') return end(holder);
    if (standing === 'absent') runs.start(holder);
    return holder.isWaitedFor ? turns.passOn(holder, turnLeaseSeconds) : turns.renew(holder).then(() => null);
  };

  const grant = (next: RunKey | null | undefined): number => {
    if (next) runs.tell(next, { type: 'turn_granted' });
    return next ? 1 : 0;
  };

  return async (): Promise<void> => {
    let count = 0;
    for (const id of await turns.stranded(BATCH)) count += grant(await turns.handOn(id));
    if (Date.now() >= patientUntil) {
      for (const holder of await turns.lapsed(turnLeaseSeconds, BATCH)) {
        try {
          count += grant(await lookAfter(holder));
        } catch (error) {
          patientUntil = Date.now() + turnLeaseSeconds * 1_000;
          throw error;
        }
      }
    }
    if (count > 0) log({ event: 'sweep.turns_passed_on', count });
  };
}
