import type { AskEvent, Asking, AskPolicy, AskStep } from './asking.ts';
import type { Evidence } from './evidence.ts';
import type { LookingUp, LookupEvent, LookupPolicy } from './lookup.ts';
import type { FinalState } from './order-state.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { Reason } from './reason.ts';

/** How one run of an order is to be driven. Numbers and codes only: it travels through Temporal. */
export interface OrderPolicy {
  /** Milliseconds to wait before anything happens; 0 for now. */
  readonly startInMs: number;
  /** Present when the provider is asked first. */
  readonly lookup?: LookupPolicy;
  /** Present when somebody must say yes first. */
  readonly ask: AskPolicy | null;
  readonly maxAttempts: number;
  /** First pause between attempts; it doubles up to the longest. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Quiet time before a part whose answer never came is sent once more. */
  readonly inDoubtMs: number;
  /** How many temporary refusals one attempt survives; one more and it counts as failed. */
  readonly maxStalls: number;
  readonly wantedEvidence: Evidence;
  readonly acknowledgementMs: number;
  /** Time after which a run that has sent nothing is given up. */
  readonly expiresInMs: number;
  /** When the client wants it over that has not sent anything by then: milliseconds of the epoch. */
  readonly endsAt?: number;
  /** When nothing goes to the phone, by its own clock. */
  readonly quiet?: QuietHours;
  /** How much longer the user may be asked because of it. */
  readonly quietAskMs?: number;
}

/** Where one run of an order stands. Each state carries what is known in it. */
export type Progress =
  | { readonly state: 'scheduled'; readonly evidence: Evidence }
  /** For everybody else still accepted. */
  | LookingUp
  | Asking
  | {
      readonly state: 'queued';
      readonly attempt: number;
      /** It lost the turn while something of it may be in the phone. */
      readonly isInDoubt?: true;
      readonly evidence: Evidence;
    }
  | {
      readonly state: 'delivering';
      /** From 1. */
      readonly attempt: number;
      /** How often this attempt was put off, for whatever reason; pauses grow with it. */
      readonly stalls: number;
      /** How often of these the part itself was refused for a time. */
      readonly refusals: number;
      /** Pause before the next deed; 0 for at once. */
      readonly waitMs: number;
      readonly reason: Reason | null;
      /** Something of it may be in the phone although nobody has said so, in this attempt or an earlier one. */
      readonly isInDoubt?: true;
      readonly evidence: Evidence;
    }
  | {
      readonly state: 'awaiting_acknowledgement';
      readonly attempt: number;
      readonly reason: Reason | null;
      readonly evidence: Evidence;
    }
  | { readonly state: FinalState; readonly reason: Reason | null; readonly evidence: Evidence };

export type FinalProgress = Extract<Progress, { state: FinalState }>;

/** What can happen to an order. */
export type OrderEvent =
  | { readonly type: 'start_due' }
  | LookupEvent
  | { readonly type: AskEvent }
  | { readonly type: 'answered'; readonly decision: 'accept' | 'decline' }
  | { readonly type: 'turn_busy' }
  | { readonly type: 'turn_granted' }
  | { readonly type: 'wait_over' }
  | { readonly type: 'stalled'; readonly reason: Reason }
  /** Nothing is wrong: it goes on after so long. */
  | { readonly type: 'put_off'; readonly ms: number; readonly reason: Reason }
  | { readonly type: 'in_doubt' }
  | { readonly type: 'submitted'; readonly evidence: Evidence }
  | { readonly type: 'doubt_exhausted' }
  | { readonly type: 'attempt_failed'; readonly attempt: number; readonly permanent: boolean; readonly reason: Reason }
  | { readonly type: 'evidence_reported'; readonly evidence: Evidence }
  | { readonly type: 'refused_on_device' }
  | { readonly type: 'acknowledgement_timed_out' }
  | { readonly type: 'cancel_granted' }
  | { readonly type: 'expired' }
  | { readonly type: 'found_final'; readonly state: FinalState; readonly reason: Reason | null };

/** What the workflow does next: a deed (an activity) or a bounded wait and what its end means. */
export type Step =
  | AskStep
  | { readonly type: 'look_up' }
  | { readonly type: 'deliver'; readonly attempt: number }
  | { readonly type: 'wait'; readonly ms: number; readonly onTimeout: OrderEvent };
