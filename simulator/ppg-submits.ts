import { setTimeout as pause } from 'node:timers/promises';
import { papCodeName } from '../codecs/pap-codes.ts';
import type { PapState, PushMessage } from '../codecs/pap-message.ts';
import { formatPap } from '../codecs/pap-write.ts';
import { CONNECTIVITY_XML } from '../codecs/wsp-names.ts';
import type { RadioPush } from './handset-settings.ts';
import { CODE, destinationOf, judgePush } from './ppg-judge.ts';
import type { PpgLog, PpgLogEntry } from './ppg-log.ts';
import type { Notify } from './ppg-notify.ts';
import type { HeldPush, Pushes } from './ppg-pushes.ts';
import type { Content } from './ppg-request.ts';
import type { PushRule, PushScript } from './ppg-script.ts';
import type { RadioOutcome } from './smsc-log.ts';
import type { Radio } from './smsc-radio.ts';

/** Who a push is from, on the handset. */
const SENDER = 'ppg';

/** The way back to the initiator. */
export interface Reply {
  answer(status: number, body: string): void;
  /** Ends the connection without an answer. */
  drop(): void;
}

export interface SubmitDeps {
  readonly script: Pick<PushScript, 'take'>;
  readonly log: Pick<PpgLog, 'answered' | 'reached'>;
  readonly radio: Pick<Radio<RadioPush>, 'send'>;
  readonly pushes: Pick<Pushes, 'find' | 'add' | 'settle'>;
  /** The gateway's name in addresses. */
  readonly name: string;
  readonly notify: Notify;
  /** Ends scripted pauses when the gateway stops. */
  readonly stopping: AbortSignal;
}

export interface Submission {
  readonly message: PushMessage;
  readonly content: Content;
  readonly entry: PpgLogEntry;
  readonly reply: Reply;
}

interface Passage extends Submission {
  readonly rule: PushRule | undefined;
  readonly code: number;
}

/**
 * Makes the function that takes a push: it is judged, answered as the script has it, handed to its handset, and its end is
 * reported when that was asked for.
 */
export function createPushHandler(deps: SubmitDeps) {
  return (submission: Submission): void => {
    const { message, content } = submission;
    const destination = destinationOf(message);
    const rule = deps.script.take(destination ?? '');
    const code = rule?.response?.code ?? ownCode(deps, message, content);
    pass(deps, { ...submission, rule, code }, destination).catch((error: unknown) => {
      if (!deps.stopping.aborted) throw error;
    });
  };
}

function ownCode({ pushes, name }: SubmitDeps, message: PushMessage, { headers }: Content): number {
  const code = judgePush(message, name, pushes.find);
  // A document as text would have to be compiled, and then its MAC would be of other octets.
  const isToCompile = headers['content-type']?.toLowerCase().startsWith(CONNECTIVITY_XML) === true;
  return code === CODE.accepted && isToCompile ? CODE.transformationFailure : code;
}

async function pass(deps: SubmitDeps, passage: Passage, destination: string | undefined): Promise<void> {
  const isTaken = Math.floor(passage.code / 1_000) === 1;
  if (!isTaken || destination === undefined) {
    await answer(deps, passage);
    return;
  }
  const push = deps.pushes.add(passage.message, destination);
  if (passage.rule?.notification?.beforeResponse === true) {
    await deliver(deps, passage, push);
    await answer(deps, passage);
    return;
  }
  await Promise.all([answer(deps, passage), deliver(deps, passage, push)]);
}

async function answer({ log, stopping }: SubmitDeps, { message, rule, code, entry, reply }: Passage): Promise<void> {
  const how = rule?.response ?? {};
  if (how.delayMs !== undefined) await pause(how.delayMs, undefined, { signal: stopping });
  if (how.closeBefore === true) {
    reply.drop();
  } else if (how.never !== true) {
    const response = formatPap({
      type: 'push-response',
      pushId: how.pushId ?? message.pushId,
      replyTime: new Date(),
      progressNotes: [],
      result: { code, desc: papCodeName(code) },
    });
    const status = how.status ?? 202;
    reply.answer(status, how.body ?? response);
    log.answered(entry, { status, code: how.body === undefined ? code : null });
  }
}

/** Brings a push to its end, unless it is cancelled or replaced on the way, and reports that. */
async function deliver(deps: SubmitDeps, passage: Passage, push: HeldPush): Promise<void> {
  const { deliverAfter } = push.message;
  const waitMs = Math.max(passage.rule?.deliverAfterMs ?? 0, Number(deliverAfter ?? 0) - Date.now());
  if (waitMs > 0) await untilTime(waitMs, push, deps.stopping);
  if (push.state === 'pending') await reach(deps, passage, push);
  const told = passage.rule?.notification;
  const isSilent = push.state === 'pending' && told?.state === undefined;
  if (!isSilent) await deps.notify(push, told);
}

/** Waits for the time of a push, or its end if that comes before. */
async function untilTime(waitMs: number, { ended }: HeldPush, stopping: AbortSignal): Promise<void> {
  try {
    await pause(waitMs, undefined, { signal: AbortSignal.any([stopping, ended.signal]) });
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
}

async function reach(
  { pushes, radio, log }: SubmitDeps,
  { rule, content, entry }: Passage,
  push: HeldPush,
): Promise<void> {
  const onAir = { to: push.destination, from: SENDER, push: content.pdu.toString('hex') };
  push.isOnAir = rule?.drop !== true;
  const outcome = rule?.drop === true ? 'dropped' : await radio.send(onAir);
  log.reached(entry, outcome);
  const [state, code] = ENDS[outcome];
  pushes.settle(push, state, code);
}

/** How a push ends. A network would try a phone that is off until the time is over; here that moment comes at once. */
const ENDS: Readonly<Record<RadioOutcome, readonly [PapState, number]>> = {
  taken: ['delivered', CODE.ok],
  off: ['expired', CODE.forbidden],
  unknown: ['undeliverable', CODE.addressNotFound],
  unreachable: ['undeliverable', CODE.serviceFailure],
  dropped: ['pending', CODE.accepted],
};
