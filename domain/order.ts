import { type AskEvent, type AskPolicy, advanceAsking, nextAskStep } from './asking.ts';
import { type Evidence, isEvidenceEnough, strongerEvidence } from './evidence.ts';
import { advanceLookup, type LookupEvent } from './lookup.ts';
import { FINAL_STATES, type FinalState } from './order-state.ts';
import { jitteredMs } from './pause.ts';
import type { FinalProgress, OrderEvent, OrderPolicy, Progress, Step } from './progress.ts';
import { goOn, putOff } from './put-off.ts';
import type { Reason } from './reason.ts';

export { type FinalState, isFinalState, OPEN_STATES, ORDER_STATES, type OrderState } from './order-state.ts';
export type { FinalProgress, OrderEvent, OrderPolicy, Progress, Step } from './progress.ts';
export { REASONS, type Reason } from './reason.ts';

/** How often a queued order looks for itself whether the device is free, should the word have been lost. */
const TURN_RECHECK_MS = 60_000;

/** Pauses while a bearer is away or asks us to slow down: short, because nothing is wrong with the order. */
const STALL_MS = 1_000;
const MAX_STALL_MS = 30_000;

export function isFinal(now: Progress): now is FinalProgress {
  return FINAL_STATES.some((state) => state === now.state);
}

/** As long as a run may take until it is given up, from its acceptance. */
export function longestMs({ startInMs, lookup, ask, expiresInMs, quietAskMs = 0 }: OrderPolicy): number {
  const lookupMs = lookup?.ifDown === 'wait' ? expiresInMs : 0;
  const askMs = ask === null ? 0 : ask.timeoutMs + quietAskMs;
  return startInMs + lookupMs + askMs + expiresInMs;
}

/** The first state of a run. */
export function beginOrder(policy: OrderPolicy): Progress {
  return policy.startInMs > 0 ? { state: 'scheduled', evidence: 'none' } : afterStart(policy, 'none');
}

/** The next step of a run that is not final. */
export function nextStep(now: Exclude<Progress, FinalProgress>, policy: OrderPolicy): Step {
  switch (now.state) {
    case 'scheduled':
      return { type: 'wait', ms: policy.startInMs, onTimeout: { type: 'start_due' } };
    case 'looking_up':
      if (now.waitMs > 0) return { type: 'wait', ms: now.waitMs, onTimeout: { type: 'wait_over' } };
      return { type: 'look_up' };
    case 'accepted':
    case 'awaiting_user':
      return nextAskStep(now, policy.ask ?? NO_ASKING);
    case 'queued':
      return { type: 'wait', ms: TURN_RECHECK_MS, onTimeout: { type: 'wait_over' } };
    case 'delivering':
      if (now.waitMs > 0) return { type: 'wait', ms: now.waitMs, onTimeout: { type: 'wait_over' } };
      return { type: 'deliver', attempt: now.attempt };
    case 'awaiting_acknowledgement':
      return { type: 'wait', ms: policy.acknowledgementMs, onTimeout: { type: 'acknowledgement_timed_out' } };
  }
}

/**
 * The next state. Total: every event is legal in every state, because answers, receipts and cancellations may come
 * late, twice or before what they answer. A final state stays; evidence never falls; an attempt never passes
 * `policy.maxAttempts`.
 *
 * @param roll - 0 to 1, the jitter of a pause; handed in so that the function stays pure
 */
