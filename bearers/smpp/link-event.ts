import type { BindMode } from './session.ts';
import type { CloseReason } from './wire.ts';

/**
 * What the link tells its log. These fields and no others: codes, counts and times, never an address, a text, a message
 * id or a credential.
 */
export type LinkEvent = {
  readonly event: LinkEventName;
  /** The bearer's name. */
  readonly link: string;
  /** Which session, for a pair. */
  readonly role?: BindMode;
  /** command_status. */
  readonly status?: number;
  readonly reason?: CloseReason;
  /** Node's or OpenSSL's code of a socket error, such as ECONNREFUSED. */
  readonly code?: string;
  /** Until the next try. */
  readonly delayMs?: number;
  /** Tries in a row that failed. */
  readonly failures?: number;
  /** Responses to nothing that we had asked, on the session that closed. */
  readonly ignored?: number;
  /** Parts that were waiting for an answer. */
  readonly inFlight?: number;
  /** The rate the link has fallen to. */
  readonly perSecond?: number;
};

type LinkEventName =
  | 'smpp.bound'
  /** A session or a try to make one ended; another follows after `delayMs`. */
  | 'smpp.closed'
  /** As before, for a bind that a person must mend: unknown system id, wrong password. */
  | 'smpp.credentials_refused'
  | 'smpp.throttled'
  /** A part that would not fit its PDU was not written; `status` is what an SMSC would have said. */
  | 'smpp.part_invalid'
  | 'smpp.receipt_unreadable'
  | 'smpp.message_unreadable'
  /** A delivery whose PDU ends inside a field was refused for good. */
  | 'smpp.delivery_malformed'
  /** What arrived could not be kept; the SMSC was asked to bring it again. */
  | 'smpp.arrival_not_kept';

export type Log = (event: LinkEvent) => void;
