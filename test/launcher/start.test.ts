import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findFreePort } from '../../launcher/ports.ts';
import { isAlive } from '../../launcher/processes.ts';
import { eventually, killNow, makeFolder, projectDir } from './world.ts';

const PROGRAMS = ['migrate', 'handset-simulator', 'smsc-simulator', 'ppg-simulator', 'worker', 'api'];
const PORTS = [
  'HTTP_PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'SMSC_SMPP_PORT',
  'SMSC_CONTROL_PORT',
  'PPG_PAP_PORT',
  'PPG_CONTROL_PORT',
  'HANDSET_PORT',
  'API_METRICS_PORT',
  'WORKER_METRICS_PORT',
];
/** Says in `journal` when it starts and when it stops; fails when FAILS names it. */
const STAND_IN = `
  import { appendFileSync } from 'node:fs';
  import { basename } from 'node:path';
  const name = basename(process.argv[1], '.ts');
  const note = (what) => appendFileSync('journal', name + ' ' + what + '\\n');
  note('starts ' + (process.env['SECRET_KEY'] ?? '').length);
  if (process.env['FAILS'] === name) { console.error('out of luck'); process.exit(1); }
  if (name === 'migrate') process.exit(0);
  process.on('SIGTERM', () => { note('stops'); process.exit(0); });
  setInterval(() => {}, 1_000);
  console.log('{"ready":true}');
`;

/** Without a service there is no key to make. */
const CLIENTS = `
  export const ensureClient = async (env, { name }, kept) => kept || 'key of ' + name;
`;

/** A project with the real launcher and stand-ins for what it launches. */
async function makeProject(t: ExecutionContext) {
  const folder = await makeFolder(t);
  await mkdir(join(folder, 'bin'));
  for (const name of ['node_modules', 'launcher', 'tools', 'domain']) {
    await symlink(join(projectDir, name), join(folder, name));
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const file of await readdir(join(projectDir, 'bin'))) {
    if (file === 'start.ts') await copyFile(join(projectDir, 'bin', file), join(folder, 'bin', file));
    else await symlinkUnlessStandIn(file, folder);
  }
  for (const name of PROGRAMS) await writeFile(join(folder, 'bin', `${name}.ts`), STAND_IN);
  await writeFile(join(folder, 'bin', 'clients.ts'), CLIENTS);
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await findFreePort())]));
  const { PATH, HOME } = process.env;
  // With the last of these it stops when the test is cut off.
  const env: NodeJS.ProcessEnv = {
    PATH,
    HOME,
    ...Object.fromEntries(ports),
    WSI_SAMPLE_ORDER: 'no',
    npm_lifecycle_event: 'start',
  };
  const readJournal = async () => (await readFile(join(folder, 'journal'), 'utf8')).trim().split('\n');
  return { folder, env, readJournal };
}

async function symlinkUnlessStandIn(file: string, folder: string): Promise<void> {
  if ([...PROGRAMS, 'clients'].includes(file.replace(/\.ts$/, ''))) return;
  await symlink(join(projectDir, 'bin', file), join(folder, 'bin', file));
}

function run(t: ExecutionContext, folder: string, env: NodeJS.ProcessEnv) {
  return follow(t, spawn(process.execPath, ['--import', 'tsx', 'bin/start.ts'], { cwd: folder, env }));
}

function follow(t: ExecutionContext, child: ChildProcess) {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
  t.teardown(() => child.kill('SIGINT'));
  return {
    child,
    output: () => output,
    isUp: () => eventually(() => output.includes('Press Ctrl-C') || child.exitCode !== null, 240_000),
    async exit() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      return child.exitCode;
    },
  };
}

