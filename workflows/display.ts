import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { type AskWay, waysOf } from '../domain/asking.ts';
import type { FinalProgress, OrderPolicy, Progress } from '../domain/order.ts';
import { attributes, shownAtStart, type Waiting } from './contract.ts';

/** What an order waits for, in a word that can be searched and a sentence that can be read. */
const WAITS: Readonly<Record<Exclude<Progress['state'], FinalProgress['state']>, readonly [string, string]>> = {
  scheduled: ['start', 'Waits for its start time'],
  looking_up: ['lookup', "Waits for the provider's endpoint"],
  accepted: ['start', 'About to ask'],
  awaiting_user: ['answer', "Waits for the user's answer"],
  queued: ['device', 'Waits for its turn: another order is delivering to this device'],
  delivering: ['bearer', 'Pauses before the next try'],
  awaiting_acknowledgement: ['receipt', 'The document is with the SMSC; waits for receipts or an acknowledgement'],
};

/**
 * Shows operators in the Temporal UI what an order waits for and until when: in the details of the run always, in search
 * attributes when they differ from what is shown.
 */
export function createDisplay(policy: OrderPolicy) {
  let shown: Waiting = shownAtStart(policy);
  return {
    wait(now: Progress, ms: number): void {
      if (!isOpen(now)) return;
      const [waitsFor, waits] = WAITS[now.state];
      const sentence = sentenceFor(now, waits, policy);
      const dueAt = new Date(Date.now() + ms);
      const attempt = 'attempt' in now ? now.attempt : null;
      const reason = 'reason' in now && now.reason !== null ? ` (${now.reason})` : '';
      const number = attempt === null ? '' : ` Attempt ${attempt}.`;
      setCurrentDetails(
        `**${now.state === 'looking_up' ? 'accepted' : now.state}**${reason}: ${sentence}. Until ${dueAt.toISOString()}.${number}`,
      );
      if (waitsFor === shown.waitsFor && attempt === shown.attempt) return;
      shown = { waitsFor, attempt };
      upsertSearchAttributes([
        { key: attributes.waitsFor, value: waitsFor },
        { key: attributes.attempt, value: attempt },
        { key: attributes.dueAt, value: dueAt },
      ]);
    },
    end({ state, reason, evidence }: FinalProgress): void {
      setCurrentDetails(`**${state}**${reason === null ? '' : ` (${reason})`}, evidence: ${evidence}.`);
      if (state !== 'completed' && state !== 'failed') {
        upsertSearchAttributes([{ key: attributes.outcome, value: state }]);
      }
    },
  };
}

function sentenceFor(now: Progress, waits: string, policy: OrderPolicy): string {
  if (now.state === 'awaiting_user') return `${waits}, ${wayInWords(policy, now.way)}`;
  if (now.state === 'delivering' && now.reason === 'carried')
    return 'Waits for the order whose document has its settings';
  return now.state === 'accepted' ? 'Waits until its user may be asked' : waits;
}

const WAYS: Readonly<Record<AskWay, string>> = {
  hosted: 'on our page',
  sms: 'by short message',
  client: 'which the calling system posts',
};

function wayInWords({ ask }: OrderPolicy, way: number): string {
  return WAYS[(ask === null ? undefined : waysOf(ask)[way]) ?? 'client'];
}

function isOpen(now: Progress): now is Exclude<Progress, FinalProgress> {
  return now.state in WAITS;
}
