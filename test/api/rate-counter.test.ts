import test from 'ava';
import { createFailureGuard } from '../../api/failure-guard.ts';
import { createRateCounter } from '../../api/rate-counter.ts';
import { rateClassOf } from '../../api/rate-limit.ts';
import type { RateLease } from '../../domain/rate.ts';

/** A counter with a clock of the test's own, over a store that answers what the test says. */
function create(lease: (asked: { limit: number; want: number }) => RateLease | Promise<RateLease>) {
  const clock = { ms: 0 };
  let asked = 0;
  const count = createRateCounter(
    {
      lease: async (request) => {
        asked += 1;
        return lease(request);
      },
    },
    () => clock.ms,
  );
  return { clock, count, asked: () => asked };
}

test('What was leased is let through without asking again', async (t) => {
  const { count, asked } = create(({ want }) => ({ granted: want, rest: 95, endsInMs: 30_000 }));
  for (let i = 0; i < 5; i++)
    t.deepEqual(await count('a', 100), { allowed: true, limit: 100, remaining: 99 - i, endsInMs: 30_000 });
  t.is(asked(), 1);
  await count('a', 100);
  t.is(asked(), 2);
  await count('b', 100);
  t.is(asked(), 3);
});

test('Many requests at once share one lease', async (t) => {
  const { count, asked } = create(({ want }) => ({ granted: want, rest: 900, endsInMs: 30_000 }));
  const standings = await Promise.all(Array.from({ length: 50 }, () => count('a', 1_000)));
  t.true(standings.every(({ allowed }) => allowed));
  t.is(asked(), 1);
});

test('When nothing is left nobody asks until the window is over', async (t) => {
  let granted = 0;
  const { count, asked, clock } = create(() => ({ granted, rest: 0, endsInMs: 10_000 }));
  for (let i = 0; i < 5; i++) t.false((await count('a', 100)).allowed);
  t.is(asked(), 1);
  granted = 5;
  clock.ms = 9_999;
  t.false((await count('a', 100)).allowed);
  clock.ms = 10_000;
  t.true((await count('a', 100)).allowed);
  t.is(asked(), 2);
});

test('What was leased for a window is not used in the next', async (t) => {
  const { count, asked, clock } = create(({ want }) => ({ granted: want, rest: 90, endsInMs: 1_000 }));
  await count('a', 100);
  clock.ms = 1_000;
  await count('a', 100);
  t.is(asked(), 2);
});

test('A limit that was changed holds at once', async (t) => {
  const { count } = create(({ limit, want }) => ({ granted: Math.min(want, limit), rest: 0, endsInMs: 60_000 }));
  t.true((await count('a', 100)).allowed);
  t.false((await count('a', 0)).allowed);
  t.true((await count('a', 100)).allowed);
});

test('A lease that fails lets nobody through, and is asked for again', async (t) => {
  let isDown = true;
  const { count } = create(({ want }) => {
    if (isDown) throw new Error('down');
    return { granted: want, rest: 0, endsInMs: 60_000 };
  });
  await t.throwsAsync(count('a', 100), { message: 'down' });
  isDown = false;
  t.true((await count('a', 100)).allowed);
});

const classOf = (method: 'GET' | 'POST' | 'PATCH', object: 'orders' | 'devices', operation: string) =>
  rateClassOf({ method, object, operation });

test('Requests are counted by what they do', (t) => {
  t.is(classOf('GET', 'orders', 'read'), 'reads');
  t.is(classOf('POST', 'orders', 'create'), 'orders');
  t.is(classOf('POST', 'orders', 'cancel'), 'changes');
  t.is(classOf('POST', 'devices', 'create'), 'changes');
  t.is(classOf('POST', 'devices', 'reveal'), 'reveals');
});

test('An address that shows wrong credentials is shut, but for those whose credential was good', async (t) => {
  const clock = { ms: 0 };
  let failures = 0;
  const guard = createFailureGuard(
    async () => {
      failures += 1;
      return { allowed: true, limit: 3, remaining: Math.max(0, 3 - failures), endsInMs: 20_000 };
    },
    3,
    () => clock.ms,
  );
  const address = '192.0.2.1';
  guard.passed('good');
  for (let i = 0; i < 2; i++) await guard.failed(address);
  t.notThrows(() => guard.check(address, 'new'));
  await guard.failed('::ffff:192.0.2.1');
  t.throws(() => guard.check(address, 'new'), { code: 'rate_limited' });
  t.throws(() => guard.check('::ffff:192.0.2.1', 'new'), { code: 'rate_limited' });
  t.notThrows(() => guard.check(address, 'good'));
  t.notThrows(() => guard.check('192.0.2.2', 'new'));
  clock.ms = 20_001;
  t.notThrows(() => guard.check(address, 'new'));
});
