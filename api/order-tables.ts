import type { ErrorCode } from '../domain/errors.ts';
import {
  advanceOrder,
  beginOrder,
  isFinal,
  nextStep,
  type OrderEvent,
  type OrderPolicy,
  type OrderState,
  type Progress,
} from '../domain/order.ts';
import { type OrderAct, refusalOf } from '../domain/order-acts.ts';
import { isBoundedByExpiry } from '../domain/order-state.ts';
import { table } from './markdown.ts';
import { PROBLEM_TYPES } from './problems.ts';

/** The order of the tables: it asks its user and wants a receipt, in two attempts. */
const POLICY: OrderPolicy = {
  startInMs: 0,
  ask: { timeoutMs: 60_000 },
  maxAttempts: 2,
  retryMs: 1_000,
  maxRetryMs: 1_000,
  inDoubtMs: 1_000,
  maxStalls: 12,
  wantedEvidence: 'delivered',
  acknowledgementMs: 60_000,
  expiresInMs: 60_000,
};

/** How an order came to where it is; its state follows from that. */
interface Situation {
  /** What sets it apart from others of the same state. */
  readonly note?: string;
  readonly policy?: Partial<OrderPolicy>;
  readonly history: readonly OrderEvent[];
  readonly exposed?: boolean;
}

const YES: readonly OrderEvent[] = [{ type: 'asked' }, { type: 'answered', decision: 'accept' }];
const SENT: readonly OrderEvent[] = [...YES, { type: 'submitted', evidence: 'submitted' }];
const RECEIPTS: OrderEvent = { type: 'evidence_reported', evidence: 'delivered' };
const WINDOW_OVER: OrderEvent = { type: 'acknowledgement_timed_out' };
const TIME_OVER: readonly OrderEvent[] = [{ type: 'asked' }, { type: 'answer_timed_out' }, { type: 'asking_closed' }];

const SITUATIONS: readonly Situation[] = [
  { policy: { startInMs: 1 }, history: [] },
  {
    note: 'waits for its provider',
    policy: { lookup: { timeoutMs: 1, tries: 1, ifDown: 'wait' } },
    history: [{ type: 'lookup_failed', isTemporary: true, retryAfterMs: 0 }],
  },
  { history: [] },
  { history: [{ type: 'asked' }] },
  {
    note: 'the definition goes on without an answer',
    policy: { ask: { timeoutMs: 60_000, onTimeout: 'proceed' } },
    history: [{ type: 'asked' }],
  },
  { history: [...YES, { type: 'turn_busy' }] },
  { note: 'nothing sent', history: YES },
  { note: 'put off, nothing sent', history: [...YES, { type: 'stalled', reason: 'bearer_unavailable' }] },
  { note: 'a part on its way', history: YES, exposed: true },
  {
    note: 'a part on its way, the rest put off',
    history: [...YES, { type: 'stalled', reason: 'bearer_unavailable' }],
    exposed: true,
  },
  { note: 'a part in doubt', history: [...YES, { type: 'in_doubt' }], exposed: true },
  { note: 'pause before the next attempt', history: [...SENT, failed(1)] },
  { note: 'the last attempt, on its way', history: [...SENT, failed(1), { type: 'wait_over' }], exposed: true },
  { history: SENT, exposed: true },
  { note: 'in doubt', history: [...YES, { type: 'doubt_exhausted' }], exposed: true },
  {
    note: 'the last attempt',
    history: [...SENT, failed(1), { type: 'submitted', evidence: 'submitted' }],
    exposed: true,
  },
  { history: [...SENT, RECEIPTS], exposed: true },
  { history: [...SENT, WINDOW_OVER], exposed: true },
  { history: [{ type: 'asked' }, { type: 'answered', decision: 'decline' }] },
  { history: [{ type: 'cancel_granted' }] },
  { history: TIME_OVER },
  { history: [...SENT, failed(1), failed(2)] },
];

type Column = readonly [title: string, cell: (situation: Situation, now: Progress) => string];

/** What clients may ask for in each state, and what follows. */
export function actTable(): string {
  return tableOf([
    ['cancel', act('cancel', { type: 'cancel_granted' })],
    ['answer: yes', act('answer', { type: 'answered', decision: 'accept' })],
    ['answer: no', act('answer', { type: 'answered', decision: 'decline' })],
    ['acknowledged: applied', act('acknowledge', { type: 'evidence_reported', evidence: 'applied' })],
    ['acknowledged: refused', act('acknowledge', { type: 'refused_on_device' })],
    ['rerun', act('rerun', 'next run')],
    ['replace', replaced],
  ]);
}

/** What may happen in each state without a client, and what follows. */
export function eventTable(): string {
  return tableOf([
    ['its wait is over', afterWait],
    ["the order's time is over", afterExpiry],
    ['receipts for all parts', afterReceipts],
    ['a negative receipt', afterNegativeReceipt],
    ['a permanent refusal', afterRefusal],
  ]);
}

