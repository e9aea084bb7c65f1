import type { Order } from '../domain/records.ts';
import { createOrderWatch } from './order-watch.ts';
import type { Preference } from './prefer.ts';
import type { Orders } from './stores.ts';

interface OrderWaitDeps {
  readonly orders: Pick<Orders, 'find' | 'atRest'>;
  /** Aborted when the process is about to end. */
  readonly stopping: AbortSignal | undefined;
}

/**
 * Gives an order as it is at its end, or when the caller's time is over; undefined when nobody wants to wait or is there
 * to hear it.
 */
export type WaitForOrder = (
  order: Order,
  caller: { readonly preference: Preference; readonly gone: AbortSignal },
) => Promise<Order | undefined>;

/** One for all routes that wait, so that however many callers wait, one query looks. */
export function createOrderWait({ orders, stopping }: OrderWaitDeps): WaitForOrder {
  const watch = createOrderWatch((watched) => orders.atRest(watched));
  return async (order, { preference, gone }) => {
    if (preference.waitSeconds === undefined) return undefined;
    const signals = stopping === undefined ? [gone] : [gone, stopping];
    // Its time may be days ahead.
    if (order.state !== 'scheduled') await watch.rest(order, { ms: preference.waitSeconds * 1_000, signals });
    return signals.some(({ aborted }) => aborted) ? undefined : orders.find(order.tenantId, order.id);
  };
}
