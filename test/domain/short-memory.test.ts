import test from 'ava';
import { createShortMemory } from '../../domain/short-memory.ts';

test('An answer is used again until its time is over', async (t) => {
  let clock = 0;
  const memory = createShortMemory<number>({ ms: 100, most: 2, now: () => clock });
  t.is(await memory.recall('a', async () => 1), 1);
  clock = 99;
  t.is(await memory.recall('a', async () => 2), 1);
  clock = 100;
  t.is(await memory.recall('a', async () => 3), 3);
  memory.forget('a');
  t.is(await memory.recall('a', async () => 4), 4);
});

test('The oldest answer makes room for a new one', async (t) => {
  const memory = createShortMemory<number>({ ms: 100, most: 2, now: () => 0 });
  for (const key of ['a', 'b', 'c']) await memory.recall(key, async () => 1);
  t.is(await memory.recall('b', async () => 2), 1);
  t.is(await memory.recall('a', async () => 2), 2);
});

test('A failure is not remembered', async (t) => {
  const memory = createShortMemory<number>({ ms: 100, most: 2, now: () => 0 });
  await t.throwsAsync(memory.recall('a', () => Promise.reject(new Error('away'))));
  t.is(await memory.recall('a', async () => 1), 1);
});