export function advanceOrder(
  now: Progress,
  event: OrderEvent,
  { policy, roll }: { policy: OrderPolicy; roll: number },
): Progress {
  if (isFinal(now)) return now;
  switch (event.type) {
    case 'start_due':
      return now.state === 'scheduled' ? afterStart(policy, now.evidence) : now;
    case 'looked_up':
    case 'lookup_failed':
      return lookedUp(now, event, { policy, roll });
    case 'asked':
    case 'way_failed':
    case 'reminder_due':
    case 'reminded':
    case 'answer_timed_out':
    case 'asking_closed':
      return asking(now, event.type, policy);
    case 'answered':
      return answered(now, event.decision);
    case 'turn_busy':
      return now.state === 'delivering' ? queued(now) : now;
    case 'turn_granted':
    case 'wait_over':
      return resume(now);
    case 'stalled':
      return stalled(now, event.reason, { policy, roll });
    case 'put_off':
      return putOff(now, event);
    case 'in_doubt':
      return inDoubt(now, policy);
    case 'submitted':
      return submitted(now, event.evidence, policy);
    case 'doubt_exhausted':
      return now.state === 'delivering' ? awaiting(now, now.attempt, 'in_doubt') : now;
    case 'attempt_failed':
      return attemptFailed(now, event, { policy, roll });
    case 'evidence_reported':
      return raised(now, event.evidence, policy);
    case 'acknowledgement_timed_out':
      return now.state === 'awaiting_acknowledgement' ? windowPassed(now) : now;
    case 'expired':
      return expired(now);
    case 'refused_on_device':
    case 'cancel_granted':
    case 'found_final':
      return endedBy(now, event);
  }
}

function endedBy(
  now: Progress,
  event: Extract<OrderEvent, { type: 'refused_on_device' | 'cancel_granted' | 'found_final' }>,
): FinalProgress {
  if (event.type === 'found_final') return final(now, event.state, event.reason);
  // Granted by the journal under the order's lock, so nothing is on its way and nothing will be sent.
  if (event.type === 'cancel_granted') return final(now, 'cancelled', 'client_cancelled');
  return final(now, 'declined', 'user_refused_on_device');
}

function afterStart(policy: OrderPolicy, evidence: Evidence): Progress {
  return policy.lookup === undefined
    ? afterLookup(policy, evidence)
    : { state: 'looking_up', tries: 0, waitMs: 0, evidence };
}

function lookedUp(
  now: Progress,
  event: LookupEvent,
  { policy, roll }: { policy: OrderPolicy; roll: number },
): Progress {
  const { lookup } = policy;
  if (now.state !== 'looking_up' || lookup === undefined) return now;
  const next = advanceLookup(now, event, { lookup, roll });
  if (next === 'failed') return final(now, 'failed', 'lookup_failed');
  return next === 'done' ? afterLookup(policy, now.evidence) : next;
}

function afterLookup(policy: OrderPolicy, evidence: Evidence): Progress {
  return policy.ask === null ? delivering(1, evidence) : { state: 'accepted', way: 0, evidence };
}

/** Never used: a run without `ask` does not come into the states of asking. */
const NO_ASKING: AskPolicy = { timeoutMs: 1 };

/** The dialogue goes on, or has come to an end. */
function asking(now: Progress, event: AskEvent, { ask }: OrderPolicy): Progress {
  if (now.state !== 'accepted' && now.state !== 'awaiting_user') return now;
  const next = advanceAsking(now, event, ask ?? NO_ASKING);
  if (next !== 'unreachable' && next !== 'unanswered') return next;
  if (next === 'unreachable') return final(now, 'failed', 'user_unreachable');
  return ask?.onTimeout === 'proceed' ? delivering(1, now.evidence) : final(now, 'expired', 'answer_missing');
}

function delivering(attempt: number, evidence: Evidence): Progress {
  return { state: 'delivering', attempt, stalls: 0, refusals: 0, waitMs: 0, reason: null, evidence };
}

function queued({ attempt, isInDoubt, evidence }: Extract<Progress, { state: 'delivering' }>): Progress {
  return { state: 'queued', attempt, ...(isInDoubt && { isInDoubt }), evidence };
}

function final(now: Progress, state: FinalState, reason: Reason | null): FinalProgress {
  return { state, reason, evidence: now.evidence };
}

