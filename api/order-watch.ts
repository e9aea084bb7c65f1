/** Names an order. */
export interface WatchedOrder {
  readonly tenantId: string;
  readonly id: string;
}

export interface OrderWatch {
  /**
   * Resolves when nothing more will happen to an order by itself, or at the end of the time, or when a signal is
   * aborted: whatever comes first. Never rejects.
   */
  rest(order: WatchedOrder, wait: { readonly ms: number; readonly signals: readonly AbortSignal[] }): Promise<void>;
}

/** How often the orders that are waited for are looked at, in milliseconds. */
const LOOK_MS = 150;

/**
 * Waits for orders. However many wait, they are looked at by one query.
 *
 * @param atRest - those of the orders that have ended, or wait for an answer of the caller
 */
export function createOrderWatch(atRest: (orders: readonly WatchedOrder[]) => Promise<readonly string[]>): OrderWatch {
  const waiting = new Map<string, { readonly order: WatchedOrder; readonly wakes: Set<() => void> }>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    // Without the database nothing is known; each wait has its own end.
    const ids = await atRest([...waiting.values()].map(({ order }) => order)).catch(() => []);
    for (const id of ids) for (const wake of waiting.get(id)?.wakes ?? []) wake();
    timer = waiting.size === 0 ? undefined : later();
  };
  const later = (): NodeJS.Timeout => setTimeout(() => void look(), LOOK_MS);

  return {
    rest: (order, { ms, signals }) =>
      new Promise((resolve) => {
        const entry = waiting.get(order.id) ?? { order, wakes: new Set() };
        const end = setTimeout(wake, ms);
        function wake(): void {
          clearTimeout(end);
          for (const signal of signals) signal.removeEventListener('abort', wake);
          entry.wakes.delete(wake);
          if (entry.wakes.size === 0) waiting.delete(order.id);
          resolve();
        }
        if (signals.some(({ aborted }) => aborted)) return wake();
        for (const signal of signals) signal.addEventListener('abort', wake);
        entry.wakes.add(wake);
        waiting.set(order.id, entry);
        timer ??= later();
      }),
  };
}
