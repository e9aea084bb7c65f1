import test from 'ava';
import { createTurns, type Turns } from '../../api/turns.ts';
import { fc } from '../helpers/drawn-values.ts';

const LANES = ['a', 'b', 'c', 'd'] as const;

/** What is done to turns: something is put into a lane, or the next one is taken. */
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...LANES) }, fc.constant('take' as const)), {
  maxLength: 200,
});

type Thing = readonly [lane: string, number: number];

/** Puts a thing into a lane for each step that names one. */
function putAll(turns: Turns<Thing>, all: readonly string[]): void {
  all.forEach((lane, number) => {
    if (lane !== 'take') turns.add(lane, [lane, number]);
  });
}

test('What waits in a lane is taken in its order, each once, and nothing is lost', (t) => {
  fc.assert(
    fc.property(steps, (all) => {
      const turns = createTurns<Thing>(1_000);
      putAll(turns, all);
      const taken = Array.from({ length: turns.size }, () => turns.take());
      for (const lane of LANES) {
        const put = all.flatMap((step, number) => (step === lane ? [number] : []));
        t.deepEqual(
          taken.flatMap((thing) => (thing?.[0] === lane ? [thing[1]] : [])),
          put,
        );
      }
      t.is(taken.length, all.filter((step) => step !== 'take').length);
      t.is(turns.take(), undefined);
      t.is(turns.size, 0);
    }),
  );
});

test('With k lanes waiting, none waits longer than k turns', (t) => {
  fc.assert(
    fc.property(steps, (all) => {
      const turns = createTurns<Thing>(1_000);
      const counts = new Map<string, number>();
      /** Turns that each lane has waited, and the most lanes that waited meanwhile. */
      const waited = new Map<string, { turns: number; lanes: number }>();
      all.forEach((step, number) => {
        if (step !== 'take') {
          t.is(turns.add(step, [step, number]), undefined);
          counts.set(step, (counts.get(step) ?? 0) + 1);
          return;
        }
        for (const lane of counts.keys()) {
          const own = waited.get(lane) ?? { turns: 0, lanes: 0 };
          waited.set(lane, { turns: own.turns + 1, lanes: Math.max(own.lanes, counts.size) });
        }
        const lane = turns.take()?.[0];
        if (lane === undefined) {
          t.is(counts.size, 0);
          return;
        }
        const own = waited.get(lane);
        t.true(own !== undefined && own.turns <= own.lanes);
        waited.delete(lane);
        const left = (counts.get(lane) ?? 0) - 1;
        if (left === 0) counts.delete(lane);
        else counts.set(lane, left);
      });
    }),
  );
});

test('Where there is no room, what goes is the last of the longest lane, and never that of one which has less', (t) => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 30 }), (all, room) => {
      const turns = createTurns<Thing>(room);
      const model = new Map<string, number[]>(LANES.map((lane) => [lane, []]));
      all.forEach((step, number) => {
        if (step === 'take') {
          const taken = turns.take();
          if (taken !== undefined) t.is(model.get(taken[0])?.shift(), taken[1]);
          return;
        }
        const lengths = [...model.values()].map(({ length }) => length);
        const [own, longest] = [model.get(step) ?? [], Math.max(...lengths)];
        const wasFull = turns.size === room;
        const before = own.length;
        own.push(number);
        const gone = turns.add(step, [step, number]);
        t.is(gone !== undefined, wasFull);
        if (gone === undefined) return;
        const lane = model.get(gone[0]) ?? [];
        t.is(lane.pop(), gone[1]);
        if (gone[1] === number) t.true(before + 1 >= longest);
        else t.is(lane.length, longest - 1);
        t.true(turns.size <= room);
      });
    }),
  );
});

test('One that floods shuts nobody out, and two that flood have the same', (t) => {
  const turns = createTurns<Thing>(100);
  putAll(
    turns,
    Array.from({ length: 1_000 }, () => 'a'),
  );
  t.is(turns.size, 100);
  t.deepEqual(turns.add('b', ['b', 0]), ['a', 99]);
  putAll(
    turns,
    Array.from({ length: 1_000 }, () => 'b'),
  );
  const taken = Array.from({ length: turns.size }, () => turns.take()?.[0]);
  t.is(taken.length, 100);
  t.is(taken.filter((lane) => lane === 'a').length, 50);
});