function awaiting(now: Progress, attempt: number, reason: Reason | null): Progress {
  return { state: 'awaiting_acknowledgement', attempt, reason, evidence: now.evidence };
}

function answered(now: Progress, decision: 'accept' | 'decline'): Progress {
  if (now.state !== 'awaiting_user' && now.state !== 'accepted') return now;
  return decision === 'accept' ? delivering(1, now.evidence) : final(now, 'declined', 'user_declined');
}

function resume(now: Progress): Progress {
  if (now.state === 'queued') {
    return { ...delivering(now.attempt, now.evidence), ...(now.isInDoubt && { isInDoubt: now.isInDoubt }) };
  }
  return goOn(now);
}

function stalled(now: Progress, reason: Reason, { policy, roll }: { policy: OrderPolicy; roll: number }): Progress {
  if (now.state !== 'delivering') return now;
  const stalls = now.stalls + 1;
  const refusals = now.refusals + (reason === 'temporarily_refused' ? 1 : 0);
  if (refusals > policy.maxStalls) {
    return attemptFailed(
      now,
      { type: 'attempt_failed', attempt: now.attempt, permanent: false, reason },
      { policy, roll },
    );
  }
  return {
    ...now,
    stalls,
    refusals,
    reason,
    waitMs: jitteredMs({ first: STALL_MS, longest: MAX_STALL_MS, times: stalls, roll }),
  };
}

function inDoubt(now: Progress, { inDoubtMs }: OrderPolicy): Progress {
  return now.state === 'delivering' ? { ...now, waitMs: inDoubtMs, reason: 'in_doubt', isInDoubt: true } : now;
}

function submitted(now: Progress, evidence: Evidence, policy: OrderPolicy): Progress {
  if (now.state !== 'delivering') return raised(now, evidence, policy);
  return raised(awaiting(now, now.attempt, null), strongerEvidence(evidence, 'submitted'), policy);
}

function attemptFailed(
  now: Progress,
  event: Extract<OrderEvent, { type: 'attempt_failed' }>,
  { policy, roll }: { policy: OrderPolicy; roll: number },
): Progress {
  if (now.state !== 'delivering' && now.state !== 'awaiting_acknowledgement') return now;
  // A receipt for an attempt that has been given up already says nothing new.
  if (event.attempt !== now.attempt) return now;
  if (event.permanent) return final(now, 'failed', event.reason);
  if (now.attempt >= policy.maxAttempts) return final(now, 'failed', 'attempts_exhausted');
  return {
    state: 'delivering',
    attempt: now.attempt + 1,
    stalls: 0,
    refusals: 0,
    waitMs: jitteredMs({ first: policy.retryMs, longest: policy.maxRetryMs, times: now.attempt, roll }),
    reason: event.reason,
    ...('isInDoubt' in now && now.isInDoubt && { isInDoubt: now.isInDoubt }),
    evidence: now.evidence,
  };
}

function raised(now: Progress, reported: Evidence, policy: OrderPolicy): Progress {
  const evidence = strongerEvidence(now.evidence, reported);
  if (isEvidenceEnough(evidence, policy.wantedEvidence)) return { state: 'completed', reason: null, evidence };
  return { ...now, evidence };
}

function windowPassed(now: Progress): FinalProgress {
  return now.evidence === 'none' ? final(now, 'failed', 'in_doubt') : final(now, 'unconfirmed', 'evidence_missing');
}

/** A run that has its own acknowledgement window is bounded by that; one that sent something cannot simply expire. */
function expired(now: Progress): Progress {
  if (now.state === 'awaiting_acknowledgement') return now;
  // Whether the phone has it is open: that is not what `expired` says.
  if ((now.state === 'delivering' || now.state === 'queued') && now.isInDoubt) return final(now, 'failed', 'in_doubt');
  return now.evidence === 'none' ? final(now, 'expired', 'order_expired') : final(now, 'failed', 'order_expired');
}
