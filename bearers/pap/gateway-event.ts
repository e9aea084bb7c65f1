/**
 * What the bearer tells its log. These fields and no others: codes, counts and times, never an address, a push id, a
 * document, a URL or a credential.
 */
export interface PapEvent {
  readonly event: PapEventName;
  /** The bearer's name. */
  readonly bearer: string;
  /** Code of PAP, or an HTTP status. */
  readonly status?: number;
  /** Node's or OpenSSL's code of a socket error, such as ECONNREFUSED; or how a question ended without an answer. */
  readonly code?: string;
  /** Until the next try. */
  readonly delayMs?: number;
  /** Tries in a row that failed. */
  readonly failures?: number;
  /** The rate the bearer has fallen to. */
  readonly perSecond?: number;
}

type PapEventName =
  /** No connection could be had, or a question whether it is there got no answer; nothing is tried for `delayMs`. */
  | 'pap.unreachable'
  | 'pap.reachable'
  /** As `unreachable`, for what a person must mend: the gateway does not take our user or password. */
  | 'pap.credentials_refused'
  | 'pap.throttled'
  /** A push that no submission can be made of was not sent; `status` is what a gateway would have said. */
  | 'pap.push_invalid'
  /** The gateway did not understand us. */
  | 'pap.bad_message'
  /** An answer that says neither yes nor no. */
  | 'pap.answer_unreadable'
  /** A report that is not readable, or nothing that we asked for. */
  | 'pap.notification_refused'
  /** A report could not be kept; the gateway was asked to bring it again. */
  | 'pap.notification_not_kept';

export type PapLog = (event: PapEvent) => void;
