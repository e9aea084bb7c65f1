import type { Evidence } from './evidence.ts';

/**
 * Ways to ask the user. `hosted`: a page of ours behind a link. `sms`: a question and a reply by short message. `client`:
 * the calling system asks and posts the answer.
 */
export const ASK_WAYS = ['hosted', 'sms', 'client'] as const;
export type AskWay = (typeof ASK_WAYS)[number];

/** How the user of an order is to be asked. */
export interface AskPolicy {
  /** From the first question to giving up. */
  readonly timeoutMs: number;
  /** In order; the next is tried when one fails or its time is over. Absent in runs that knew only the client. */
  readonly ways?: readonly AskWay[];
  /** Time that each way but the last is given. */
  readonly wayMs?: number;
  /** How long before a way's time is over the user is reminded; 0 for never. */
  readonly remindBeforeMs?: number;
  /** The calling system hands over the link to our page, and sees what is open all the time: it is not reminded. */
  readonly linkByClient?: true;
  /** What an order without an answer does. */
  readonly onTimeout?: 'expire' | 'proceed';
  /** The operator wants the word of the user himself: what a client says for him does not count. */
  readonly userOnly?: boolean;
}

/** Where the dialogue stands; `way` counts from 0 in the policy's list. */
export type Asking =
  | {
      readonly state: 'accepted';
      readonly way: number;
      /** Pause before the user may be asked; absent or 0 for at once. */
      readonly waitMs?: number;
      readonly evidence: Evidence;
    }
  | {
      readonly state: 'awaiting_user';
      readonly way: number;
      readonly phase: 'first' | 'reminding' | 'reminded' | 'closing';
      readonly evidence: Evidence;
    };

export type AskStep =
  | { readonly type: 'ask'; readonly way: number }
  | { readonly type: 'remind'; readonly way: number }
  | { readonly type: 'close_asking' }
  | {
      readonly type: 'wait';
      readonly ms: number;
      readonly onTimeout: { readonly type: 'reminder_due' | 'answer_timed_out' | 'wait_over' };
    };

export function waysOf({ ways = ['client'] }: AskPolicy): readonly AskWay[] {
  return ways;
}

/** Milliseconds that a way is given: the last one gets what the others leave. At least 1. */
export function waySpanMs(ask: AskPolicy, way: number): number {
  const { timeoutMs, wayMs = timeoutMs } = ask;
  const last = waysOf(ask).length - 1;
  return Math.max(1, way < last ? wayMs : timeoutMs - last * wayMs);
}

/** Whether a way begins with a text to the user, and not with something that the calling system shows. */
export function isAskedByText(ask: AskPolicy, way: number): boolean {
  const asked = waysOf(ask)[way];
  return asked === 'sms' || (asked === 'hosted' && ask.linkByClient !== true);
}

/** The next step of the dialogue: a deed, or a wait that ends in a reminder or in the end of this way's time. */
export function nextAskStep(now: Asking, ask: AskPolicy): AskStep {
  if (now.state === 'accepted') return nextOfAccepted(now);
  const spanMs = waySpanMs(ask, now.way);
  // The calling system has the question before it all the time.
  const remindMs = isAskedByText(ask, now.way) ? Math.min(ask.remindBeforeMs ?? 0, spanMs) : 0;
  switch (now.phase) {
    case 'first':
      return remindMs > 0 && remindMs < spanMs
        ? { type: 'wait', ms: spanMs - remindMs, onTimeout: { type: 'reminder_due' } }
        : { type: 'wait', ms: spanMs, onTimeout: { type: 'answer_timed_out' } };
    case 'reminding':
      return { type: 'remind', way: now.way };
    case 'reminded':
      return { type: 'wait', ms: remindMs, onTimeout: { type: 'answer_timed_out' } };
    case 'closing':
      return { type: 'close_asking' };
  }
}

/** What can happen to a dialogue, beside an answer. */
export type AskEvent = 'asked' | 'way_failed' | 'reminder_due' | 'reminded' | 'answer_timed_out' | 'asking_closed';

/**
 * Where the dialogue goes. Total, like the state machine it is part of.
 *
 * @returns `unreachable` when the last way has failed, `unanswered` when nobody answered in time
 */
export function advanceAsking(now: Asking, event: AskEvent, ask: AskPolicy): Asking | 'unreachable' | 'unanswered' {
  const next = nextWay(now, ask);
  if (event === 'way_failed') return next ?? 'unreachable';
  if (now.state === 'accepted') return event === 'asked' ? beginToAsk(now) : now;
  switch (event) {
    case 'reminder_due':
      return now.phase === 'first' ? { ...now, phase: 'reminding' } : now;
    case 'reminded':
      return now.phase === 'reminding' ? { ...now, phase: 'reminded' } : now;
    case 'answer_timed_out':
      // An answer may be committed this very moment: the end of the dialogue is decided where answers are kept.
      return next ?? { ...now, phase: 'closing' };
    case 'asking_closed':
      return now.phase === 'closing' ? 'unanswered' : now;
    case 'asked':
      return now;
  }
}

function nextOfAccepted({ way, waitMs = 0 }: Extract<Asking, { state: 'accepted' }>): AskStep {
  return waitMs > 0 ? { type: 'wait', ms: waitMs, onTimeout: { type: 'wait_over' } } : { type: 'ask', way };
}

function beginToAsk({ way, evidence }: Asking): Asking {
  return { state: 'awaiting_user', way, phase: 'first', evidence };
}

function nextWay(now: Asking, ask: AskPolicy): Asking | undefined {
  const way = now.way + 1;
  return way < waysOf(ask).length ? { state: 'accepted', way, evidence: now.evidence } : undefined;
}
