import type { Dialogue } from '../../domain/dialogue.ts';
import type { Trust } from '../../domain/document.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { isFinalState, type OrderState } from '../../domain/order.ts';
import type { GivenConsent } from '../../domain/standing-consent.ts';
import type { Note, Stage } from './page-words.ts';

/** What a link leads to. */
export interface PageSubject {
  readonly dialogue: Dialogue;
  readonly order: {
    readonly state: OrderState;
    readonly evidence: Evidence;
    /** What was said, whichever way. */
    readonly decision: 'accept' | 'decline' | null;
    readonly security: Trust;
    /** The page is where its user learns the PIN. */
    readonly showsPin?: boolean;
    /** For whoever accepted on this page, once it may be shown. */
    readonly pin?: string;
    /** What its user agreed to for a while, as long as that stands. */
    readonly standing?: Pick<GivenConsent, 'token' | 'until'>;
  };
}

/** How an order stands for its user, when there is nothing to answer. */
export interface Standing {
  readonly stage: Stage;
  readonly note?: Note;
  readonly isFinal: boolean;
  /** How many of the steps to success are behind; undefined where it does not come to that. */
  readonly stepsDone?: number;
}

/** Tells whether an answer would be taken. */
export function isOpen({ dialogue, order }: PageSubject): boolean {
  return dialogue.state === 'open' && order.state === 'awaiting_user' && order.decision === null;
}

export function standingOf(subject: PageSubject): Standing {
  const { dialogue, order } = subject;
  if (order.decision === 'decline') return { stage: 'declined', isFinal: true, ...noteOf(subject) };
  if (order.decision === null && dialogue.state === 'closed' && order.state === 'awaiting_user')
    return { stage: 'elsewhere', isFinal: false };
  return { ...stageOf(subject), isFinal: isFinalState(order.state), ...noteOf(subject) };
}

function noteOf({ dialogue, order }: PageSubject): { readonly note?: Note } {
  if (dialogue.state !== 'closed') return {};
  if (order.decision !== null) return { note: 'elsewhere' };
  return isUnderWay(order.state) || order.evidence !== 'none' ? { note: 'unanswered' } : {};
}

function isUnderWay(state: OrderState): boolean {
  return state === 'queued' || state === 'delivering' || state === 'awaiting_acknowledgement';
}

function stageOf({ dialogue, order }: PageSubject): Pick<Standing, 'stage' | 'stepsDone'> {
  const { state, evidence, decision } = order;
  const { confirmation } = dialogue.definition;
  switch (state) {
    case 'accepted':
    case 'scheduled':
    case 'awaiting_user':
      return { stage: 'received', stepsDone: 1 };
    case 'queued':
      return { stage: 'waiting', stepsDone: 1 };
    case 'delivering':
      return { stage: 'sending', stepsDone: 1 };
    case 'awaiting_acknowledgement':
      return { stage: isThere(evidence) ? 'arrived' : 'sent', stepsDone: 2 };
    case 'completed':
      return completed(evidence);
    case 'unconfirmed':
      return { stage: 'unconfirmed' };
    case 'declined':
      // Not here, or it would be the decision: on the phone.
      return { stage: 'refused' };
    case 'cancelled':
      return { stage: 'cancelled' };
    case 'expired':
      // Where it went on, it was tried, and nobody can say that nothing was sent.
      return { stage: decision === 'accept' || confirmation.onTimeout === 'proceed' ? 'failed' : 'expired' };
    case 'failed':
      return { stage: 'failed' };
  }
}

function isThere(evidence: Evidence): boolean {
  return evidence === 'delivered' || evidence === 'applied';
}

function completed(evidence: Evidence): Pick<Standing, 'stage' | 'stepsDone'> {
  if (evidence === 'applied') return { stage: 'installed', stepsDone: 3 };
  return evidence === 'delivered' ? { stage: 'delivered', stepsDone: 3 } : { stage: 'handedOver', stepsDone: 2 };
}

/** Tells whether the phone will ask for a PIN that the user must be given. */
export function needsPin(security: Trust): boolean {
  return security !== 'NETWPIN' && security !== 'none';
}
