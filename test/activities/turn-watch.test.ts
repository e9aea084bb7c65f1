import test from 'ava';
import { createTurnWatch, type TurnWatchDeps } from '../../activities/turn-watch.ts';
import { TEST_POLICY } from '../helpers/database.ts';

type Standing = Awaited<ReturnType<TurnWatchDeps['runs']['standing']>>;

const HOLDER = {
  id: 'holder',
  run: 2,
  tenantId: 'acme',
  deviceId: 'phone',
  definition: { name: 'mail', version: '1.0.0' },
  policy: TEST_POLICY,
  isWaitedFor: true,
  isSent: false,
};
const NEXT = { id: 'next', run: 1 };

/** One holder whose lease is over, and a note of all that is done about it. */
function watch({
  holder = HOLDER,
  standing,
  leaseSeconds = 0,
}: {
  readonly holder?: typeof HOLDER;
  readonly standing: Standing | Error;
  readonly leaseSeconds?: number;
}) {
  const done: unknown[] = [];
  const note = (...what: readonly unknown[]): void => void done.push(what);
  const round = createTurnWatch({
    turns: {
      lapsed: async () => [holder],
      stranded: async () => [],
      handOn: async () => undefined,
      passOn: async ({ id }) => {
        note('passed on', id);
        return NEXT;
      },
      renew: async ({ id }) => note('renewed', id),
    },
    settlement: {
      settle: async ({ orderId, run }, proposed) => {
        note('settled', orderId, run, proposed.state, proposed.reason);
        return { ...proposed, next: NEXT, carried: [] };
      },
    },
    runs: {
      standing: async () => {
        if (standing instanceof Error) throw standing;
        return standing;
      },
      start: ({ id, run }) => note('started', id, run),
      tell: ({ id }, { type }) => note('told', id, type),
    },
    log: () => {},
    turnLeaseSeconds: leaseSeconds,
  });
  return { round, done };
}

test('an order at work that others wait for hands its turn on, and the next hears of it', async (t) => {
  const { round, done } = watch({ standing: 'at_work' });
  await round();
  t.deepEqual(done, [
    ['passed on', 'holder'],
    ['told', 'next', 'turn_granted'],
  ]);
});

test('an order at work that nobody waits for keeps its turn', async (t) => {
  const { round, done } = watch({ standing: 'at_work', holder: { ...HOLDER, isWaitedFor: false } });
  await round();
  t.deepEqual(done, [['renewed', 'holder']]);
});

test('an order whose run was ended from outside ends: failed, or unconfirmed when all of it was sent', async (t) => {
  for (const [isSent, state] of [
    [false, 'failed'],
    [true, 'unconfirmed'],
  ] as const) {
    const { round, done } = watch({ standing: 'ended', holder: { ...HOLDER, isSent } });
    await round();
    t.deepEqual(done, [
      ['settled', 'holder', 2, state, 'run_ended'],
      ['told', 'next', 'turn_granted'],
    ]);
  }
});

test('an order whose run is gone is started anew, and lets the next go first', async (t) => {
  const { round, done } = watch({ standing: 'absent' });
  await round();
  t.deepEqual(done, [
    ['started', 'holder', 2],
    ['passed on', 'holder'],
    ['told', 'next', 'turn_granted'],
  ]);
});

test('while Temporal is away, and as long as a lease from the start, nobody loses his turn', async (t) => {
  const away = watch({ standing: new Error('away') });
  await t.throwsAsync(away.round(), { message: 'away' });
  t.deepEqual(away.done, []);
  const young = watch({ standing: 'at_work', leaseSeconds: 3_600 });
  await young.round();
  t.deepEqual(young.done, []);
});
