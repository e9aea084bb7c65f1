import type { StoredKnown } from '../codecs/stored-difference.ts';
import { type BearerChoice, chooseBearer, chooseToGoOn } from '../domain/attempt-plan.ts';
import type { BearerPool } from '../domain/bearer-pool.ts';
import type { ContentRights } from '../domain/content.ts';
import type {
  AttemptReport,
  CarriedOrder,
  DeliveryCase,
  DeliveryKey,
  Gate,
  PlannedSend,
  Send,
  SendResult,
  StoredDocument,
} from '../domain/delivery.ts';
import { isFinalState, type OrderEvent, type Reason } from '../domain/order.ts';
import type { RunWord } from '../domain/requests.ts';
import type { Tenant } from '../domain/tenant.ts';
import { reportAsWord } from './inbound.ts';
import { byItself, followCarrier, type MergeDeps, type Merged, withWaiting } from './merge-waiting.ts';
import { atPace, type PaceDeps } from './pace.ts';
import { planSends } from './plan-sends.ts';
import { isDifferenceWanted, type Prepared, prepareDocument } from './prepare.ts';
import { heldBack, type QuietDeps } from './quiet.ts';
import { formFor, type SendParts, sendsOf, unsentOf, verdict } from './send-parts.ts';
import type { TellPin } from './tell-pin.ts';
import { wayTo } from './way-to.ts';

/** What is journaled when an attempt opens. */
interface Opening extends Partial<Pick<Extract<BearerChoice, { type: 'use' }>, 'why' | 'passedOver'>> {
  readonly bearer: string;
  readonly document: StoredDocument;
  /** The PIN that came of the document, where the user is told one. */
  readonly pin?: string | undefined;
  readonly sends: readonly PlannedSend[];
  /** Other orders whose settings are in the document. */
  readonly carried?: readonly CarriedOrder[];
}

/** The journal as delivery needs it. */
export interface DeliverDeps extends QuietDeps, Pick<PaceDeps, 'paces'> {
  readonly journal: MergeDeps['journal'] & {
    openAttempt(key: DeliveryKey, bearer: string, opening: Omit<Opening, 'bearer'>): Promise<Gate>;
    openSends(key: DeliveryKey, bearer: string, sends: readonly PlannedSend[]): Promise<Gate>;
    record(key: DeliveryKey, results: readonly SendResult[]): Promise<boolean>;
    doubt(key: DeliveryKey): Promise<void>;
    failAttempt(key: DeliveryKey, reason: Reason): Promise<void>;
    show(key: DeliveryKey, state: 'delivering' | 'awaiting_acknowledgement', reason: Reason | null): Promise<void>;
    queue(key: DeliveryKey): Promise<Gate>;
  };
  /** Whose order it is, as it was a moment ago. */
  readonly tenants: {
    find(tenantId: string): Promise<Pick<Tenant, 'suspended' | 'settings'>>;
    rights(tenantId: string): Promise<ContentRights>;
  };
  /** What is in a context; undefined when that is not certain. */
  readonly contexts: { known(contextId: string): Promise<readonly StoredKnown[] | undefined> };
  readonly receipts: { matchParked(): Promise<AttemptReport[]> };
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
  readonly bearers: Pick<BearerPool, 'views'>;
  /** Where phones reach us, without a slash at the end. */
  readonly publicUrl: string;
  readonly sendParts: SendParts;
  readonly tellPin: TellPin;
  /** How long the turn of a phone may stay with an order that does not move. */
  readonly turnLeaseSeconds: number;
  /** Told at each boundary where dying matters; measures and tests listen. */
  readonly reached: (step: DeliveryStep) => void;
}

/** The boundaries of one delivery, in order. */
export type DeliveryStep = 'journaled' | 'answered' | 'recorded' | 'handed_on';

