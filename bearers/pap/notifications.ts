import { createHash, timingSafeEqual } from 'node:crypto';
import { papError } from '../../codecs/pap-codes.ts';
import type { PapMessage, ResultNotification } from '../../codecs/pap-message.ts';
import { MAX_PAP, parsePap } from '../../codecs/pap-read.ts';
import { formatPap } from '../../codecs/pap-write.ts';
import type { BearerListener } from '../../domain/bearer.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import type { PapLog } from './gateway-event.ts';
import { toReceiptState } from './judge.ts';

export interface PapNotificationsOptions {
  /** The bearer that the pushes went over. */
  readonly name: string;
  /** As the bearer has it: push ids of others are none of ours. */
  readonly initiator: string;
  /** What proves that it is the gateway who reports: what it was given with `notifyTo`. One of the two at least. */
  readonly credentials: {
    /** The last step of the path. */
    readonly token?: string;
    /** `user:password` of HTTP Basic. */
    readonly basic?: string;
  };
}

export interface PapNotificationsDeps {
  readonly listener: Pick<BearerListener, 'receiptArrived'>;
  readonly log: PapLog;
}

/** What came over HTTP. */
interface NotificationRequest {
  readonly token?: string | undefined;
  /** The header, as it came. */
  readonly authorization?: string | undefined;
  readonly body: Uint8Array;
}

/** What to answer. */
interface NotificationAnswer {
  readonly status: 202 | 401 | 404 | 413 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** A control entity of PAP, or empty. */
  readonly body: string;
}

/** Codes of PAP that we answer with (WAP-247-PAP §9.14). */
const CODE = { ok: 1000, badRequest: 2000, pushIdNotFound: 2004, internalError: 3000 } as const;
const NOT_FOUND: NotificationAnswer = { status: 404, headers: {}, body: '' };
const UNAUTHORIZED: NotificationAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="result notifications"' },
  body: '',
};

/**
 * Takes the result notifications of a gateway: each becomes a receipt of the push that it names, and is acknowledged once
 * that was kept. A report that comes twice, before the response to its push, or for a push that nobody knows is a receipt
 * like any other: whose it is, and whether it is news, the listener knows.
 *
 * Who does not know the credentials learns nothing and leaves nothing. What cannot be read is answered
 * badmessage-response, and a push id that cannot be ours 2004; neither is kept.
 *
 * @throws RangeError when there are no credentials: anybody could report then
 */
export function createPapNotifications(
  { name, initiator, credentials }: PapNotificationsOptions,
  { listener, log }: PapNotificationsDeps,
): (request: NotificationRequest) => Promise<NotificationAnswer> {
  if (!credentials.token && !credentials.basic) {
    throw new RangeError('Cannot take result notifications: expected a token or a user and password, got neither');
  }
  const ours = new RegExp(`^[A-Za-z0-9._-]{1,64}@${initiator.replaceAll('.', '\\.')}$`);

  return async ({ token, authorization, body }) => {
    if (credentials.token !== undefined && !isSame(token, credentials.token)) return NOT_FOUND;
    if (credentials.basic !== undefined && !isSame(basicIn(authorization), credentials.basic)) return UNAUTHORIZED;
    if (body.length > MAX_PAP) return { status: 413, headers: {}, body: '' };

    const message = readMessage(body);
    if (message === undefined) {
      log({ event: 'pap.notification_refused', bearer: name, status: CODE.badRequest });
      // What it holds is not sent back: it may be anything.
      return answer({ type: 'badmessage-response', code: CODE.badRequest, fragment: '' });
    }
    if (!ours.test(message.pushId)) {
      log({ event: 'pap.notification_refused', bearer: name, status: CODE.pushIdNotFound });
      return respond(message, CODE.pushIdNotFound);
    }
    try {
      await listener.receiptArrived(receiptOf(message, name));
    } catch {
      log({ event: 'pap.notification_not_kept', bearer: name });
      return { ...respond(message, CODE.internalError), status: 503 };
    }
    return respond(message, CODE.ok);
  };
}

function receiptOf({ pushId, state, code }: ResultNotification, bearer: string) {
  return { bearer, messageId: pushId, state: toReceiptState(state), error: papError(code) };
}

function readMessage(body: Uint8Array): ResultNotification | undefined {
  try {
    const message = parsePap(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return message.type === 'resultnotification-message' ? message : undefined;
  } catch (error) {
    if (error instanceof DecodeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function respond({ pushId, address }: ResultNotification, code: number): NotificationAnswer {
  return answer({ type: 'resultnotification-response', pushId, code, ...(address !== '' && { address }) });
}

function answer(message: PapMessage): NotificationAnswer {
  return { status: 202, headers: { 'content-type': 'application/xml' }, body: formatPap(message) };
}

function basicIn(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** In a time that tells nothing of where they differ, nor of how long the right one is. */
function isSame(given: string | undefined, expected: string): boolean {
  const [a, b] = [given ?? '', expected].map((text) => createHash('sha256').update(text).digest());
  return given !== undefined && a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
