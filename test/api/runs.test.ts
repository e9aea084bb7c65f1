import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Client } from '@temporalio/client';
import test from 'ava';
import { createRuns } from '../../api/temporal.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import { TEST_POLICY } from '../helpers/database.ts';

/** A Temporal that carries out one call at a time when it is let, and notes what it was asked. */
function createWorld() {
  const asked: string[] = [];
  const names = new Map<string, string>();
  const logged: string[] = [];
  const gate = new EventEmitter();
  const opened = once(gate, 'open');
  const note = async (what: string, workflowId: string): Promise<void> => {
    asked.push(`${what} ${names.get(workflowId) ?? ''}`);
    await opened;
  };
  const client = {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: {
      start: (_type: string, { workflowId }: { workflowId: string }) => note('start', workflowId),
      getHandle: (workflowId: string) => ({ signal: () => note('tell', workflowId) }),
    },
  } as unknown as Client;
  const runs = createRuns(client, {
    taskQueue: 'q',
    concurrency: 1,
    log: ({ event, workflowId, code }) => logged.push(`${event} ${names.get(workflowId)} ${code}`),
  });
  const order = (tenantId: string, name: string) => {
    const id = randomUUID();
    names.set(workflowIdOf({ id, run: 1 }), name);
    const definition = { name: 'internet-access', version: '1.0.0' };
    return { id, run: 1, tenantId, deviceId: randomUUID(), definition, policy: TEST_POLICY };
  };
  return { runs, order, asked, logged, open: () => gate.emit('open') };
}

const [A, B] = [randomUUID(), randomUUID()];

test('An order of one tenant is started next but one, however many of another tenant wait', async (t) => {
  const { runs, order, asked, open } = createWorld();
  for (let i = 0; i < 1_000; i++) runs.start(order(A, `a${i}`));
  runs.start(order(B, 'b'));
  open();
  await runs.idle();
  t.deepEqual(asked.slice(0, 4), ['start a0', 'start a1', 'start b', 'start a2']);
  t.is(asked.length, 1_001);
});

test('What is said to runs has every second turn, beside any number of starts', async (t) => {
  const { runs, order, asked, open } = createWorld();
  for (let i = 0; i < 100; i++) runs.start(order(A, `a${i}`));
  for (const name of ['x', 'y']) runs.tell(order(B, name), { type: 'turn_granted' });
  open();
  await runs.idle();
  t.is(asked.indexOf('tell x') + 2, asked.indexOf('tell y'));
  t.true(asked.indexOf('tell y') < 5, asked.slice(0, 6).join());
});

test('What is said to a run whose start waits does not get ahead of it', async (t) => {
  const { runs, order, asked, open } = createWorld();
  for (let i = 0; i < 10; i++) runs.start(order(A, `a${i}`));
  const late = order(A, 'late');
  runs.start(late);
  runs.tell(late, { type: 'cancel_granted' });
  open();
  await runs.idle();
  t.is(asked.indexOf('tell late'), asked.indexOf('start late') + 1);
});

test('A start that waits is not put in again, and can be once it was carried out', async (t) => {
  const { runs, order, asked, open } = createWorld();
  const one = order(A, 'one');
  for (let i = 0; i < 3; i++) runs.start(one);
  open();
  await runs.idle();
  t.deepEqual(asked, ['start one']);
  runs.start(one);
  await runs.idle();
  t.deepEqual(asked, ['start one', 'start one']);
});

test('When too many wait, what is left to the sweeper is of the tenant that has most', async (t) => {
  const { runs, order, asked, logged, open } = createWorld();
  for (let i = 0; i < 10_001; i++) runs.start(order(A, `a${i}`));
  t.deepEqual(logged, []);
  runs.start(order(B, 'b'));
  t.deepEqual(logged, ['run.start_failed a10000 queue_full']);
  open();
  await runs.idle();
  t.true(asked.includes('start b'));
  t.is(asked.length, 10_001);
});