/**
 * One try to deliver an order's document, or the next part of one: loads the case, journals sends, sends, journals the
 * answers, and says what happened as an event of the order's state machine.
 *
 * Safe to run again: what may have reached the wire is a row in the journal with a slot of its own. A second run sends
 * only parts that were definitely not sent, and calls what an earlier executor left unanswered in doubt.
 */
export function createDeliver(deps: DeliverDeps) {
  return async (key: DeliveryKey): Promise<OrderEvent> => {
    const order = await deps.journal.load(key);
    const stop = whyNot(order, key) ?? (await followCarrier(deps, key, order));
    if (stop !== undefined) return stop;
    const sent = await (order.attemptOutcome === null ? begin(deps, key, order) : proceed(deps, key, order));
    const event = await withPin(deps, key, { order, sent });
    await show(deps, key, event);
    return event;
  };
}

/** The PIN follows a document that is there, or may be: without it the document is of no use. */
async function withPin(
  { tellPin }: DeliverDeps,
  key: DeliveryKey,
  { order, sent }: { readonly order: DeliveryCase; readonly sent: OrderEvent },
): Promise<OrderEvent> {
  const isOut = sent.type === 'submitted' || sent.type === 'in_doubt' || sent.type === 'doubt_exhausted';
  if (order.pinWay !== 'sms' || !isOut || (await tellPin(key)) === 'done') return sent;
  return { type: 'attempt_failed', attempt: key.attempt, permanent: true, reason: 'user_unreachable' };
}

/** Shows on the order why it does not go on, when it does not. */
async function show({ journal }: DeliverDeps, key: DeliveryKey, event: OrderEvent): Promise<void> {
  if (event.type === 'stalled' || event.type === 'attempt_failed') await journal.show(key, 'delivering', event.reason);
  if (event.type === 'in_doubt') await journal.show(key, 'delivering', 'in_doubt');
  if (event.type === 'doubt_exhausted') await journal.show(key, 'awaiting_acknowledgement', 'in_doubt');
}

/** Opens the attempt and sends every part for the first time, for others that wait as well where that may be. */
async function begin(deps: DeliverDeps, key: DeliveryKey, order: DeliveryCase): Promise<OrderEvent> {
  const barred = await barredBy(deps, key, order);
  if (barred !== undefined) return barred;
  const quiet = await untilMorning(deps, key, order);
  if (quiet !== undefined) return quiet;
  const prepared = await preparedFor(deps, key, order);
  if (prepared.type === 'unusable') {
    return { type: 'attempt_failed', attempt: key.attempt, permanent: true, reason: prepared.reason };
  }
  const way = wayTo(deps, { ...order, document: prepared.document }, key);
  const choice = chooseBearer(way, deps.bearers.views(), order.past);
  if (choice.type === 'wait') return { type: 'stalled', reason: choice.reason };
  if (choice.type === 'none') {
    return { type: 'attempt_failed', attempt: key.attempt, permanent: true, reason: choice.reason };
  }
  const paced = await atPace(deps, key, order.tenantId);
  if (paced !== undefined) return paced;
  const merged = await withWaiting(deps, key, { order, own: prepared });
  const opening = openingOf(order, choice, merged);
  const gate = await openInTurn(deps, key, opening);
  if (gate === 'left') return begin(deps, key, byItself(order));
  return gate === 'open' ? send(deps, key, { order, ...opening }) : closed(deps, key, gate);
}

function openingOf(
  order: DeliveryCase,
  { bearer: { name: bearer, kind }, why, passedOver }: Extract<BearerChoice, { type: 'use' }>,
  { prepared: { document, pin }, carried }: Merged,
): Opening {
  const partCount = sendsOf(kind, formFor(order, kind, document));
  return { bearer, why, passedOver, document, pin, carried, sends: planSends({ partCount, sends: [] }) };
}

