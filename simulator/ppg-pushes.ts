import type { CancelResponse, PapState, PushMessage, StatusQueryResponse } from '../codecs/pap-message.ts';
import { CODE } from './ppg-judge.ts';

/** Pushes that are remembered; the oldest is forgotten. */
const MAX_PUSHES = 200_000;

/** A push that was taken. */
export interface HeldPush {
  readonly message: PushMessage;
  /** As it stands in the message. */
  readonly address: string;
  readonly destination: string;
  readonly receivedAt: Date;
  /** Aborted at its end, so that nobody waits for its time. */
  readonly ended: AbortController;
  /** On its way to the handset: too late to be stopped. */
  isOnAir: boolean;
  state: PapState;
  code: number;
  eventTime: Date;
}

export type Pushes = ReturnType<typeof createPushes>;

/** The pushes that the gateway has taken. */
export function createPushes() {
  const pushes = new Map<string, HeldPush>();

  function settle(push: HeldPush, state: PapState, code: number): void {
    push.state = state;
    push.code = code;
    push.eventTime = new Date();
    push.isOnAir = false;
    push.ended.abort();
  }

  return {
    settle,

    find: (pushId: string): HeldPush | undefined => pushes.get(pushId),

    /** Takes a push; the one that it replaces is not delivered any more. */
    add(message: PushMessage, destination: string): HeldPush {
      const old = pushes.get(message.replacePushId ?? '');
      if (old !== undefined && isPending(old)) settle(old, 'cancelled', CODE.ok);
      const now = new Date();
      const address = message.addresses[0] ?? '';
      const push = { message, address, destination, receivedAt: now, eventTime: now };
      const held: HeldPush = {
        ...push,
        ended: new AbortController(),
        isOnAir: false,
        state: 'pending',
        code: CODE.accepted,
      };
      pushes.set(message.pushId, held);
      const [oldest] = pushes.keys();
      if (pushes.size > MAX_PUSHES && oldest !== undefined) pushes.delete(oldest);
      return held;
    },

    list: () =>
      [...pushes.values()].map(({ message, destination, state, code, eventTime }) => ({
        pushId: message.pushId,
        destination,
        state,
        code,
        eventTime: eventTime.toISOString(),
      })),
  };
}

/** Can still be stopped. */
function isPending({ state, isOnAir }: Pick<HeldPush, 'state' | 'isOnAir'>): boolean {
  return state === 'pending' && !isOnAir;
}

/** Cancels a push that is pending; the answer to who asked for it. */
export function cancelPush(pushes: Pick<Pushes, 'find' | 'settle'>, pushId: string): CancelResponse {
  const push = pushes.find(pushId);
  const answer = (code: number, addresses: readonly string[]): CancelResponse => ({
    type: 'cancel-response',
    pushId,
    results: [{ code, addresses }],
  });
  if (push === undefined) return answer(CODE.pushIdNotFound, []);
  if (!isPending(push)) return answer(CODE.cancellationNotPossible, [push.address]);
  pushes.settle(push, 'cancelled', CODE.ok);
  return answer(CODE.ok, [push.address]);
}

/** What became of a push. */
export function queryPush(pushes: Pick<Pushes, 'find'>, pushId: string): StatusQueryResponse {
  const push = pushes.find(pushId);
  const result =
    push === undefined
      ? ({ state: 'unknown', code: CODE.pushIdNotFound, addresses: [] } as const)
      : { state: push.state, code: push.code, addresses: [push.address], eventTime: push.eventTime };
  return { type: 'statusquery-response', pushId, results: [result] };
}
