import test, { type ExecutionContext } from 'ava';
import { createGate, type UnsentReason } from '../../bearers/gate.ts';
import { createTurns } from '../../bearers/turns.ts';
import { fc } from '../helpers/drawn-values.ts';

/** Longer than any test takes. */
const PATIENT = 600_000;

/** A gate before a road that has room for as many parts as it is told of. */
function createWorld(t: ExecutionContext) {
  const gone: string[] = [];
  const refused: (readonly [string, UnsentReason])[] = [];
  let room = 0;
  let isOpen = true;
  const gate = createGate({ isOpen: () => isOpen, hasRoom: () => room > 0 }, { take: () => 0 });
  t.teardown(() => gate.close());
  return {
    gone,
    refused,
    waiting: () => gate.waiting(),
    close: () => gate.close(),
    cut: () => (isOpen = false),
    serve(parts: number): void {
      room = parts;
      gate.pump();
      room = 0;
    },
    /** Resolves once the part has gone, or will not go. */
    async enter(lane: string, name: string, patienceMs = PATIENT): Promise<void> {
      return new Promise((resolve) => {
        const grant = (): void => {
          room -= 1;
          gone.push(name);
          resolve();
        };
        const refuse = (reason: UnsentReason): void => {
          refused.push([name, reason]);
          resolve();
        };
        gate.enter({ grant, refuse }, { lane, patienceMs });
      });
    },
  };
}

test('one part of a tenant that comes after a hundred of another goes next but one', (t) => {
  const world = createWorld(t);
  for (let i = 0; i < 100; i++) void world.enter('many', `many-${i}`);
  void world.enter('one', 'one-0');
  world.serve(3);
  t.deepEqual(world.gone, ['many-0', 'one-0', 'many-1']);
  world.serve(1_000);
  t.is(world.gone.length, 101);
  t.deepEqual(
    world.gone.filter((name) => name !== 'one-0'),
    Array.from({ length: 100 }, (_, i) => `many-${i}`),
  );
  t.is(world.waiting(), 0);
});

test('a part that gives up waits no longer, and the others of its tenant keep their order', async (t) => {
  const world = createWorld(t);
  void world.enter('a', 'a-0');
  const hasty = world.enter('a', 'a-1', 1);
  void world.enter('a', 'a-2');
  void world.enter('b', 'b-0');
  await hasty;
  t.deepEqual(world.refused, [['a-1', 'window_full']]);
  t.is(world.waiting(), 3);
  world.serve(10);
  t.deepEqual(world.gone, ['a-0', 'b-0', 'a-2']);
});

test('who gave up before his turn has it when he comes again, and does not stand at the end again', async (t) => {
  const world = createWorld(t);
  for (const lane of ['a', 'b', 'c']) for (let i = 0; i < 9; i++) void world.enter(lane, `${lane}-${i}`);
  // Each time he can wait for two turns, of the three that it takes.
  for (let tries = 0; tries < 2; tries++) {
    const hasty = world.enter('hasty', `hasty-${tries}`, 1);
    world.serve(2);
    await hasty;
  }
  t.deepEqual(world.gone, ['a-0', 'b-0', 'c-0', 'hasty-1']);
  t.deepEqual(world.refused, [['hasty-0', 'window_full']]);
});

test('when the connection is gone or the gate is closed, each part is told why, once', async (t) => {
  const world = createWorld(t);
  const hasty = world.enter('a', 'a-0', 1);
  for (const name of ['a-1', 'b-0']) void world.enter(name.slice(0, 1), name);
  world.cut();
  await hasty;
  world.serve(0);
  world.close();
  void world.enter('c', 'c-0');
  t.deepEqual(world.refused, [
    ['a-0', 'not_connected'],
    ['a-1', 'stopping'],
    ['b-0', 'stopping'],
    ['c-0', 'stopping'],
  ]);
  t.deepEqual(world.gone, []);
});

interface Thing {
  readonly lane: string;
}

/** Turns beside the plainest model of them: each act tells whether it was right. */
function createCheckedTurns() {
  const turns = createTurns<Thing>();
  const model = new Map<string, Thing[]>();
  // How many others have had a turn since a lane that waits began to, or had its own.
  const passed = new Map<string, number>();
  const waitingIn = (lane: string): Thing[] => model.get(lane) ?? [];
  return {
    /** As many wait as should, and no lane of five has seen more than four turns of others. */
    isRight: () =>
      turns.size === [...model.values()].flat().length &&
      [...model].every(([lane, waiting]) => waiting.length === 0 || (passed.get(lane) ?? 0) <= 4),

    add(lane: string): boolean {
      const thing = { lane };
      if (waitingIn(lane).length === 0) passed.set(lane, 0);
      model.set(lane, [...waitingIn(lane), thing]);
      turns.add(lane, thing);
      return true;
    },

    remove(lane: string, at: number): boolean {
      const [thing] = waitingIn(lane).splice(at % Math.max(1, waitingIn(lane).length), 1);
      if (thing === undefined) return true;
      turns.remove(lane, thing);
      // Again: it is not there any more.
      turns.remove(lane, thing);
      return true;
    },

    take(): boolean {
      const wanted = [...model.values()].flat().length > 0;
      const thing = turns.take();
      if (thing === undefined) return !wanted;
      for (const lane of model.keys()) passed.set(lane, (passed.get(lane) ?? 0) + 1);
      passed.set(thing.lane, 0);
      return waitingIn(thing.lane).shift() === thing;
    },
  };
}

test('whatever comes and gives up, lanes take turns, each keeps its order, and nothing is lost or taken twice', (t) => {
  // One has much more than the others.
  const lane = fc.constantFrom('a', 'a', 'a', 'a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('add'), lane, at: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('take'), lane, at: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('remove'), lane, at: fc.nat() }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const turns = createCheckedTurns();
      return steps.every(({ act, lane, at }) => {
        const isDone = act === 'add' ? turns.add(lane) : act === 'take' ? turns.take() : turns.remove(lane, at);
        return isDone && turns.isRight();
      });
    }),
    { numRuns: 500 },
  );
  t.pass();
});
