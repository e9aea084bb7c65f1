import test from 'ava';
import { ASK_WAYS, nextAskStep } from '../../domain/asking.ts';
import { LOOKUP_FALLBACKS } from '../../domain/definition.ts';
import { EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import {
  advanceOrder,
  beginOrder,
  type FinalProgress,
  isFinal,
  nextStep,
  ORDER_STATES,
  type OrderEvent,
  type OrderPolicy,
  type Progress,
  REASONS,
} from '../../domain/order.ts';
import { FINAL_STATES } from '../../domain/order-state.ts';
import { settleWith } from '../../domain/settle-with.ts';
import { fc } from '../helpers/drawn-values.ts';

const policy: OrderPolicy = {
  startInMs: 0,
  ask: null,
  maxAttempts: 3,
  retryMs: 1_000,
  maxRetryMs: 10_000,
  inDoubtMs: 90_000,
  maxStalls: 2,
  wantedEvidence: 'delivered',
  acknowledgementMs: 60_000,
  expiresInMs: 600_000,
};

function run(events: readonly OrderEvent[], overrides: Partial<OrderPolicy> = {}): Progress {
  const whole = { ...policy, ...overrides };
  return events.reduce<Progress>(
    (now, event) => advanceOrder(now, event, { policy: whole, roll: 0.5 }),
    beginOrder(whole),
  );
}

const reason = fc.constantFrom(...REASONS);
const evidence = fc.constantFrom(...EVIDENCE);
const anyEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>(
    { type: 'start_due' },
    { type: 'looked_up' },
    { type: 'lookup_failed', isTemporary: true, retryAfterMs: 0 },
    { type: 'lookup_failed', isTemporary: false, retryAfterMs: 60_000 },
    { type: 'asked' },
    { type: 'way_failed' },
    { type: 'reminder_due' },
    { type: 'reminded' },
    { type: 'asking_closed' },
    { type: 'answered', decision: 'accept' },
    { type: 'answered', decision: 'decline' },
    { type: 'answer_timed_out' },
    { type: 'turn_busy' },
    { type: 'turn_granted' },
    { type: 'wait_over' },
    { type: 'in_doubt' },
    { type: 'doubt_exhausted' },
    { type: 'refused_on_device' },
    { type: 'acknowledgement_timed_out' },
    { type: 'cancel_granted' },
    { type: 'expired' },
    { type: 'found_final', state: 'failed', reason: null },
  ),
  fc.record({ type: fc.constant('stalled' as const), reason }),
  fc.record({ type: fc.constant('put_off' as const), ms: fc.integer({ min: 0, max: 86_400_000 }), reason }),
  fc.record({ type: fc.constant('submitted' as const), evidence }),
  fc.record({ type: fc.constant('evidence_reported' as const), evidence }),
  fc.record({
    type: fc.constant('attempt_failed' as const),
    attempt: fc.integer({ min: 1, max: 6 }),
    permanent: fc.boolean(),
    reason,
  }),
);
const anyLookup = fc.record({
  timeoutMs: fc.integer({ min: 1_000, max: 20_000 }),
  tries: fc.integer({ min: 1, max: 5 }),
  ifDown: fc.constantFrom(...LOOKUP_FALLBACKS),
});
const anyPolicy: fc.Arbitrary<OrderPolicy> = fc
  .tuple(fc.option(anyLookup, { nil: undefined }), anyPolicyBefore())
  .map(([lookup, policy]) => ({ ...policy, ...(lookup !== undefined && { lookup }) }));