/** The document of the run: the one that is there, or a new one. */
async function preparedFor(
  { tenants, contexts, publicUrl }: DeliverDeps,
  key: DeliveryKey,
  order: DeliveryCase,
): Promise<Prepared> {
  if (order.document !== null) return { type: 'document', document: order.document, content: null };
  return prepareDocument(order, key.orderId, {
    rights: await tenants.rights(order.tenantId),
    publicUrl,
    known: isDifferenceWanted(order) ? await contexts.known(order.context.id) : undefined,
  });
}

/** Opens the attempt if the device is free, and queues behind its holder if not. */
async function openInTurn(deps: DeliverDeps, key: DeliveryKey, opening: Opening): Promise<Gate> {
  const { journal } = deps;
  if (key.attempt > 1) await journal.failAttempt({ ...key, attempt: key.attempt - 1 }, 'attempts_exhausted');
  return inTurn(deps, key, () => journal.openAttempt(key, opening.bearer, opening));
}

/** How often a phone that was let go between two looks is tried for. */
const TURN_TRIES = 5;

/** Lets an order through that has the turn, and queues one that has it not. */
async function inTurn({ journal }: DeliverDeps, key: DeliveryKey, open: () => Promise<Gate>): Promise<Gate> {
  for (let tries = 1; ; tries++) {
    const gate = await open();
    if (gate !== 'turn_busy') return gate;
    const queued = await journal.queue(key);
    if (queued !== 'open' || tries === TURN_TRIES) return queued === 'open' ? 'turn_busy' : queued;
  }
}

/** Goes on with an attempt that was opened before: a retry, a resend after doubt, or another worker's inheritance. */
async function proceed(deps: DeliverDeps, key: DeliveryKey, order: DeliveryCase): Promise<OrderEvent> {
  const { journal } = deps;
  if (order.attemptOutcome === 'submitted' || order.attemptOutcome === 'delivered') {
    return { type: 'submitted', evidence: order.evidence };
  }
  if (order.attemptOutcome === 'failed') {
    return { type: 'attempt_failed', attempt: key.attempt, permanent: false, reason: 'receipt_negative' };
  }
  if (order.sends.some(({ state }) => state === 'writing')) {
    await journal.doubt(key);
    return { type: 'in_doubt' };
  }
  if (order.sends.some(({ state, ageMs }) => state === 'in_doubt' && ageMs < order.policy.inDoubtMs)) {
    return { type: 'in_doubt' };
  }
  return resend(deps, key, order);
}

/** Sends again what definitely was not sent, or has been in doubt for long enough. */
async function resend(deps: DeliverDeps, key: DeliveryKey, order: DeliveryCase): Promise<OrderEvent> {
  const { journal } = deps;
  const { document, attemptBearer } = order;
  if (document === null || attemptBearer === null) throw new Error('An attempt is open without a document or a bearer');
  const barred = await barredBy(deps, key, order);
  if (barred !== undefined) return barred;
  const sends = planSends({ partCount: partsOf(order.sends), sends: order.sends });
  if (sends.length === 0) return { type: 'doubt_exhausted' };
  const quiet = isOut(order) ? undefined : await untilMorning(deps, key, order);
  if (quiet !== undefined) return quiet;
  const next = chooseToGoOn(
    { bearer: attemptBearer, sends: order.sends },
    wayTo(deps, order, key),
    deps.bearers.views(),
  );
  if (next.type === 'wait') return { type: 'stalled', reason: next.reason };
  if (next.type === 'none') {
    await journal.failAttempt(key, 'bearer_unavailable');
    return { type: 'attempt_failed', attempt: key.attempt, permanent: false, reason: 'bearer_unavailable' };
  }
  const bearer = next.bearer.name;
  const gate = await inTurn(deps, key, () => journal.openSends(key, bearer, sends));
  return gate === 'open' ? send(deps, key, { order, bearer, document, sends }) : closed(deps, key, gate);
}

