import { papError } from '../codecs/pap-codes.ts';
import type { BearerListener, PushBearer, ReceiptState, SubmittedPush } from '../domain/bearer.ts';
import type { BearerPool } from '../domain/bearer-pool.ts';

export interface AskGatewaysDeps {
  readonly bearers: Pick<BearerPool, 'views' | 'find'>;
  readonly gatewayQueries: {
    due(bearer: string, most: number): Promise<{ readonly pushes: readonly SubmittedPush[]; readonly isMore: boolean }>;
  };
  /** Takes what gateways report by themselves, too. */
  readonly listener: Pick<BearerListener, 'receiptArrived'>;
  readonly log: (event: {
    readonly event: string;
    readonly bearer?: string;
    readonly status?: number;
    readonly error?: string;
  }) => void;
}

/** Most questions to one gateway that wait for their answers at once: pushes are to find a place beside them. */
const FEW = 4;
/** Longest wait for a place in the window of the gateway. */
const PATIENCE_MS = 5_000;
/** What ends a push. Anything else is no news: it is still on its way, or nobody knows. */
const FINAL: readonly ReceiptState[] = ['delivered', 'expired', 'deleted', 'undeliverable', 'rejected'];

/**
 * Asks push proxy gateways what became of pushes whose result they have not reported, for it may have been lost. An answer
 * is a receipt like the one that did not come: both may come, and contradict each other.
 *
 * A gateway that is paused or not ready is asked nothing; what is due stays so.
 */
export function createAskGateways({ bearers, gatewayQueries, listener, log }: AskGatewaysDeps) {
  let asking: Promise<void> | undefined;

  const usable = (name: string): PushBearer | undefined => {
    const view = bearers.views().find((one) => one.name === name);
    if (view === undefined || view.isPaused || !view.isReady) return undefined;
    const bearer = bearers.find(name);
    return bearer?.kind === 'pap' ? bearer : undefined;
  };

  const askAbout = async (bearer: PushBearer, push: SubmittedPush): Promise<void> => {
    const { name } = bearer;
    const answer = await bearer.query(push, { patienceMs: PATIENCE_MS });
    if (answer.type === 'none') return log({ event: 'query.unanswered', bearer: name });
    const { status } = answer;
    if (answer.type === 'refused' || answer.state === 'unknown') {
      return log({ event: 'query.unknown', bearer: name, status });
    }
    if (!FINAL.includes(answer.state)) return;
    const { messageId } = push;
    await listener.receiptArrived({ bearer: name, messageId, state: answer.state, error: papError(status) });
    log({ event: 'query.result', bearer: name, status });
  };

  const askOne = async (name: string): Promise<void> => {
    for (let bearer = usable(name); bearer !== undefined; bearer = usable(name)) {
      const asked = bearer;
      const { pushes, isMore } = await gatewayQueries.due(name, FEW);
      await Promise.all(pushes.map((push) => askAbout(asked, push)));
      if (!isMore) return;
    }
  };

  const askAll = async (): Promise<void> => {
    const names = bearers.views().flatMap(({ name, kind }) => (kind === 'pap' ? [name] : []));
    const ended = await Promise.allSettled(names.map((name) => askOne(name)));
    for (const one of ended) {
      if (one.status === 'rejected') log({ event: 'query.failed', error: nameOf(one.reason) });
    }
    asking = undefined;
  };

  return {
    /** Asks about all that is due, beside what the caller does; nothing while it is still at it. */
    ask(): void {
      asking ??= askAll();
    },

    /** Resolves when nothing is asked any more. */
    idle: async (): Promise<void> => asking,
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