/** The processes that the state folder names, such as `postgres`, with their numbers. */
async function readPids(folder: string): Promise<Record<string, number>> {
  const state = join(folder, '.state');
  const files = (await readdir(state)).filter((file) => file.endsWith('.pid'));
  const entries = files.map(async (file) => {
    const { pid } = JSON.parse(await readFile(join(state, file), 'utf8'));
    return [file.replace('.pid', ''), pid];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function areGone(pids: Record<string, number>): Promise<boolean> {
  return eventually(async () => !(await Promise.all(Object.values(pids).map(isAlive))).includes(true), 120_000);
}

test.serial('start brings everything up, refuses to run twice, and stops in order on Ctrl-C', async (t) => {
  const { folder, env, readJournal } = await makeProject(t);
  const first = run(t, folder, env);
  t.true(await first.isUp());
  t.regex(first.output(), new RegExp(`API +http://127.0.0.1:${env['HTTP_PORT']}\n`));
  t.regex(first.output(), new RegExp(`Temporal UI +http://127.0.0.1:${env['TEMPORAL_UI_PORT']}\n`));
  t.regex(first.output(), new RegExp(`Push gateway +http://127.0.0.1:${env['PPG_CONTROL_PORT']}/log\n`));
  t.regex(first.output(), /API key +key of first\n/);
  t.regex(first.output(), /Operator key +\S+operator-key\n/);
  const operatorKey = join(folder, '.state', 'operator-key');
  t.is(await readFile(operatorKey, 'utf8'), 'key of operator\n');
  t.is((await stat(operatorKey)).mode & 0o777, 0o600);
  const pids = await readPids(folder);
  t.deepEqual(Object.keys(pids).toSorted(), [
    'api',
    'handset-simulator',
    'launcher',
    'postgres',
    'ppg-simulator',
    'smsc-simulator',
    'temporal',
    'worker',
  ]);

  const second = run(t, folder, env);
  t.is(await second.exit(), 1);
  t.is(second.output(), `Cannot start: process ${first.child.pid} is running with ${folder}/.state already\n`);

  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  t.is(await first.exit(), 0);
  t.true(await areGone(pids));
  const journal = await readJournal();
  t.true(journal.includes('api starts 44'));
  t.deepEqual(
    journal.filter((line) => line.endsWith('stops')),
    ['api stops', 'worker stops', 'ppg-simulator stops', 'smsc-simulator stops', 'handset-simulator stops'],
  );
});

test.serial(
  'after the launcher was killed its own programs end, and the next start takes the servers over',
  async (t) => {
    const { folder, env } = await makeProject(t);
    const first = run(t, folder, env);
    t.true(await first.isUp());
    const { postgres, temporal, launcher, ...programs } = await readPids(folder);
    t.is(launcher, first.child.pid);
    await killNow(first.child);
    t.true(await areGone(programs));
    t.true(await isAlive(postgres!));

    const second = run(t, folder, env);
    t.true(await second.isUp());
    t.like(await readPids(folder), { postgres: postgres!, temporal: temporal! });
    second.child.kill('SIGINT');
    t.is(await second.exit(), 0);
    t.true(await areGone({ postgres: postgres!, temporal: temporal! }));
  },
);

test.serial('a start that fails stops what it has started and says why', async (t) => {
  const { folder, env, readJournal } = await makeProject(t);
  const start = run(t, folder, { ...env, FAILS: 'api' });
  t.is(await start.exit(), 1);
  t.regex(start.output(), /Cannot start api: .* it ended with status 1; the end of .*api\.log:\nout of luck\n/);
  t.deepEqual(await readPids(folder), {});
  const journal = await readJournal();
  t.is(journal.at(-1), 'handset-simulator stops');
});

test.serial('a start whose npm is gone stops by itself', async (t) => {
  const { folder, env } = await makeProject(t);
  // A shell that stays in between, as npm has one.
  const shell = follow(
    t,
    spawn('/bin/sh', ['-c', `"${process.execPath}" --import tsx bin/start.ts; exit 9`], {
      cwd: folder,
      env,
    }),
  );
  t.true(await shell.isUp());
  const pids = await readPids(folder);
  await killNow(shell.child);
  t.true(await areGone(pids));
});

test.serial('start names a variable that holds no port', async (t) => {
  const { folder, env } = await makeProject(t);
  const start = run(t, folder, { ...env, HTTP_PORT: 'eighty' });
  t.is(await start.exit(), 1);
  t.is(start.output(), 'Cannot start with this environment:\n  HTTP_PORT: expected a port from 1 to 65535\n');
});