function anyPolicyBefore(): fc.Arbitrary<OrderPolicy> {
  return fc.record({
    startInMs: fc.constantFrom(0, 5_000),
    ask: fc.option(
      fc.record({
        timeoutMs: fc.integer({ min: 1, max: 100_000 }),
        ways: fc.uniqueArray(fc.constantFrom(...ASK_WAYS), { minLength: 1 }),
        wayMs: fc.integer({ min: 1, max: 50_000 }),
        remindBeforeMs: fc.integer({ min: 0, max: 10_000 }),
        onTimeout: fc.constantFrom('expire', 'proceed'),
      }),
    ),
    maxAttempts: fc.integer({ min: 1, max: 5 }),
    retryMs: fc.integer({ min: 1, max: 10_000 }),
    maxRetryMs: fc.integer({ min: 1, max: 100_000 }),
    inDoubtMs: fc.integer({ min: 1, max: 100_000 }),
    maxStalls: fc.integer({ min: 0, max: 5 }),
    wantedEvidence: fc.constantFrom('submitted', 'delivered', 'applied'),
    acknowledgementMs: fc.integer({ min: 1, max: 100_000 }),
    expiresInMs: fc.integer({ min: 1, max: 1_000_000 }),
  });
}
const anyHistory = fc.tuple(
  anyPolicy,
  fc.array(fc.tuple(anyEvent, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 40 }),
);

/** Checks a claim about every step of every history. */
function forEveryStep(claim: (before: Progress, after: Progress, policy: OrderPolicy) => boolean): void {
  fc.assert(
    fc.property(anyHistory, ([whole, events]) => {
      let now = beginOrder(whole);
      return events.every(([event, roll]) => {
        const before = now;
        now = advanceOrder(now, event, { policy: whole, roll });
        return claim(before, now, whole);
      });
    }),
    { numRuns: 3_000 },
  );
}

test('no sequence of events leaves a final state', (t) => {
  forEveryStep((before, after) => !isFinal(before) || after === before);
  t.pass();
});

/** One of each state; random histories come to some of them seldom. */
function everyState({ maxAttempts }: OrderPolicy, { evidence, n }: { evidence: Evidence; n: number }): Progress[] {
  const attempt = 1 + (n % maxAttempts);
  const waitMs = (n % 2) * 1_000;
  const reason = REASONS[n % REASONS.length] ?? null;
  const phase = (['first', 'reminding', 'reminded', 'closing'] as const)[n % 4] ?? 'first';
  return [
    { state: 'scheduled', evidence },
    { state: 'looking_up', tries: n % 3, waitMs, evidence },
    { state: 'accepted', way: 0, evidence },
    { state: 'awaiting_user', way: 0, phase, evidence },
    { state: 'queued', attempt, evidence },
    { state: 'delivering', attempt, stalls: n % 5, refusals: n % 3, waitMs, reason, evidence },
    { state: 'awaiting_acknowledgement', attempt, reason, evidence },
    ...FINAL_STATES.map((state) => ({ state, reason, evidence })),
  ];
}

test('an order that lost the turn with a part in doubt does not end as if nothing had been sent', (t) => {
  const doubtful = run([{ type: 'in_doubt' }, { type: 'wait_over' }, { type: 'turn_busy' }]);
  t.is(doubtful.state, 'queued');
  t.like(advanceOrder(doubtful, { type: 'expired' }, { policy, roll: 0 }), { state: 'failed', reason: 'in_doubt' });
  const again = advanceOrder(doubtful, { type: 'turn_granted' }, { policy, roll: 0 });
  t.like(advanceOrder(again, { type: 'expired' }, { policy, roll: 0 }), { state: 'failed', reason: 'in_doubt' });
});

test('every event in every state gives a state; final ones stay, evidence and attempts keep their bounds', (t) => {
  const known = [...ORDER_STATES, 'looking_up'].toSorted();
  const tried = everyState(policy, { evidence: 'none', n: 0 }).map(({ state }) => state);
  t.deepEqual(tried.toSorted(), known);
  fc.assert(
    fc.property(anyPolicy, anyEvent, evidence, fc.nat(1_000), (whole, event, proof, n) => {
      return everyState(whole, { evidence: proof, n }).every((before) => {
        const after = advanceOrder(before, event, { policy: whole, roll: 0.5 });
        if (isFinal(before)) return after === before;
        const attempt = 'attempt' in after ? after.attempt : 1;
        const isProofKept = EVIDENCE.indexOf(after.evidence) >= EVIDENCE.indexOf(before.evidence);
        return known.includes(after.state) && isProofKept && attempt <= whole.maxAttempts;
      });
    }),
    { numRuns: 3_000 },
  );
});