/** The journal has let these sends through: now, and only now, octets may go to the wire. */
async function send(
  deps: DeliverDeps,
  key: DeliveryKey,
  { order, bearer, document, sends }: Opening & { readonly order: DeliveryCase },
): Promise<OrderEvent> {
  const { journal, receipts, runs, bearers, sendParts, turnLeaseSeconds, reached } = deps;
  const opened = Date.now();
  reached('journaled');
  // Who stood still meanwhile may have lost the turn: the next order's parts are on their way.
  const isLate = Date.now() - opened > (turnLeaseSeconds * 1_000) / 2;
  const outcomes = isLate ? unsentOf(sends) : await sendParts(bearer, { key, order, document, sends });
  reached('answered');
  const overtaken = await journal.record(
    key,
    outcomes.map(({ result }) => result),
  );
  reached('recorded');
  if (overtaken) for (const report of await receipts.matchParked()) runs.tell(report, reportAsWord(report));
  const partCount = Math.max(sends.length, partsOf(order.sends));
  const event = verdict({ attempt: key.attempt, outcomes, earlier: order.sends, partCount });
  if (event.type !== 'attempt_failed') return event;
  await journal.failAttempt(key, event.reason);
  // What one side will never take, another may.
  const others = chooseBearer(wayTo(deps, { ...order, document }, key), bearers.views(), [
    ...order.past,
    { bearer, isRefused: true },
  ]);
  return { ...event, permanent: others.type === 'none' };
}

/** In the night of the phone nothing begins; what the phone has some of is finished. */
function untilMorning(deps: DeliverDeps, key: DeliveryKey, { policy, timeZone }: DeliveryCase) {
  return heldBack(deps, key, { hours: policy.quiet, zone: timeZone, state: 'delivering' });
}

/** All parts have a send from the moment their attempt is opened. */
function partsOf(sends: readonly Send[]): number {
  return Math.max(0, ...sends.map(({ part }) => part));
}

/** Nothing more goes out for a tenant that was suspended, nor into a context that it has lost, whatever was accepted before. */
async function barredBy(
  { tenants }: DeliverDeps,
  key: DeliveryKey,
  order: DeliveryCase,
): Promise<OrderEvent | undefined> {
  const isSuspended = (await tenants.find(order.tenantId)).suspended;
  if (!isSuspended && order.context?.type !== 'lost') return undefined;
  const reason = isSuspended ? 'tenant_suspended' : 'context_lost';
  return { type: 'attempt_failed', attempt: key.attempt, permanent: true, reason };
}

/** Why nothing may be sent at all, if so. */
function whyNot(order: DeliveryCase, key: DeliveryKey): OrderEvent | undefined {
  if (order.run !== key.run) return { type: 'found_final', state: 'cancelled', reason: null };
  if (isFinalState(order.state)) return { type: 'found_final', state: order.state, reason: order.reason };
  return undefined;
}

function isOut({ attemptOutcome, sends }: DeliveryCase): boolean {
  return attemptOutcome !== 'failed' && sends.some(({ state }) => state !== 'refused' && state !== 'unsent');
}

/** The journal kept us from the wire: says why. */
async function closed(deps: DeliverDeps, key: DeliveryKey, gate: Exclude<Gate, 'open'>): Promise<OrderEvent> {
  if (gate === 'turn_busy') return { type: 'turn_busy' };
  if (gate === 'in_flight') return { type: 'in_doubt' };
  const order = await deps.journal.load(key);
  // Another may have taken it along just now.
  const stop = whyNot(order, key) ?? (await followCarrier(deps, key, order));
  if (stop !== undefined) return stop;
  // Of an order that was replaced nothing more is sent; what may be on its way of it is waited for.
  if (order.isReplaced && isOut(order)) return { type: 'doubt_exhausted' };
  // Another has let it go just now: it has its turn like the others.
  return order.isReplaced || order.cancelRequested ? { type: 'cancel_granted' } : { type: 'turn_busy' };
}
