import { ApplicationFailure, condition, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { AskInput } from '../activities/ask.ts';
import type { Activities } from '../activities/index.ts';
import { isAskedByText, waySpanMs, waysOf } from '../domain/asking.ts';
import {
  advanceOrder,
  beginOrder,
  type FinalProgress,
  isFinal,
  nextStep,
  type OrderEvent,
  type OrderPolicy,
  type Progress,
  type Step,
} from '../domain/order.ts';
import { isBoundedByExpiry } from '../domain/order-state.ts';
import {
  attemptFailed,
  cancelGranted,
  evidenceReported,
  type ProvisionDeviceInput,
  refusedOnDevice,
  turnGranted,
  userAnswered,
} from './contract.ts';
import { createDisplay } from './display.ts';

/**
 * Short steps against the database and one bounded one against the bearer: local, because every ordinary activity costs a
 * round trip through the server (docs/decisions/0002). Each may run again at any time.
 */
const { ask, remind, closeAsking, deliver, settle } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  localRetryThreshold: '20 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
});

/**
 * Ordinary, in slots of its own: an endpoint that is slow holds up other calls to endpoints at most. The activity itself bounds
 * the call.
 */
const { lookUp } = proxyActivities<Activities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
});

/**
 * One run of an order, from its start to its final state (design §4). A plan: the state machine in domain/ decides, the
 * activities do, and this waits.
 *
 * @throws ApplicationFailure when the order failed, so that operators see a failed run
 */
export async function provisionDevice({ orderId, run, policy }: ProvisionDeviceInput): Promise<FinalProgress> {
  const display = createDisplay(policy);
  let now: Progress = beginOrder(policy);
  const tell = (event: OrderEvent): void => {
    now = advanceOrder(now, event, { policy, roll: Math.random() });
  };
  setHandler(userAnswered, (decision) => tell({ type: 'answered', decision }));
  setHandler(turnGranted, () => tell({ type: 'turn_granted' }));
  setHandler(evidenceReported, (evidence) => tell({ type: 'evidence_reported', evidence }));
  setHandler(attemptFailed, (failure) => tell({ type: 'attempt_failed', ...failure }));
  setHandler(refusedOnDevice, () => tell({ type: 'refused_on_device' }));
  setHandler(cancelGranted, () => tell({ type: 'cancel_granted' }));

  /** Waits for news; the order's own end bounds every wait but the one for evidence. */
  const wait = async (step: Extract<Step, { type: 'wait' }>): Promise<void> => {
    const before = now;
    const { ms, onTimeout } = bounded(step, before);
    display.wait(before, ms);
    const news = await condition(() => now !== before, ms);
    if (!news) tell(onTimeout);
  };

  // A run that waits for its provider may take as long as one that delivers.
  const ends = new Map<boolean, number>();
  const bounded = (
    step: Extract<Step, { type: 'wait' }>,
    { state }: Progress,
  ): Pick<typeof step, 'ms' | 'onTimeout'> => {
    const isLookingUp = state === 'looking_up';
    const expiresAt = ends.get(isLookingUp) ?? Date.now() + policy.expiresInMs;
    if (isBoundedByExpiry(state)) ends.set(isLookingUp, expiresAt);
    const end = Math.min(isBoundedByExpiry(state) ? expiresAt : Infinity, endByClient(policy, state));
    const left = Math.max(1, end - Date.now());
    return left < step.ms ? { ms: left, onTimeout: { type: 'expired' } } : step;
  };

  while (!isFinal(now)) {
    const step = nextStep(now, policy);
    if (step.type === 'wait') await wait(step);
    else if (Date.now() >= endByClient(policy, now.state)) tell({ type: 'expired' });
    else tell(await perform(step, { orderId, run, policy }));
  }
  const end = await settle({ orderId, run, proposed: now });
  display.end(end);
  if (end.state === 'failed') {
    throw ApplicationFailure.create({ type: 'OrderFailed', message: end.reason ?? 'failed', nonRetryable: true });
  }
  return end;
}

/** When the client wants it over, in milliseconds of the epoch: what is on its way by then has a time of its own. */
function endByClient({ endsAt = Infinity }: OrderPolicy, state: Progress['state']): number {
  return state === 'awaiting_acknowledgement' ? Infinity : endsAt;
}

/** One deed, and what came of it. */
function perform(step: Exclude<Step, { type: 'wait' }>, input: ProvisionDeviceInput): Promise<OrderEvent> {
  const { orderId, run, policy } = input;
  switch (step.type) {
    case 'look_up':
      return lookUp({ orderId, run, timeoutMs: policy.lookup?.timeoutMs ?? 0 });
    case 'ask':
      return ask({ orderId, run, ...askedWay(policy, step.way) });
    case 'remind':
      return remind({ orderId, run, number: step.way + 1, ...quietOf(policy) });
    case 'close_asking':
      return closeAsking({ orderId, run });
    case 'deliver':
      return deliver({ orderId, run, attempt: step.attempt });
  }
}

/** What the asking activity is told of one way: its number, from 1, until when it may take, and when not to send a text. */
function askedWay(policy: OrderPolicy, way: number): Omit<AskInput, 'orderId' | 'run'> {
  const { ask: asking } = policy;
  if (asking === null) throw new Error('Asked without a policy for it');
  const quiet = isAskedByText(asking, way) ? quietOf(policy) : {};
  return { number: way + 1, way: waysOf(asking)[way] ?? 'client', timeoutMs: waySpanMs(asking, way), ...quiet };
}

function quietOf({ quiet }: OrderPolicy): Pick<AskInput, 'quiet'> {
  return quiet === undefined ? {} : { quiet };
}
