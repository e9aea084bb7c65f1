import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { FinalProgress, Progress } from '../domain/order.ts';
import { attributes } from './contract.ts';

/** What an order waits for, in a word that can be searched and a sentence that can be read. */
const WAITS: Readonly<Record<Exclude<Progress['state'], FinalProgress['state']>, readonly [string, string]>> = {
  scheduled: ['start', 'Waits for its start time'],
  accepted: ['start', 'About to ask'],
  awaiting_user: ['answer', "Waits for the user's answer, which the calling system posts"],
  queued: ['device', 'Waits for its turn: another order is delivering to this device'],
  delivering: ['bearer', 'Pauses before the next try'],
  awaiting_acknowledgement: ['receipt', 'The document is with the SMSC; waits for receipts or an acknowledgement'],
};

/** Shows operators in the Temporal UI what an order waits for and until when. */
export function showWait(now: Progress, ms: number): void {
  if (!isOpen(now)) return;
  const [waitsFor, sentence] = WAITS[now.state];
  const dueAt = new Date(Date.now() + ms);
  const attempt = 'attempt' in now ? now.attempt : undefined;
  const reason = 'reason' in now && now.reason !== null ? ` (${now.reason})` : '';
  setCurrentDetails(
    `**${now.state}**${reason}: ${sentence}. Until ${dueAt.toISOString()}.${attempt === undefined ? '' : ` Attempt ${attempt}.`}`,
  );
  upsertSearchAttributes([
    { key: attributes.state, value: now.state },
    { key: attributes.waitsFor, value: waitsFor },
    { key: attributes.dueAt, value: dueAt },
    ...(attempt === undefined ? [] : [{ key: attributes.attempt, value: attempt }]),
  ]);
}

/** Shows how a run ended. */
export function showEnd(end: FinalProgress): void {
  setCurrentDetails(`**${end.state}**${end.reason === null ? '' : ` (${end.reason})`}, evidence: ${end.evidence}.`);
  upsertSearchAttributes([
    { key: attributes.state, value: end.state },
    { key: attributes.waitsFor, value: null },
    { key: attributes.dueAt, value: null },
  ]);
}

function isOpen(now: Progress): now is Exclude<Progress, FinalProgress> {
  return now.state in WAITS;
}
