import { parsePapAddress } from '../../codecs/pap-address.ts';
import { classifyPapCode } from '../../codecs/pap-codes.ts';
import type { PapMessage, PapState } from '../../codecs/pap-message.ts';
import { parsePap } from '../../codecs/pap-read.ts';
import type { CancelAnswer, PushAnswer, ReceiptState, SubmitOutcome, SubmittedPush } from '../../domain/bearer.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import type { Exchange } from './http.ts';

type RefusalKind = Extract<SubmitOutcome, { type: 'refused' }>['kind'];
type Answered = Extract<Exchange, { type: 'answered' }>;

/** What the states of PAP are in the words that all bearers use. */
const RECEIPT_STATES: Readonly<Record<PapState, ReceiptState>> = {
  rejected: 'rejected',
  pending: 'enroute',
  delivered: 'delivered',
  undeliverable: 'undeliverable',
  expired: 'expired',
  // The phone broke off, or never said what it made of it.
  aborted: 'rejected',
  timeout: 'expired',
  cancelled: 'deleted',
  unknown: 'unknown',
};

export function toReceiptState(state: PapState): ReceiptState {
  return RECEIPT_STATES[state];
}

/**
 * What an answer means for the push. The verdict is the code in the XML: gateways answer 202 whatever they think of a
 * push. Only where there is no such code does the HTTP status count.
 */
export function judgePush(exchange: Exchange, pushId: string): SubmitOutcome {
  if (exchange.type === 'unsent') return { type: 'unsent', reason: 'not_connected' };
  if (exchange.type === 'unknown') return exchange;
  const message = readAnswer(exchange);
  if (message?.type === 'badmessage-response') return refused(message.code);
  if (message?.type !== 'push-response') return judgeStatus(exchange.status);
  const { code } = message.result;
  const verdict = classifyPapCode(code);
  if (verdict !== 'accepted') return { type: 'refused', status: code, kind: verdict };
  // A yes to something else is none: it may be what a proxy has kept.
  return message.pushId.trim() === pushId
    ? { type: 'accepted', messageId: pushId }
    : { type: 'unknown', reason: 'unreadable' };
}

/** What an answer says of a push that was submitted before. */
export function judgeQuery(exchange: Exchange, push: SubmittedPush): PushAnswer {
  const message = readAnswer(exchange);
  if (message?.type === 'badmessage-response') return { type: 'refused', status: message.code };
  if (message?.type !== 'statusquery-response') return { type: 'none' };
  const result = resultFor(message.results, push);
  if (result === undefined) return { type: 'none' };
  const { code, state } = result;
  // A code that says no is about the push where there is a state, and about the question where there is none.
  if (state === 'unknown' && classifyPapCode(code) !== 'accepted') return { type: 'refused', status: code };
  return { type: 'known', state: toReceiptState(state), status: code };
}

/** Whether a push is cancelled. */
export function judgeCancel(exchange: Exchange, push: SubmittedPush): CancelAnswer {
  const message = readAnswer(exchange);
  if (message?.type === 'badmessage-response') return { type: 'refused', status: message.code };
  if (message?.type !== 'cancel-response') return { type: 'none' };
  const result = resultFor(message.results, push);
  if (result === undefined) return { type: 'none' };
  const isDone = classifyPapCode(result.code) === 'accepted';
  return isDone ? { type: 'cancelled' } : { type: 'refused', status: result.code };
}

/** The result that names the device, or one that names none and so is for all. */
function resultFor<R extends { readonly addresses: readonly string[] }>(
  results: readonly R[],
  { destination }: SubmittedPush,
): R | undefined {
  return (
    results.find(({ addresses }) => addresses.some((address) => numberIn(address) === destination)) ??
    results.find(({ addresses }) => addresses.length === 0)
  );
}

function numberIn(address: string): string | undefined {
  try {
    return parsePapAddress(address).identifier;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** The message in an answer, if there is one that can be read. */
export function readAnswer(exchange: Exchange): PapMessage | undefined {
  if (exchange.type !== 'answered' || exchange.text === undefined) return undefined;
  try {
    return parsePap(exchange.text);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** A bad message is refused whatever its code would mean for a push. */
function refused(code: number): SubmitOutcome {
  const verdict = classifyPapCode(code);
  return { type: 'refused', status: code, kind: verdict === 'accepted' ? 'permanent' : verdict };
}

/** Statuses that say that the request itself is at fault (RFC 9110 §15.5, RFC 6585). */
const PERMANENT: readonly number[] = [400, 411, 413, 414, 415, 422, 431];
const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

/**
 * What a status means where no code of PAP came with it. A redirect, and everything a person must mend at one of the two
 * ends, may be over the next time; after a failure of the server nobody knows.
 */
function judgeStatus(status: Answered['status']): SubmitOutcome {
  if (status === TOO_MANY_REQUESTS) return { type: 'refused', status, kind: 'throttled' };
  const isNo = (status >= 300 && status < 500) || status === UNAVAILABLE;
  if (!isNo) return { type: 'unknown', reason: 'unreadable' };
  const kind: RefusalKind = PERMANENT.includes(status) ? 'permanent' : 'temporary';
  return { type: 'refused', status, kind };
}
