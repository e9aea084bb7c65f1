import type { OrderEvent } from '../domain/order.ts';

export interface AskInput {
  readonly orderId: string;
  readonly run: number;
  readonly timeoutMs: number;
}

/**
 * Puts the questions of an order before its user. Here the calling system asks (`confirmation.mode` is `client`): the
 * order shows its questions and takes the answer.
 *
 * Safe to run again: only an order that has not been asked yet moves.
 */
export function createAsk({
  journal,
}: {
  readonly journal: { ask(key: { orderId: string; run: number }, timeoutMs: number): Promise<void> };
}) {
  return async ({ orderId, run, timeoutMs }: AskInput): Promise<OrderEvent> => {
    await journal.ask({ orderId, run }, timeoutMs);
    return { type: 'asked' };
  };
}
