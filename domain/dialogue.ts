import type { AskWay } from './asking.ts';
import type { ServiceDefinition } from './definition.ts';

/** One way of asking in one run of an order. */
export interface PromptKey {
  readonly orderId: string;
  readonly run: number;
  /** From 1. */
  readonly number: number;
}

/** Everything there is to say to the user of an order. Secrets stay where they are: no answer, no parameter. */
export interface Dialogue extends PromptKey {
  readonly tenantId: string;
  /** The provider's verified name. */
  readonly tenantTitle: string;
  readonly way: AskWay;
  readonly state: 'open' | 'answered' | 'declined' | 'closed';
  readonly definition: ServiceDefinition;
  /** Parameters that the order came with: they are not asked for. */
  readonly given: readonly string[];
  /** A BCP 47 tag of the definition's texts. */
  readonly language: string;
  readonly dueAt: string;
  /** E.164; null when the device has no number. */
  readonly msisdn: string | null;
  /** Names its network; null when it is not known. */
  readonly imsi: string | null;
  /** For the link to the page; null for other ways. */
  readonly token: string | null;
}

/** What became of opening a way. */
export type Opening =
  | { readonly type: 'open'; readonly dialogue: Dialogue }
  /** Somebody has answered meanwhile. */
  | { readonly type: 'answered'; readonly decision: 'accept' | 'decline' }
  /** This way is no way to this user: there is no number, another question is open on the phone, or he wrote STOP. */
  | { readonly type: 'impossible' }
  /** Nothing is asked any more: a cancellation was granted. */
  | { readonly type: 'cancelled' }
  /** The run has ended. */
  | { readonly type: 'over' };

/** Whether a text may go to the wire: once, and not once the order is cancelled or has ended. */
export type TextGate = 'open' | 'journaled' | 'over';

export type TextKind = 'invitation' | 'question' | 'reminder' | 'correction' | 'pin' | 'link';

/** What a user said. */
export interface UserAnswer {
  readonly decision: 'accept' | 'decline';
  readonly answers: Readonly<Record<string, unknown>>;
  /** He need not be asked again for a while; heeded where the definition allows it. */
  readonly standing?: boolean;
  /** Until when he was told that this is; it is no longer then. */
  readonly standingUntil?: string;
  /** In which the words were shown. */
  readonly language: string;
  /** What the page gave to the browser that sent it, so that it alone is shown a PIN; absent for other ways. */
  readonly viewer?: string;
}
