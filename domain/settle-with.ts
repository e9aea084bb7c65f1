import { type Evidence, isEvidenceEnough, strongerEvidence } from './evidence.ts';
import type { FinalProgress } from './order.ts';

/**
 * The state a run really ends in, decided where the journal is: evidence that arrived while the workflow was deciding
 * turns a passed window into a success, never the other way round.
 */
export function settleWith(proposed: FinalProgress, journaled: Evidence, wanted: Evidence): FinalProgress {
  const evidence = strongerEvidence(proposed.evidence, journaled);
  const late = proposed.state === 'unconfirmed' || proposed.state === 'failed' || proposed.state === 'expired';
  if (late && isEvidenceEnough(evidence, wanted)) return { state: 'completed', reason: null, evidence };
  return { ...proposed, evidence };
}
