import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { papCodeName } from '../codecs/pap-codes.ts';
import type { PapState } from '../codecs/pap-message.ts';
import { parsePapStrictly } from '../codecs/pap-read.ts';
import { formatPap } from '../codecs/pap-write.ts';
import { DecodeError } from '../domain/decode-error.ts';
import type { PpgLog } from './ppg-log.ts';
import type { HeldPush } from './ppg-pushes.ts';
import type { NotificationRule } from './ppg-script.ts';

const TIMEOUT_MS = 5_000;

export interface NotifierDeps {
  /** Pause before a notification is sent again that was not acknowledged, and how often it is sent at most. */
  readonly retryMs: number;
  readonly maxAttempts: number;
  readonly log: Pick<PpgLog, 'add' | 'answered'>;
  readonly stopping: AbortSignal;
}

export type Notify = (push: HeldPush, rule: NotificationRule | undefined) => Promise<void>;

/** Makes the function that reports the end of a push to whoever asked for it, as the script has it. */
export function createNotifier(deps: NotifierDeps): Notify {
  return async (push, rule = {}) => {
    const url = push.message.notifyTo;
    if (url === undefined || rule.never === true) return;
    const first = { state: rule.state ?? push.state, code: rule.code ?? push.code };
    if (rule.delayMs !== undefined) await pause(rule.delayMs, undefined, { signal: deps.stopping });
    await send(deps, { url, push, rule, ...first });
    for (const { delayMs, ...more } of rule.also ?? []) {
      if (delayMs !== undefined) await pause(delayMs, undefined, { signal: deps.stopping });
      await send(deps, { url, push, rule, code: push.code, ...more });
    }
  };
}

interface Notice {
  readonly url: string;
  readonly push: HeldPush;
  readonly rule: NotificationRule;
  readonly state: PapState;
  readonly code: number;
}

/** Sends until it is acknowledged; what is scripted to come several times, that often. */
async function send(deps: NotifierDeps, notice: Notice): Promise<void> {
  const { times, body, forged } = notice.rule;
  const isOdd = times !== undefined || body !== undefined || forged === true;
  const most = isOdd ? (times ?? 1) : deps.maxAttempts;
  for (let count = 1; count <= most; count++) {
    const isDone = await sendOnce(deps, notice);
    if (isDone && !isOdd) return;
    if (!isOdd && count < most) await pause(deps.retryMs, undefined, { signal: deps.stopping });
  }
}

/** @returns true when there is no use in sending it again */
async function sendOnce({ log, stopping }: NotifierDeps, notice: Notice): Promise<boolean> {
  const xml = notice.rule.body ?? formatNotice(notice);
  const { message, destination } = notice.push;
  const entry = log.add('notification', {
    message: 'resultnotification-message',
    pushId: notice.rule.pushId ?? message.pushId,
    destination,
    xml,
  });
  const { url, headers } = targetOf(notice);
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/xml', ...headers },
      body: xml,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const code = codeIn(await answer.body.text());
    log.answered(entry, { status: answer.statusCode, code });
    return answer.statusCode < 300 && code !== null && code < 3_000;
  } catch {
    return false;
  }
}

function formatNotice({ push, rule, state, code }: Notice): string {
  const { message, address, receivedAt, eventTime } = push;
  return formatPap({
    type: 'resultnotification-message',
    pushId: rule.pushId ?? message.pushId,
    address,
    state,
    code,
    desc: papCodeName(code),
    receivedTime: receivedAt,
    eventTime,
    ...(message.qualityOfService !== undefined && { qualityOfService: message.qualityOfService }),
  });
}

/** Credentials in the URL go as HTTP Basic. Who forges has neither them nor the last step of the path. */
function targetOf({ url, rule }: Notice): { url: URL; headers: Record<string, string> } {
  const target = new URL(url);
  const { username, password } = target;
  target.username = '';
  target.password = '';
  if (rule.forged === true) {
    target.pathname = target.pathname.replace(/[^/]*$/, 'forged');
    target.search = '';
    return { url: target, headers: {} };
  }
  if (username === '') return { url: target, headers: {} };
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { url: target, headers: { authorization: `Basic ${basic}` } };
}

/** The code in a response that keeps to its DTD; null for anything else. */
function codeIn(body: string): number | null {
  try {
    const message = parsePapStrictly(body);
    return 'code' in message ? message.code : null;
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
