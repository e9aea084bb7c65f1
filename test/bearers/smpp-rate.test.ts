import test from 'ava';
import { reconnectDelay } from '../../bearers/backoff.ts';
import { createRate } from '../../bearers/rate.ts';
import { classifyStatus, isBindRefusalLasting } from '../../bearers/smpp/command-status.ts';
import { createInbox } from '../../bearers/smpp/inbox.ts';
import { fc } from '../helpers/drawn-values.ts';

/** A rate on a clock of its own. */
function createClockedRate(maxPerSecond?: number) {
  let time = 0;
  const rate = createRate(maxPerSecond, () => time);
  return {
    ...rate,
    wait: (ms: number) => {
      time += ms;
    },
    /** Sends as fast as it may for so long, with timers that come late; gives the times. */
    run(ms: number, lateMs: () => number = () => 0): number[] {
      const times: number[] = [];
      for (const end = time + ms; time < end; ) {
        const delayMs = rate.take();
        if (delayMs === 0) times.push(time);
        else time += delayMs + lateMs();
      }
      return times;
    },
  };
}

test('in no second do more parts go than 1.1 times the rate and one', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat({ max: 5_000 }), (perSecond, quietMs) => {
      const rate = createClockedRate(perSecond);
      const times = rate.run(2_000);
      rate.wait(quietMs);
      times.push(...rate.run(2_000));
      return times.every(
        (time, i) => times.slice(i).filter((later) => later < time + 1_000).length <= perSecond * 1.1 + 1,
      );
    }),
    { numRuns: 30 },
  );
  t.pass();
});

test('a rate is used up to nine tenths and more', (t) => {
  t.true(createClockedRate(50).run(10_000).length >= 450);
});

test('timers that come a little late cost nothing of the rate', (t) => {
  for (const perSecond of [1, 5, 9, 10, 15, 20, 100]) {
    // As late as half a turn, or half of what may go at once.
    const latest = Math.floor(400 / Math.min(perSecond, 20));
    let late = 0;
    const times = createClockedRate(perSecond).run(60_000, () => (late = (late + 7) % latest));
    t.true(times.length >= perSecond * 60 * 0.98, `${times.length} of ${perSecond * 60}`);
    t.true(times.length <= perSecond * 60 + Math.max(2, perSecond * 0.1 + 1));
  }
});

test('a further limit is kept, and the rate is back when it is gone', (t) => {
  const rate = createClockedRate(40);
  rate.limitTo(10);
  t.is(rate.perSecond(), 10);
  t.true(rate.run(10_000).length <= 102);
  rate.limitTo(100);
  t.is(rate.perSecond(), 40, 'never faster than it was made for');
  rate.limitTo(undefined);
  t.is(rate.perSecond(), 40);
  const free = createClockedRate();
  free.limitTo(5);
  t.true(free.run(10_000).length <= 52);
  free.limitTo(undefined);
  t.is(free.perSecond(), Infinity);
});

test('what the other side has throttled is not undone by a limit', (t) => {
  const rate = createClockedRate(40);
  rate.run(2_000);
  rate.throttled();
  const low = rate.perSecond();
  rate.limitTo(30);
  t.true(rate.perSecond() <= low + 1);
  rate.limitTo(5);
  t.is(rate.perSecond(), 5);
});

test('without a limit nothing waits', (t) => {
  const rate = createClockedRate();
  for (let i = 0; i < 10_000; i++) t.is(rate.take(), 0);
  t.is(rate.perSecond(), Infinity);
});

test('throttling halves the rate, once for all errors of a second', (t) => {
  const rate = createClockedRate(40);
  rate.run(2_000);
  t.true(rate.throttled());
  t.false(rate.throttled());
  t.true(rate.perSecond() >= 19 && rate.perSecond() <= 22);
  rate.wait(1_000);
  t.true(rate.throttled());
});