test('a granted cancellation cancels, in every state that is open', (t) => {
  for (const before of everyState(policy, { evidence: 'none', n: 0 })) {
    const after = advanceOrder(before, { type: 'cancel_granted' }, { policy, roll: 0 });
    t.is(after.state, isFinal(before) ? before.state : 'cancelled');
  }
});

test('evidence never falls', (t) => {
  forEveryStep((before, after) => EVIDENCE.indexOf(after.evidence) >= EVIDENCE.indexOf(before.evidence));
  t.pass();
});

test('attempts never pass their limit and never go back', (t) => {
  forEveryStep((before, after, { maxAttempts }) => {
    const from = 'attempt' in before ? before.attempt : 1;
    const to = 'attempt' in after ? after.attempt : from;
    return to <= maxAttempts && to >= from && to - from <= 1;
  });
  t.pass();
});

test('an order that has the evidence it wants is completed, cancelled or refused, and waits for nothing', (t) => {
  forEveryStep(
    (_, after, { wantedEvidence }) =>
      EVIDENCE.indexOf(after.evidence) < EVIDENCE.indexOf(wantedEvidence) || isFinal(after),
  );
  t.pass();
});

test('completed means that the evidence is there', (t) => {
  forEveryStep(
    (_, after, { wantedEvidence }) =>
      after.state !== 'completed' || EVIDENCE.indexOf(after.evidence) >= EVIDENCE.indexOf(wantedEvidence),
  );
  t.pass();
});

test('every open state has a next step, and every wait is bounded', (t) => {
  forEveryStep((_, after, whole) => {
    if (isFinal(after)) return true;
    const step = nextStep(after, whole);
    return step.type !== 'wait' || (step.ms > 0 && Number.isFinite(step.ms));
  });
  t.pass();
});

const DONE = {
  look_up: { type: 'looked_up' },
  ask: { type: 'asked' },
  remind: { type: 'reminded' },
  close_asking: { type: 'asking_closed' },
} as const satisfies Record<string, OrderEvent>;

test('an order whose every wait times out and whose every deed is inconclusive still ends', (t) => {
  fc.assert(
    fc.property(anyPolicy, (whole) => {
      let now = beginOrder(whole);
      let ms = 0;
      for (let steps = 0; steps < 500 && !isFinal(now); steps++) {
        const step = nextStep(now, whole);
        const event: OrderEvent =
          step.type === 'wait'
            ? ms > whole.expiresInMs && now.state !== 'awaiting_user' && now.state !== 'scheduled'
              ? { type: 'expired' }
              : step.onTimeout
            : step.type !== 'deliver'
              ? DONE[step.type]
              : { type: 'attempt_failed', attempt: step.attempt, permanent: false, reason: 'receipt_negative' };
        if (step.type === 'wait') ms += step.ms;
        now = advanceOrder(now, event, { policy: whole, roll: 1 });
      }
      return isFinal(now);
    }),
  );
  t.pass();
});

test('nothing is delivered by an order that asks before its user said yes, or nobody answered and it may proceed', (t) => {
  fc.assert(
    fc.property(anyHistory, ([whole, events]) => {
      let now = beginOrder(whole);
      let mayDeliver = whole.ask === null;
      return events.every(([event, roll]) => {
        const before = now;
        now = advanceOrder(now, event, { policy: whole, roll });
        const isAsking = before.state === 'accepted' || before.state === 'awaiting_user';
        if (isAsking && event.type === 'answered' && event.decision === 'accept') mayDeliver = true;
        if (isAsking && event.type === 'asking_closed' && whole.ask?.onTimeout === 'proceed') mayDeliver = true;
        return mayDeliver || now.state !== 'delivering';
      });
    }),
    { numRuns: 3_000 },
  );
  t.pass();
});

