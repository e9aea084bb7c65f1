import type { Settlement } from '../domain/delivery.ts';
import type { FinalProgress } from '../domain/order.ts';
import type { RunWord } from '../domain/requests.ts';

export interface SettleDeps {
  readonly settlement: {
    settle(key: { readonly orderId: string; readonly run: number }, proposed: FinalProgress): Promise<Settlement>;
  };
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
  /** Told where dying matters. */
  readonly reached: (step: 'handed_on') => void;
}

export interface SettleInput {
  readonly orderId: string;
  readonly run: number;
  readonly proposed: FinalProgress;
}

/**
 * Ends a run and gives the device's turn to the next order.
 *
 * Safe to run again: a run that is final stays as it is, charges are unique, and the next order hears of its turn twice at
 * worst.
 *
 * @returns how the run ended: evidence in the journal may have been stronger than the workflow knew
 */
export function createSettle({ settlement, runs, reached }: SettleDeps) {
  return async ({ orderId, run, proposed }: SettleInput): Promise<FinalProgress> => {
    const { next, carried, ...end } = await settlement.settle({ orderId, run }, proposed);
    // Those that were carried wait for a turn, as far as they know: they are told to look again.
    const waiting = next === null ? carried : [next, ...carried];
    if (waiting.length > 0) reached('handed_on');
    for (const one of waiting) runs.tell(one, { type: 'turn_granted' });
    return end;
  };
}
