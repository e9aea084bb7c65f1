import type { Client } from './client.ts';
import { pause } from './pause.ts';
import type { components } from './schema.ts';

export type Order = components['schemas']['Order'];

/** Nothing more happens to an order by itself: it has ended, or waits for the answer of its user. */
const AT_REST: readonly Order['state'][] = [
  'completed',
  'unconfirmed',
  'declined',
  'cancelled',
  'expired',
  'failed',
  'awaiting_user',
];
/** What the service grants at most. */
const WAIT_SECONDS = 30;
/** Between two looks, in milliseconds, when the service does not wait: it is about to end, or the order is for later. */
const PAUSE_MS = 1_000;
const LATER_PAUSE_MS = 10_000;

/**
 * Follows an order to its end, or to the questions for its user. The service does the waiting.
 *
 * @param signal - gives up when aborted, such as `AbortSignal.timeout(60_000)`
 */
export async function waitForOrder(client: Client, id: string, signal?: AbortSignal): Promise<Order> {
  for (;;) {
    const began = Date.now();
    const { data: order } = await client.GET('/v1/orders/{id}', {
      params: { path: { id }, header: { Prefer: `wait=${WAIT_SECONDS}` } },
      signal: signal ?? null,
    });
    if (AT_REST.includes(order.state)) return order;
    const least = order.state === 'scheduled' ? LATER_PAUSE_MS : PAUSE_MS;
    await pause(Math.max(0, least - (Date.now() - began)), signal);
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Gives everything in a list, page by page as it is needed.
 *
 * @param read - reads the page after a place, the first when `after` is absent:
 * `(page) => client.GET('/v1/orders', { params: { query: { ...page, state: 'failed' } } })`
 */
export async function* itemsOf<T>(
  read: (page: { readonly after?: string }) => Promise<{ readonly data: Page<T> }>,
): AsyncGenerator<T, void> {
  for (let after: string | null | undefined; after !== null; ) {
    const { data } = await read(after === undefined ? {} : { after });
    yield* data.items;
    after = data.next;
  }
}
