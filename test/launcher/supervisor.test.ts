import test from 'ava';
import { type Runner, supervise } from '../../launcher/supervisor.ts';
import { eventually } from './world.ts';

/** Runners that end when told, and starts that fail when told. */
function createFactory() {
  const ends: ((reason: string) => void)[] = [];
  const stopped: number[] = [];
  let starts = 0;
  let failures = 0;
  const start = async (): Promise<Runner & { id: number }> => {
    starts += 1;
    if (failures > 0) {
      failures -= 1;
      throw new Error('not now');
    }
    const id = starts;
    return {
      id,
      ended: new Promise((resolve) => ends.push(resolve)),
      stop: async () => void stopped.push(id),
    };
  };
  return {
    start,
    stopped,
    end: (reason: string) => ends.at(-1)?.(reason),
    fail: (times: number) => (failures = times),
  };
}

test('what ends by itself is started again, and told of', async (t) => {
  const factory = createFactory();
  const said: string[] = [];
  const it = await supervise({ ...factory, name: 'it', say: (line) => said.push(line), firstPauseMs: 1 });
  factory.end('it fell');
  t.true(await eventually(() => said.length === 2));
  t.is(it.current().id, 2);
  factory.end('it fell again');
  t.true(await eventually(() => said.length === 4));
  t.deepEqual(said, [
    'it fell; starting it again',
    'it runs again',
    'it fell again; starting it again',
    'it runs again',
  ]);
  await it.stop();
  t.deepEqual(factory.stopped, [3]);
});

test('a restart that fails is tried again', async (t) => {
  const factory = createFactory();
  const said: string[] = [];
  const it = await supervise({ ...factory, name: 'it', say: (line) => said.push(line), firstPauseMs: 1 });
  factory.fail(2);
  factory.end('it fell');
  t.true(await eventually(() => said.length === 4));
  t.deepEqual(said, ['it fell; starting it again', 'not now', 'not now', 'it runs again']);
  t.is(it.current().id, 4);
  await it.stop();
});

test('a first start that fails is not tried again', async (t) => {
  const factory = createFactory();
  factory.fail(1);
  await t.throwsAsync(supervise({ ...factory, name: 'it', say: () => t.fail() }), { message: 'not now' });
});

test('stop() ends the waiting for a restart', async (t) => {
  const factory = createFactory();
  const said: string[] = [];
  const it = await supervise({ ...factory, name: 'it', say: (line) => said.push(line), firstPauseMs: 60_000 });
  factory.end('it fell');
  t.true(await eventually(() => said.length === 1));
  await it.stop();
  t.is(it.current().id, 1);
});
