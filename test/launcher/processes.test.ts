import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type ExecutionContext } from 'ava';
import { endProcess, findProcessIdentity, isAlive, readCommandLine, waitForEnd } from '../../launcher/processes.ts';

async function start(t: ExecutionContext, script: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn('/bin/sh', ['-c', `${script}; echo up; while true; do sleep 0.05; done`]);
  t.teardown(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child as ChildProcess & { pid: number };
}

test('a process keeps its identity for as long as it runs, and has none after', async (t) => {
  const child = await start(t, ':');
  const identity = await findProcessIdentity(child.pid);
  t.truthy(identity);
  t.is(await findProcessIdentity(child.pid), identity);
  t.is(await endProcess(child.pid, { signal: 'SIGTERM', limitMs: 60_000 }), 'ended');
  t.is(await findProcessIdentity(child.pid), undefined);
});

test('a process that has ended and was not collected counts as ended', async (t) => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
  t.teardown(() => parent.kill('SIGKILL'));
  const [pid] = await once(parent.stdout, 'data');
  t.true(await waitForEnd(Number(String(pid)), 60_000));
});

test('endProcess() kills one that does not listen', async (t) => {
  const child = await start(t, 'trap "" TERM');
  t.is(await endProcess(child.pid, { signal: 'SIGTERM', limitMs: 100 }), 'killed');
  t.false(await isAlive(child.pid));
});

test('endProcess() takes one that is gone already for ended', async (t) => {
  const child = await start(t, ':');
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.is(await endProcess(child.pid, { signal: 'SIGTERM', limitMs: 100 }), 'ended');
});

test('endProcess() never signals groups of processes or the first process', async (t) => {
  for (const pid of [-1, 0, 1, Number.NaN]) {
    t.is(await endProcess(pid, { signal: 'SIGTERM', limitMs: 0 }), 'ended');
  }
});

test('readCommandLine() gives program and arguments, and nothing for a process that is gone', async (t) => {
  const child = await start(t, ': marker-7');
  t.regex(await readCommandLine(child.pid), /sh -c : marker-7/);
  t.is(await readCommandLine(2 ** 22 + 1), '');
});
