import type { BearerListener, BearerReceipt } from '../domain/bearer.ts';
import type { AttemptReport } from '../domain/delivery.ts';
import type { RunWord } from '../domain/requests.ts';
import { createReplies, type RepliesDeps } from './replies.ts';

export interface InboundDeps extends RepliesDeps {
  readonly receipts: { take(receipt: BearerReceipt): Promise<AttemptReport[]> };
}

/** What a workflow is told about one of its attempts. */
export function reportAsWord({ attempt, outcome }: AttemptReport): RunWord {
  return outcome === 'delivered'
    ? { type: 'evidence_reported', evidence: 'delivered' }
    : { type: 'attempt_failed', attempt, permanent: false, reason: 'receipt_negative' };
}

/**
 * Takes receipts: each is committed before the network hears that we have it; the workflow is told after, and told again by
 * the sweeper should the word be lost.
 */
export function createTakeReceipt({ receipts, runs }: Pick<InboundDeps, 'receipts' | 'runs'>) {
  return async (receipt: BearerReceipt): Promise<void> => {
    for (const report of await receipts.take(receipt)) runs.tell(report, reportAsWord(report));
  };
}

/** Takes what arrives on bearers that keep a connection. */
export function createInbound(deps: InboundDeps): BearerListener {
  return { receiptArrived: createTakeReceipt(deps), messageArrived: createReplies(deps) };
}
