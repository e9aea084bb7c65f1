import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ChildSpec, runProgram, startChild } from '../../launcher/child.ts';
import { isAlive } from '../../launcher/processes.ts';
import { eventually, killNow, makeFolder, projectDir, startLauncher } from './world.ts';

async function specFor(t: ExecutionContext, behaviour: string, changes: Partial<ChildSpec> = {}): Promise<ChildSpec> {
  return {
    name: 'program',
    path: 'test/helpers/program-main.ts',
    projectDir,
    env: { ...process.env, PROGRAM: behaviour, GREETING: 'hello' },
    stateDir: await makeFolder(t),
    ports: [],
    readyLimitMs: 120_000,
    stopLimitMs: 60_000,
    ...changes,
  };
}

test('a child is started when it says so, is logged, and stops when asked', async (t) => {
  const spec = await specFor(t, 'well-behaved');
  const child = await startChild(spec);
  t.like(child.ready, { ready: true, pid: child.pid, greeting: 'hello' });
  t.deepEqual((await readdir(spec.stateDir)).toSorted(), ['logs', 'program.pid']);

  await child.stop();

  t.false(await isAlive(child.pid));
  t.deepEqual(await readdir(spec.stateDir), ['logs']);
  const log = await readFile(join(spec.stateDir, 'logs', 'program.log'), 'utf8');
  t.regex(log, /not json\n.*ready.*\n.*\nstopping\n$/s);
});

test('a child makes way for others where it is told to, with all that it starts', async (t) => {
  const [usual, behind] = await Promise.all([
    specFor(t, 'well-behaved').then(startChild),
    specFor(t, 'well-behaved', { makesWay: true }).then(startChild),
  ]);
  const threads = await readdir(`/proc/${behind.pid}/task`).catch(() => [behind.pid]);
  t.true(threads.every((thread) => getPriority(Number(thread)) === getPriority(usual.pid) + 10));
  const [its, usualOne] = await Promise.all([groupPriority(behind.pid), groupPriority(usual.pid)]);
  t.is(its, usualOne === undefined ? undefined : usualOne + 10);
  await Promise.all([usual.stop(), behind.stop()]);
});

/** What its session's share of the processors is by, on the scale of `nice`; undefined where sessions have no shares. */
async function groupPriority(pid: number): Promise<number | undefined> {
  const group = await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => '');
  return group === '' ? undefined : Number(group.replace(/^.* nice /, ''));
}

test('a child that does not stop when asked is killed', async (t) => {
  const child = await startChild(await specFor(t, 'stubborn', { stopLimitMs: 200 }));
  await child.stop();
  t.false(await isAlive(child.pid));
});

test('a child that ends by itself tells how', async (t) => {
  const child = await startChild(await specFor(t, 'short-lived'));
  t.regex(
    await child.ended,
    new RegExp(`^program \\(process ${child.pid}\\) ended with status 7, see /.*program.log$`),
  );
  await child.stop();
});

test('a child that is killed by somebody tells by what', async (t) => {
  const child = await startChild(await specFor(t, 'well-behaved'));
  process.kill(child.pid, 'SIGKILL');
  t.regex(await child.ended, /was ended by SIGKILL/);
});

test('startChild() tells the end of the log of a program that fails', async (t) => {
  const error = await t.throwsAsync(startChild(await specFor(t, 'fails')));
  t.regex(
    error.message,
    /^Cannot start program: expected it to be ready within 120 s, it ended with status 3; the end of .*program\.log:\nno such table$/,
  );
});

test('startChild() gives a program up that never says it is ready', async (t) => {
  const spec = await specFor(t, 'silent', { readyLimitMs: 1_500 });
  await t.throwsAsync(startChild(spec), { message: /within 1.5 s, it said nothing/ });
  t.deepEqual(await readdir(spec.stateDir), ['logs']);
});

test('startChild() starts nothing on a port that is taken', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const spec = await specFor(t, 'well-behaved', { ports: [{ name: 'the API', port, variable: 'HTTP_PORT' }] });
  await t.throwsAsync(startChild(spec), { message: /^Cannot start the API on .* set HTTP_PORT to another$/ });
  t.deepEqual(await readdir(spec.stateDir), []);
});

test('a child ends with its launcher, though that was killed', async (t) => {
  const stateDir = await makeFolder(t);
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'child', STATE_DIR: stateDir });
  t.true(await isAlive(said.pid));
  await killNow(launcher);
  t.true(await eventually(async () => !(await isAlive(said.pid))));
});

test('a child that outlived its launcher is ended before it is started again', async (t) => {
  const stateDir = await makeFolder(t);
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'child', STATE_DIR: stateDir, PROGRAM: 'stubborn' });
  await killNow(launcher);
  t.true(await isAlive(said.pid));

  const child = await startChild(await specFor(t, 'well-behaved', { stateDir, stopLimitMs: 500 }));

  t.false(await isAlive(said.pid));
  t.not(child.pid, said.pid);
  await child.stop();
});

test('runProgram() waits for the end and tells of a failure', async (t) => {
  const spec = await specFor(t, 'finishes');
  await runProgram(spec);
  t.is(await readFile(join(spec.stateDir, 'logs', 'program.log'), 'utf8'), 'all done\n');
  await t.throwsAsync(runProgram(await specFor(t, 'fails')), {
    message: /^Cannot run program: it ended with status 3; the end of .*program\.log:\nno such table$/,
  });
});

test('a program whose log cannot be written is not run', async (t) => {
  const spec = await specFor(t, 'finishes');
  await mkdir(join(spec.stateDir, 'logs', 'program.log'), { recursive: true });
  await t.throwsAsync(runProgram(spec), { code: 'EISDIR' });
});