test('a link without a limit falls to half of what it has just sent', (t) => {
  const rate = createClockedRate();
  for (let i = 0; i < 100; i++) {
    rate.take();
    rate.wait(10);
  }
  rate.throttled();
  t.true(rate.perSecond() >= 45 && rate.perSecond() <= 55);
});

test('a rate never falls below one a second, and still lets parts through', (t) => {
  const rate = createClockedRate(10);
  for (let i = 0; i < 20; i++) {
    rate.wait(1_000);
    rate.throttled();
  }
  t.is(rate.perSecond(), 1);
  t.true(rate.run(3_000).length >= 2);
});

test('a rate grows back slowly, to its limit and no further', (t) => {
  const rate = createClockedRate(40);
  rate.run(2_000);
  rate.throttled();
  const low = rate.perSecond();
  rate.run(2_000);
  t.true(rate.perSecond() > low && rate.perSecond() < 25);
  rate.run(20_000);
  t.is(rate.perSecond(), 40);
});

test('pauses between connections are spread between the shortest and a ceiling that doubles', (t) => {
  const bounds = { minMs: 500, maxMs: 60_000 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const delay = reconnectDelay({ failures, isLasting: false }, bounds, random);
      return delay >= 500 && delay <= Math.min(60_000, 500 * 2 ** failures);
    }),
  );
  t.is(reconnectDelay({ failures: 1, isLasting: false }, bounds, 1), 1_000);
  t.is(reconnectDelay({ failures: 99, isLasting: false }, bounds, 1), 60_000);
});

test('after refused credentials the pause is in the upper half of the longest', (t) => {
  const bounds = { minMs: 500, maxMs: 60_000 };
  t.is(reconnectDelay({ failures: 1, isLasting: true }, bounds, 0), 30_000);
  t.is(reconnectDelay({ failures: 1, isLasting: true }, bounds, 1), 60_000);
});

for (const [kind, statuses] of Object.entries({
  throttled: [0x14, 0x58],
  temporary: [0x04, 0x05, 0x08, 0x45, 0x64, 0x67, 0xfe, 0xff, 0x102, 0x400, 0x44c, 0x4ff, 0x1234_5678, 0xffff_ffff],
  permanent: [
    0x01, 0x02, 0x03, 0x0a, 0x0b, 0x0c, 0x15, 0x33, 0x34, 0x43, 0x50, 0x51, 0x61, 0x62, 0x65, 0x66, 0xc4, 0x101,
  ],
})) {
  test(`statuses that are ${kind} are told apart from the others (SMPP 3.4 §5.1.3)`, (t) => {
    for (const status of statuses) t.is(classifyStatus(status, new Map()), kind as never, `0x${status.toString(16)}`);
  });
}

test('only a failed bind, a wrong password and an unknown system id need a person', (t) => {
  t.deepEqual(Array.from({ length: 0x500 }, (_, status) => status).filter(isBindRefusalLasting), [0x0d, 0x0e, 0x0f]);
});

test('an inbox runs so many jobs at once and no more, in their order', async (t) => {
  const inbox = createInbox({ concurrency: 2, capacity: 10 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  for (let i = 0; i < 4; i++) {
    inbox.take(async () => {
      begun.push(i);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  }
  t.deepEqual(begun, [0, 1]);
  ends[0]?.();
  await new Promise(setImmediate);
  t.deepEqual(begun, [0, 1, 2]);
  for (const end of ends) end();
  await new Promise(setImmediate);
  for (const end of ends) end();
  await inbox.idle();
  t.deepEqual(begun, [0, 1, 2, 3]);
});

const forever = () => new Promise<void>(() => undefined);

test('an inbox without room refuses, and so does a closed one', (t) => {
  const inbox = createInbox({ concurrency: 1, capacity: 1 });
  t.true(inbox.take(forever));
  t.true(inbox.take(forever));
  t.false(inbox.take(forever));
  inbox.close();
  t.false(inbox.take(forever));
});

test('an inbox where nothing was ever put is idle', async (t) => {
  await t.notThrowsAsync(createInbox().idle());
});
