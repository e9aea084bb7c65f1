import type { BearerListener, BearerReceipt, InboundMessage } from '../domain/bearer.ts';
import type { AttemptReport } from '../domain/delivery.ts';
import type { RunWord } from '../domain/requests.ts';

export interface InboundDeps {
  readonly receipts: { take(receipt: BearerReceipt): Promise<AttemptReport | undefined> };
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
  readonly log: (event: { readonly event: string; readonly bearer: string }) => void;
}

/** What a workflow is told about one of its attempts. */
export function reportAsWord({ attempt, outcome }: AttemptReport): RunWord {
  return outcome === 'delivered'
    ? { type: 'evidence_reported', evidence: 'delivered' }
    : { type: 'attempt_failed', attempt, permanent: false, reason: 'receipt_negative' };
}

/**
 * Takes what arrives on bearers. A receipt is committed before the network hears that we have it; the workflow is told
 * after, and told again by the sweeper should the word be lost.
 */
export function createInbound({ receipts, runs, log }: InboundDeps): BearerListener {
  return {
    async receiptArrived(receipt) {
      const report = await receipts.take(receipt);
      if (report !== undefined) runs.tell(report, reportAsWord(report));
    },
    // No order asks its user by short message yet: what subscribers send is counted and dropped.
    async messageArrived({ bearer }: InboundMessage) {
      log({ event: 'message.unexpected', bearer });
    },
  };
}
