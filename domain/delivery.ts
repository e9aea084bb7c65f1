import type { ServiceDefinition } from './definition.ts';
import type { ContentForm } from './difference.ts';
import type { SecurityMethod, Trust } from './document.ts';
import type { Evidence } from './evidence.ts';
import type { FinalState, OrderPolicy, OrderState, Reason } from './order.ts';
import type { OrderingTenant } from './order-values.ts';
import type { PinWay } from './pin.ts';
import type { Device } from './records.ts';
import type { ServedForm } from './served-form.ts';

/** Which try this is: the business key of everything that delivery does, the same in every retry and after a reset. */
export interface DeliveryKey {
  readonly orderId: string;
  readonly run: number;
  readonly attempt: number;
}

/** Everything delivery needs to know of an order, secrets in clear: it never leaves the worker. */
export interface DeliveryCase {
  readonly tenantId: string;
  readonly tenant: OrderingTenant;
  readonly device: Device;
  /** IANA: where the phone is. */
  readonly timeZone: string;
  readonly definition: ServiceDefinition;
  /** An operator has approved the definition, or it is one of the installation's own. */
  readonly approved: boolean;
  readonly run: number;
  readonly state: OrderState;
  readonly reason: Reason | null;
  readonly cancelRequested: boolean;
  readonly evidence: Evidence;
  readonly security: Trust;
  /** What proves the document where no trusted path is open. */
  readonly fallback: SecurityMethod | null;
  /** What its settings go into, as it stands now; null for an order that names none. */
  readonly context: ContextInCase | null;
  readonly content: ContentForm;
  /** What ends the provisioning URL of the context that its document opens, where its template wants one of ours. */
  readonly contextToken: string;
  readonly policy: OrderPolicy;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly pin: string | null;
  /** How the user learns it, when it is one that we made. */
  readonly pinWay: PinWay | null;
  /** The document of this run, once an attempt has been opened. */
  readonly document: StoredDocument | null;
  /** Absent until this attempt is opened. */
  readonly attemptOutcome: 'open' | 'submitted' | 'delivered' | 'failed' | null;
  /** What it goes by, once it is opened. */
  readonly attemptBearer: string | null;
  /** The turn of the phone is this order's. */
  readonly holdsTurn: boolean;
  /** Its settings are in the document of another order, which is under way, may be in the phone, or was refused there; else null. */
  readonly carrier: 'under_way' | 'sent' | 'refused' | null;
  /** Another order takes its place: nothing more of it is sent. */
  readonly isReplaced: boolean;
  /** The message id of the push of the order that this one replaces, while a gateway may still have it. */
  readonly replacedPush: string | null;
  /** Concatenation references of other documents that may still be on their way to the phone. */
  readonly referencesInUse: readonly number[];
  /** Earlier attempts of this run, all of which failed. */
  readonly past: readonly PastAttempt[];
  readonly sends: readonly Send[];
}

/** A context that an order goes into. Its owner may have closed it, or taken back what it lent. */
type ContextInCase =
  | {
      readonly type: 'usable';
      readonly id: string;
      /** The PROVURL. */
      readonly name: string;
    }
  | { readonly type: 'lost' };

/** An attempt of the run that came to nothing. */
export interface PastAttempt {
  readonly bearer: string;
  /** The other side will never take it. */
  readonly isRefused: boolean;
}

/** A document as kept: the same octets for every send. */
export interface StoredDocument {
  readonly push: Uint8Array;
  /** 0 to 255, the same for all parts and all sends of the document. */
  readonly reference: number;
  readonly partCount: number;
  /** The PROVURL it opens a context by, if any. */
  readonly context: string | null;
  /** The same document with a proof of its own, for ways that the phone does not trust, where there is one. */
  readonly signed?: SignedForm | null;
  /** Further forms of it that phones may fetch instead; none when absent. Not read back: they are served from where they are kept. */
  readonly forms?: readonly ServedForm[];
}

/** A document with SEC and MAC. */
export interface SignedForm {
  readonly push: Uint8Array;
  readonly partCount: number;
}

type SendState = 'writing' | 'in_doubt' | 'accepted' | 'refused' | 'unsent';

/** One row of the delivery journal: one time that a part may have reached the SMSC. */
export interface Send {
  readonly id: string;
  /** From 1. */
  readonly part: number;
  /** Slot 1 or 2. */
  readonly exposure: number;
  readonly state: SendState;
  readonly status: number | null;
  /** Milliseconds since it was journaled. */
  readonly ageMs: number;
}

/** A send about to be journaled. */
export interface PlannedSend {
  readonly id: string;
  readonly part: number;
  readonly exposure: number;
  /** 1 to 65535, user_message_reference. */
  readonly reference: number;
}

/** What became of a journaled send. */
export interface SendResult {
  readonly id: string;
  readonly state: SendState;
  readonly messageId: string | null;
  readonly status: number | null;
}

/** How often a part may reach the SMSC; the journal's constraint holds it too. */
export const MAX_EXPOSURES = 2;

/**
 * Whether the journal let us through: only `open` allows octets on the wire. `left`: an order that was to be carried is not to be
 * any more.
 */
export type Gate = 'open' | 'turn_busy' | 'in_flight' | 'closed' | 'left';

/** An order whose settings are in the document of another, with the document that it would have had by itself. */
export interface CarriedOrder {
  readonly id: string;
  readonly run: number;
  readonly document: StoredDocument;
}

/** What a run ended as, and who has the device's turn now. */
export interface Settlement {
  readonly state: FinalState;
  readonly reason: Reason | null;
  readonly evidence: Evidence;
  /** The queued order that got the turn. */
  readonly next: { readonly id: string; readonly run: number } | null;
  /** Orders whose settings were in its document, which may be in the phone: they go on from there. */
  readonly carried: readonly { readonly id: string; readonly run: number }[];
}

/** News about an attempt that its workflow must hear. */
export interface AttemptReport {
  readonly id: string;
  readonly run: number;
  readonly attempt: number;
  readonly outcome: 'delivered' | 'failed';
}