test('a dialogue tries its ways in order, reminds once in each, and is closed before it counts as unanswered', (t) => {
  const ask = { timeoutMs: 10_000, ways: ['hosted', 'sms'], wayMs: 4_000, remindBeforeMs: 1_000 } as const;
  const whole = { ...policy, ask };
  let now = beginOrder(whole);
  const steps: string[] = [];
  while (!isFinal(now)) {
    const step = nextStep(now, whole);
    steps.push(
      step.type === 'wait'
        ? `wait ${step.ms}`
        : step.type === 'deliver'
          ? 'deliver'
          : `${step.type} ${'way' in step ? step.way : ''}`,
    );
    const event: OrderEvent =
      step.type === 'wait' ? step.onTimeout : step.type === 'deliver' ? { type: 'in_doubt' } : DONE[step.type];
    now = advanceOrder(now, event, { policy: whole, roll: 0.5 });
  }
  t.deepEqual(steps, [
    'ask 0',
    'wait 3000',
    'remind 0',
    'wait 1000',
    'ask 1',
    'wait 5000',
    'remind 1',
    'wait 1000',
    'close_asking ',
  ]);
  t.like(now, { state: 'expired', reason: 'answer_missing' });
});

test('an order whose ways all fail says that its user cannot be reached', (t) => {
  const ask = { timeoutMs: 10_000, ways: ['hosted', 'sms'] } as const;
  t.like(run([{ type: 'way_failed' }, { type: 'way_failed' }], { ask }), {
    state: 'failed',
    reason: 'user_unreachable',
  });
  t.like(run([{ type: 'way_failed' }, { type: 'asked' }], { ask }), { state: 'awaiting_user', way: 1 });
});

test('a run that knew only the client is asked as it was', (t) => {
  t.deepEqual(nextAskStep({ state: 'awaiting_user', way: 0, phase: 'first', evidence: 'none' }, { timeoutMs: 5_000 }), {
    type: 'wait',
    ms: 5_000,
    onTimeout: { type: 'answer_timed_out' },
  });
});

test('nobody is reminded of a link that the client hands over, and a user who was sent it is', (t) => {
  const now = { state: 'awaiting_user', way: 0, phase: 'first', evidence: 'none' } as const;
  const ask = { timeoutMs: 5_000, ways: ['hosted'] as const, remindBeforeMs: 2_000 };
  t.like(nextAskStep(now, ask), { ms: 3_000, onTimeout: { type: 'reminder_due' } });
  t.like(nextAskStep(now, { ...ask, linkByClient: true }), { ms: 5_000, onTimeout: { type: 'answer_timed_out' } });
});

for (const [title, events, expected] of [
  [
    'a receipt for all parts completes the order',
    [
      { type: 'submitted', evidence: 'submitted' },
      { type: 'evidence_reported', evidence: 'delivered' },
    ],
    'completed',
  ],
  [
    'a receipt that comes before the answer to its send completes the order',
    [{ type: 'evidence_reported', evidence: 'delivered' }],
    'completed',
  ],
  [
    'a window that passes with nothing against it leaves the order unconfirmed',
    [{ type: 'submitted', evidence: 'submitted' }, { type: 'acknowledgement_timed_out' }],
    'unconfirmed',
  ],
  [
    'a doubt that nothing resolves fails the order',
    [{ type: 'in_doubt' }, { type: 'wait_over' }, { type: 'doubt_exhausted' }, { type: 'acknowledgement_timed_out' }],
    'failed',
  ],
  [
    'a permanent refusal fails the order at once',
    [{ type: 'attempt_failed', attempt: 1, permanent: true, reason: 'bearer_refused' }],
    'failed',
  ],
  [
    'a user who refuses on the phone declines the order',
    [{ type: 'submitted', evidence: 'submitted' }, { type: 'refused_on_device' }],
    'declined',
  ],
  [
    'a granted cancellation cancels',
    [{ type: 'stalled', reason: 'bearer_unavailable' }, { type: 'cancel_granted' }],
    'cancelled',
  ],
  [
    'an order whose time is over while a part is in doubt says so: it may be in the phone',
    [{ type: 'in_doubt' }, { type: 'expired' }],
    'failed',
  ],
  [
    'and says so as well when what was in doubt was put off, or given up for another attempt',
    [
      { type: 'in_doubt' },
      { type: 'wait_over' },
      { type: 'stalled', reason: 'bearer_unavailable' },
      { type: 'attempt_failed', attempt: 1, permanent: false, reason: 'bearer_unavailable' },
      { type: 'expired' },
    ],
    'failed',
  ],
  ['an order that sent nothing in its time expires', [{ type: 'turn_busy' }, { type: 'expired' }], 'expired'],
] satisfies [string, OrderEvent[], Progress['state']][]) {
  test(title, (t) => {
    t.is(run(events).state, expected);
  });
}

