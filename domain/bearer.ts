/** The kinds of bearers there are. */
export const BEARER_KINDS = ['smpp', 'pap', 'pull'] as const;
export type BearerKind = (typeof BEARER_KINDS)[number];

/**
 * What a bearer owes its caller (design: bearers/ holds one implementation a file or folder; all pass one contract test).
 * A bearer puts what it is given on the wire and says what is known about it afterwards. It never sends anything a second
 * time on its own: whether that is wise is decided from the journal, which only the caller writes.
 */
interface BearerOf<Kind extends BearerKind, Cargo> {
  readonly kind: Kind;
  readonly name: string;

  /** True when something given now would go to the wire without waiting for a connection. */
  ready(): boolean;

  /**
   * Sends one thing and waits for the answer to it.
   *
   * Never rejects for anything the network does: each ending is an outcome. The caller has journaled it as `writing`
   * before this call.
   */
  submit(cargo: Cargo, options: SubmitOptions): Promise<SubmitOutcome>;
}

/** A bearer of short messages: it takes a document part by part. */
export interface Bearer extends BearerOf<'smpp', OutgoingPart> {}

/** A bearer that takes a document whole, as one push, and lets the gateway behind it cut it up or not. */
export interface PushBearer extends BearerOf<'pap', OutgoingPush> {
  /** Asks the gateway what became of a push. Never rejects for anything the network does. */
  query(push: SubmittedPush, options: SubmitOptions): Promise<PushAnswer>;

  /** Asks the gateway not to deliver a push any more. Never rejects for anything the network does. */
  cancel(push: SubmittedPush, options: SubmitOptions): Promise<CancelAnswer>;
}

/** A bearer by which the phone fetches its document itself: it is given a link to it. */
export interface LinkBearer extends BearerOf<'pull', OutgoingLink> {}

export type AnyBearer = Bearer | PushBearer | LinkBearer;

/** A link that is to be made, and handed out unless it waits. */
export interface OutgoingLink {
  /** Whose it is: where texts wait, tenants take turns. */
  readonly tenantId: string;
  /** Whose document it leads to, and in which attempt it does. */
  readonly attempt: { readonly orderId: string; readonly run: number; readonly attempt: number };
  /** E.164 with the plus. */
  readonly destination: string;
  /** Names the network of the phone, where it is known. */
  readonly imsi?: string | null;
  /** Nobody is told: the phone comes to the URL of the context that the document goes into. */
  readonly waits?: boolean;
}

/** One push, ready for the wire. */
export interface OutgoingPush {
  /** Whose it is: where several wait, tenants take turns. */
  readonly tenantId: string;
  /** E.164 with the plus. */
  readonly destination: string;
  /** A connectionless push of WSP, as documents are stored: its content type, SEC and MAC are read from it. */
  readonly push: Uint8Array;
  /**
   * Names the push to the gateway, which takes one name once: the same when the same push is sent again after a doubt,
   * another for every other. 1 to 64 letters, digits, dots, hyphens and underscores.
   */
  readonly id: string;
  /** How long the gateway keeps trying, in seconds. */
  readonly validitySeconds?: number;
  /** The message id of an earlier push that this one takes the place of, if the gateway has not delivered that yet. */
  readonly replaces?: string;
  /** Who the phone is told that the push comes from: the URI of the context's owner (X-Wap-Initiator-URI). */
  readonly initiatorUri?: string;
}

/** A push that was given to the gateway before. */
export interface SubmittedPush {
  /** As `submit` gave it. */
  readonly messageId: string;
  /** E.164 with the plus. */
  readonly destination: string;
}

/** `none`: the gateway gave no usable answer, or was not reached; nothing is known. */
export type PushAnswer =
  | { readonly type: 'known'; readonly state: ReceiptState; readonly status: number }
  | { readonly type: 'refused'; readonly status: number }
  | { readonly type: 'none' };

