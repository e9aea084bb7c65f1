import type { PduFields } from './smpp-link.ts';
import type { SmscSession } from './smsc-session.ts';

/** Unanswered deliver_sm on one connection, at most. */
const WINDOW = 100;

export interface DeliveryPolicy {
  /** Pause before a deliver_sm that was refused or not answered is sent again, in milliseconds. */
  readonly retryMs: number;
  /** Times it is sent before it is given up. A connection that closed before the answer does not count. */
  readonly maxAttempts: number;
}

interface Delivery {
  readonly fields: PduFields;
  attempts: number;
}

export type Deliveries = ReturnType<typeof createDeliveries>;

/**
 * Brings receipts and mobile-originated messages to the clients that receive, in turn. What finds no receiver, or no
 * room in a window, waits.
 */
export function createDeliveries(sessions: ReadonlySet<SmscSession>, { retryMs, maxAttempts }: DeliveryPolicy) {
  const queue = new Set<Delivery>();
  const retries = new Set<NodeJS.Timeout>();
  const counts = { acknowledged: 0, givenUp: 0 };
  let turn = 0;

  function nextReceiver(): SmscSession | undefined {
    const receivers = [...sessions].filter((session) => session.receives() && session.unanswered() < WINDOW);
    turn += 1;
    return receivers[turn % receivers.length];
  }

  function flush(): void {
    for (const delivery of queue) {
      const receiver = nextReceiver();
      if (receiver === undefined) return;
      queue.delete(delivery);
      receiver.deliver(delivery.fields, (outcome) => {
        if (outcome === 0) counts.acknowledged += 1;
        else if (outcome === 'closed') queue.add(delivery);
        else retryLater(delivery);
        flush();
      });
    }
  }

  function retryLater(delivery: Delivery): void {
    delivery.attempts += 1;
    if (delivery.attempts >= maxAttempts) {
      counts.givenUp += 1;
      return;
    }
    const timer = setTimeout(() => {
      retries.delete(timer);
      queue.add(delivery);
      flush();
    }, retryMs);
    retries.add(timer);
  }

  return {
    /** Sends now when a receiver has room, else as soon as one has. */
    send(fields: PduFields): void {
      queue.add({ fields, attempts: 0 });
      flush();
    },

    /** To be called when a receiver has come. */
    flush,

    view: () => ({ waiting: queue.size + retries.size, ...counts }),

    stop(): void {
      for (const timer of retries) clearTimeout(timer);
      queue.clear();
    },
  };
}