test('an order that must ask sends nothing before the answer', (t) => {
  const asking = { ask: { timeoutMs: 1_000 } };
  t.is(run([{ type: 'asked' }], asking).state, 'awaiting_user');
  t.is(run([{ type: 'asked' }, { type: 'answered', decision: 'accept' }], asking).state, 'delivering');
  t.is(run([{ type: 'asked' }, { type: 'answered', decision: 'decline' }], asking).state, 'declined');
  t.is(run([{ type: 'asked' }, { type: 'answer_timed_out' }, { type: 'asking_closed' }], asking).state, 'expired');
});

const fail = (attempt: number): OrderEvent => ({
  type: 'attempt_failed',
  attempt,
  permanent: false,
  reason: 'receipt_negative',
});

test('a refusal that may pass is retried with growing pauses until the attempts are used up', (t) => {
  const second = run([fail(1)]);
  const third = run([fail(1), fail(2)]);
  t.like(second, { state: 'delivering', attempt: 2, waitMs: 750 });
  t.like(third, { state: 'delivering', attempt: 3, waitMs: 1_500 });
  t.like(run([fail(1), fail(2), fail(3)]), { state: 'failed', reason: 'attempts_exhausted' });
});

test('a word about an attempt that was given up already changes nothing', (t) => {
  t.deepEqual(run([fail(1), fail(1)]), run([fail(1)]));
});

test('a bearer that is away puts an order off without using up an attempt', (t) => {
  const away: OrderEvent = { type: 'stalled', reason: 'bearer_unavailable' };
  t.like(run(Array.from({ length: 30 }, () => away)), { state: 'delivering', attempt: 1, waitMs: 22_500 });
});

test('an order that is put off waits as long as it is told, and neither an attempt nor a pause grows by it', (t) => {
  const putOff: OrderEvent = { type: 'put_off', ms: 5_000, reason: 'quiet_hours' };
  const now = run([putOff]);
  t.like(now, { state: 'delivering', attempt: 1, stalls: 0, refusals: 0, waitMs: 5_000, reason: 'quiet_hours' });
  t.deepEqual(nextStep(now as Exclude<Progress, FinalProgress>, policy), {
    type: 'wait',
    ms: 5_000,
    onTimeout: { type: 'wait_over' },
  });
  t.like(run([putOff, { type: 'wait_over' }]), { state: 'delivering', attempt: 1, stalls: 0, waitMs: 0 });
  t.like(run([putOff, { type: 'expired' }]), { state: 'expired', reason: 'order_expired' });
  t.like(run([putOff, { type: 'cancel_granted' }]), { state: 'cancelled' });
});

test('a question that is put off is asked later, and can be answered before', (t) => {
  const asks = { ask: { timeoutMs: 60_000, ways: ['sms', 'client'] } } as const;
  const putOff: OrderEvent = { type: 'put_off', ms: 5_000, reason: 'quiet_hours' };
  const steps = (events: readonly OrderEvent[]) =>
    nextStep(run(events, asks) as Exclude<Progress, FinalProgress>, { ...policy, ...asks });
  t.deepEqual(steps([putOff]), { type: 'wait', ms: 5_000, onTimeout: { type: 'wait_over' } });
  t.deepEqual(steps([putOff, { type: 'wait_over' }]), { type: 'ask', way: 0 });
  t.like(run([putOff, { type: 'wait_over' }, { type: 'asked' }], asks), { state: 'awaiting_user', phase: 'first' });
  t.like(run([putOff, { type: 'answered', decision: 'accept' }], asks), { state: 'delivering', waitMs: 0 });
});