/** `refused`: it is too late, the push is not known there, or the gateway does not cancel. */
export type CancelAnswer =
  | { readonly type: 'cancelled' }
  | { readonly type: 'refused'; readonly status: number }
  | { readonly type: 'none' };

/** One short message, ready for the wire. */
export interface OutgoingPart {
  /** Whose it is: where several wait, tenants take turns. */
  readonly tenantId: string;
  /** E.164 with the plus. */
  readonly destination: string;
  /** User data (3GPP TS 23.040 §9.2.3.24): at most 140 octets with its header, or 160 of text in the default alphabet. */
  readonly userData: Uint8Array;
  /** Present for a text to a person; absent for data, whose header names the ports. */
  readonly text?: { readonly dataCoding: number; readonly hasHeader: boolean };
  /** 1 to 65535; sent as user_message_reference so that a receipt may name it (SMPP 3.4 §5.3.2.17). */
  readonly reference: number;
  /** More parts of the same message follow. */
  readonly moreToSend: boolean;
  /** How long the SMSC keeps trying, in seconds. */
  readonly validitySeconds?: number;
}

export interface SubmitOptions {
  /** Longest wait for a connection and a free place in the window, in milliseconds. After it: `unsent`. */
  readonly patienceMs: number;
}

/**
 * `accepted`: the other side answered yes. `refused`: it answered no; what was given has not been and will not be sent.
 * `unsent`: no octet of it reached the wire. `unknown`: octets went out and no answer came, or none that says yes or no, so
 * it is in doubt.
 */
export type SubmitOutcome =
  | { readonly type: 'accepted'; readonly messageId: string }
  | {
      readonly type: 'refused';
      /** The network's own code: command_status of SMPP; for PAP its code, from 1000, or an HTTP status, below. */
      readonly status: number;
      /** `throttled`: nothing is wrong with the part, slow down; `temporary`: may go later; `permanent`: never will. */
      readonly kind: RefusalKind;
    }
  | { readonly type: 'unsent'; readonly reason: 'not_connected' | 'window_full' | 'stopping' }
  | { readonly type: 'unknown'; readonly reason: 'timeout' | 'connection_lost' | 'unreadable' };

/** What the other side means by one of its statuses, as whoever sets the bearer up knows. */
export interface StatusMeaning {
  readonly status: number;
  readonly kind: RefusalKind;
}

export const REFUSAL_KINDS = ['permanent', 'temporary', 'throttled'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** Final and intermediate states of a message (SMPP 3.4 §5.2.28). */
const RECEIPT_STATES = [
  'enroute',
  'delivered',
  'expired',
  'deleted',
  'undeliverable',
  'accepted',
  'unknown',
  'rejected',
] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** What a bearer says later about a part or a push. */
export interface BearerReceipt {
  readonly bearer: string;
  /** In the form in which `submit` gives it for the same message. */
  readonly messageId: string;
  readonly state: ReceiptState;
  /** The network's own error code, as text; empty when it gave none. */
  readonly error: string;
  /** user_message_reference, when the SMSC echoes it. */
  readonly reference?: number;
}

/** Text, or a part of one, that a subscriber sent to us (mobile originated). */
export interface InboundMessage {
  readonly bearer: string;
  readonly from: string;
  readonly to: string;
  /** SMPP 3.4 §5.2.19. */
  readonly dataCoding: number;
  /** Without its header. */
  readonly octets: Uint8Array;
  /** Present for one part of a longer text (3GPP TS 23.040 §9.2.3.24.1). */
  readonly part?: { readonly reference: number; readonly total: number; readonly sequence: number };
}

/**
 * Takes what arrives on a bearer. The bearer acknowledges to the network only after the promise resolves: what was
 * acknowledged must be durable. A rejection makes the network deliver it again.
 */
export interface BearerListener {
  receiptArrived(receipt: BearerReceipt): Promise<void>;
  messageArrived(message: InboundMessage): Promise<void>;
}
