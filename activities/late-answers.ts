import type { OutgoingPart, SubmitOutcome } from '../domain/bearer.ts';
import type { DeliveryKey, SendResult } from '../domain/delivery.ts';
import { sendResult } from './send-parts.ts';

interface Sent {
  readonly key: DeliveryKey;
  readonly id: string;
}

/**
 * Journals answers that came after their time was over: what was in doubt is accepted or refused after all, before it is
 * sent again or even after.
 */
export function createLateAnswers({
  journal,
  log,
}: {
  readonly journal: { record(key: DeliveryKey, results: readonly SendResult[]): Promise<boolean> };
  readonly log: (event: { readonly event: string; readonly orderId: string }) => void;
}) {
  const sent = new WeakMap<OutgoingPart, Sent>();
  return {
    /** Remembers which row of the journal a part on the wire is. */
    remember: (part: OutgoingPart, row: Sent): void => void sent.set(part, row),

    /** Told by the bearer. An answer whose commit fails is lost; the doubt then stays a doubt. */
    answered: (part: OutgoingPart, outcome: SubmitOutcome): void => {
      const row = sent.get(part);
      if (row === undefined) return;
      const { orderId } = row.key;
      journal.record(row.key, [sendResult(row.id, outcome)]).then(
        () => log({ event: 'answer.late', orderId }),
        () => log({ event: 'answer.late_lost', orderId }),
      );
    },
  };
}