test('temporary refusals beyond the limit use up the attempt', (t) => {
  const refused: OrderEvent = { type: 'stalled', reason: 'temporarily_refused' };
  t.like(run([refused, refused]), { attempt: 1, stalls: 2 });
  t.like(run([refused, refused, refused]), { attempt: 2, stalls: 0, refusals: 0 });
  const away: OrderEvent = { type: 'stalled', reason: 'bearer_throttled' };
  t.like(run([away, away, away, away, refused]), { attempt: 1, stalls: 5, refusals: 1 });
});

test('settleWith() turns a passed window into success when the journal has the evidence', (t) => {
  const proposed: FinalProgress = { state: 'unconfirmed', reason: 'evidence_missing', evidence: 'submitted' };
  t.deepEqual(settleWith(proposed, 'delivered', 'delivered'), {
    state: 'completed',
    reason: null,
    evidence: 'delivered',
  });
  t.deepEqual(settleWith(proposed, 'submitted', 'delivered'), proposed);
});

test('settleWith() never turns a refusal by user or client into success', (t) => {
  for (const state of ['declined', 'cancelled'] as const) {
    t.is(settleWith({ state, reason: null, evidence: 'none' }, 'applied', 'delivered').state, state);
  }
});

const LOOKUP = { timeoutMs: 5_000, tries: 3, ifDown: 'ask' } as const;
const DOWN: OrderEvent = { type: 'lookup_failed', isTemporary: true, retryAfterMs: 0 };
const WRONG: OrderEvent = { type: 'lookup_failed', isTemporary: false, retryAfterMs: 0 };
const ASK = { timeoutMs: 10_000 };

for (const [what, events, overrides, expected] of [
  ['that is answered asks', [{ type: 'looked_up' }], { ask: ASK }, 'accepted'],
  ['that is answered is delivered when nobody is to be asked', [{ type: 'looked_up' }], {}, 'delivering'],
  ['is tried again while the endpoint is down', [DOWN, DOWN], { ask: ASK }, 'looking_up'],
  ['is given up after its tries', [DOWN, DOWN, DOWN], { ask: ASK }, 'accepted'],
  ['is given up at once for an answer that is wrong', [WRONG], { ask: ASK }, 'accepted'],
  ['fails the order where the definition says so', [WRONG], { lookup: { ...LOOKUP, ifDown: 'fail' } }, 'failed'],
  [
    'waits where the definition says so',
    Array.from({ length: 9 }, () => WRONG),
    { lookup: { ...LOOKUP, ifDown: 'wait' } },
    'looking_up',
  ],
  ['is over when the order is cancelled', [DOWN, { type: 'cancel_granted' }], {}, 'cancelled'],
  ['is over when the order expires', [DOWN, { type: 'expired' }], {}, 'expired'],
  ['waits for the start of its order', [{ type: 'start_due' }], { startInMs: 5 }, 'looking_up'],
] as const satisfies [string, OrderEvent[], Partial<OrderPolicy>, string][]) {
  test(`a lookup ${what}`, (t) => {
    t.is(run(events, { lookup: LOOKUP, ...overrides }).state, expected);
  });
}

test('a lookup comes before anything else, and heeds how long the endpoint wants to be left alone', (t) => {
  const whole = { ...policy, lookup: LOOKUP };
  const begun = beginOrder(whole);
  t.deepEqual(isFinal(begun) ? undefined : nextStep(begun, whole), { type: 'look_up' });
  const paused = run([{ ...DOWN, retryAfterMs: 20_000 }], { lookup: LOOKUP });
  t.like(isFinal(paused) ? {} : nextStep(paused, whole), { type: 'wait', ms: 20_000 });
});
