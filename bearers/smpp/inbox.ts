/** Deliveries that are taken care of at once: each is a database transaction somewhere. */
const CONCURRENCY = 10;
/** Deliveries that may wait for it. What comes on top is refused, and the SMSC brings it again. */
const CAPACITY = 1_000;

/** Takes care of deliveries, some at a time, in the order in which they came. */
export function createInbox({ concurrency = CONCURRENCY, capacity = CAPACITY } = {}) {
  const waiting = new Set<() => Promise<void>>();
  const idleWaiters: (() => void)[] = [];
  let running = 0;
  let isClosed = false;

  async function run(job: () => Promise<void>): Promise<void> {
    running += 1;
    await job();
    running -= 1;
    const [next] = waiting;
    if (next !== undefined) {
      waiting.delete(next);
      void run(next);
    } else if (running === 0) {
      for (const wake of idleWaiters.splice(0)) wake();
    }
  }

  return {
    /**
     * @param job - must not reject
     * @returns false when there is no room, or the inbox is closed
     */
    take(job: () => Promise<void>): boolean {
      if (isClosed || waiting.size >= capacity) return false;
      if (running < concurrency) void run(job);
      else waiting.add(job);
      return true;
    },

    /** Resolves once nothing runs and nothing waits. */
    async idle(): Promise<void> {
      if (running > 0) await new Promise<void>((resolve) => idleWaiters.push(resolve));
    },

    /** Takes nothing more and forgets what has not begun: it was not acknowledged. */
    close(): void {
      isClosed = true;
      waiting.clear();
    },
  };
}