/** Situations of which all is the same share a row. */
function tableOf(columns: readonly Column[]): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly situations: Situation[] }>();
  for (const situation of SITUATIONS) {
    const now = progressOf(situation);
    const cells = columns.map(([, cell]) => cell(situation, now));
    const key = [isFinal(now), ...cells].join('|');
    const row = rows.get(key) ?? { cells, situations: [] };
    row.situations.push(situation);
    rows.set(key, row);
  }
  return table(
    ['state', ...columns.map(([title]) => title)],
    [...rows.values()].map(({ cells, situations }) => [labelOf(situations), ...cells]),
  );
}

/** The states, and where only some situations of a state are meant, which. */
function labelOf(situations: readonly Situation[]): string {
  const states = new Set(situations.map(stateOf));
  const labels = [...states].map((state) => {
    const meant = situations.filter((one) => stateOf(one) === state);
    if (meant.length === SITUATIONS.filter((one) => stateOf(one) === state).length) return `\`${state}\``;
    return `\`${state}\` (${meant.map(({ note = 'else' }) => note).join('; ')})`;
  });
  return labels.join(', ');
}

function act(deed: OrderAct, outcome: OrderEvent | string): Column[1] {
  return (situation, now) => {
    const { history, exposed = false } = situation;
    const answered = history.some(({ type }) => type === 'answered');
    const refusal = refusalOf(deed, { state: stateOf(situation), exposed, answered, replaced: false, carried: false });
    if (refusal !== undefined) return refused(refusal);
    return typeof outcome === 'string' ? outcome : change(now, follow(situation, now, outcome));
  };
}

/** What becomes of the old order: what may be in the phone of it is told by its evidence, as if it had not been replaced. */
function replaced(situation: Situation, now: Progress): string {
  const outcome = situation.exposed === true ? 'sends no more; the new one behind it' : '`cancelled` (`replaced`)';
  return act('replace', outcome)(situation, now);
}

function refused(code: ErrorCode): string {
  return code === 'order_state_unfit' ? '–' : `${PROBLEM_TYPES[code].status} \`${code}\``;
}

function afterWait(situation: Situation, now: Progress): string {
  const policy = policyOf(situation);
  if (isFinal(now)) return '–';
  const step = nextStep(now, policy);
  if (step.type !== 'wait') return '–';
  const next = follow(situation, now, step.onTimeout);
  const isClosing = !isFinal(next) && nextStep(next, policy).type === 'close_asking';
  return change(now, isClosing ? follow(situation, next, { type: 'asking_closed' }) : next);
}

/** It ends waits; what is being done at that moment is done first. */
function afterExpiry(situation: Situation, now: Progress): string {
  if (isFinal(now) || !isBoundedByExpiry(now.state) || nextStep(now, policyOf(situation)).type !== 'wait') return '–';
  return change(now, follow(situation, now, { type: 'expired' }));
}

/** Those of an attempt that was given up count too. */
function afterReceipts(situation: Situation, now: Progress): string {
  const sent = situation.exposed === true || attemptOf(now) > 1;
  return sent ? change(now, follow(situation, now, RECEIPTS)) : '–';
}

function afterNegativeReceipt(situation: Situation, now: Progress): string {
  return situation.exposed === true ? change(now, follow(situation, now, failed(attemptOf(now)))) : '–';
}

function afterRefusal(situation: Situation, now: Progress): string {
  const refusal = { ...failed(attemptOf(now)), permanent: true, reason: 'bearer_refused' } as const;
  return change(now, follow(situation, now, refusal));
}

function change(before: Progress, next: Progress): string {
  if (next === before) return '–';
  const reason = isFinal(next) && next.reason !== null ? ` (\`${next.reason}\`)` : '';
  const isNextAttempt = !isFinal(next) && attemptOf(next) !== attemptOf(before);
  return `\`${shown(next)}\`${reason}${isNextAttempt ? `, attempt ${attemptOf(next)}` : ''}`;
}

function failed(attempt: number): Extract<OrderEvent, { type: 'attempt_failed' }> {
  return { type: 'attempt_failed', attempt, permanent: false, reason: 'receipt_negative' };
}

function attemptOf(now: Progress): number {
  return 'attempt' in now ? now.attempt : 1;
}

function shown({ state }: Progress): OrderState {
  return state === 'looking_up' ? 'accepted' : state;
}

function stateOf(situation: Situation): OrderState {
  return shown(progressOf(situation));
}

function policyOf({ policy }: Situation): OrderPolicy {
  return { ...POLICY, ...policy };
}

function progressOf(situation: Situation): Progress {
  return situation.history.reduce<Progress>(
    (now, event) => follow(situation, now, event),
    beginOrder(policyOf(situation)),
  );
}

function follow(situation: Situation, now: Progress, event: OrderEvent): Progress {
  return advanceOrder(now, event, { policy: policyOf(situation), roll: 0 });
}
