import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Client } from 'pg';
import {
  findSecretKey,
  migrate,
  type Surroundings,
  startDatabase,
  startGateway,
  startProgram,
  startSmsc,
  startTemporal,
} from '../../launcher/parts.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { isAlive } from '../../launcher/processes.ts';
import { createProgress } from '../../launcher/progress.ts';
import { readSettings } from '../../launcher/settings.ts';
import { eventually, makeFolder, projectDir } from './world.ts';

const PORTS = [
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
/** Writes its environment down, says it is ready and listens where it is told to. */
const PROGRAM = `
  import { writeFileSync } from 'node:fs';
  import { createServer } from 'node:net';
  import { basename } from 'node:path';
  writeFileSync(basename(process.argv[1] ?? '') + '.json', JSON.stringify(process.env));
  if (process.env['FAILS'] === basename(process.argv[1] ?? '')) process.exit(1);
  createServer().listen(Number(process.env['LISTEN'] ?? 0), '127.0.0.1', () => console.log('{"ready":true}'));
`;

/** A project with stand-ins for the programs in bin/. */
async function makeSurroundings(t: ExecutionContext, extra: NodeJS.ProcessEnv = {}): Promise<Surroundings> {
  const folder = await makeFolder(t);
  await mkdir(join(folder, 'bin'));
  await symlink(join(projectDir, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of ['handset-simulator', 'smsc-simulator', 'ppg-simulator'])
    await writeFile(join(folder, 'bin', `${name}.ts`), PROGRAM);
  await writeFile(
    join(folder, 'bin', 'migrate.ts'),
    'console.error(process.env["DATABASE_URL"]); process.exit(process.env["DATABASE_URL"] ? 0 : 1);',
  );
  const ports = await Promise.all(PORTS.map(async (variable) => [variable, String(await findFreePort())]));
  const { PATH, HOME } = process.env;
  const env: NodeJS.ProcessEnv = { PATH, HOME, ...Object.fromEntries(ports), ...extra };
  return {
    settings: readSettings(env, folder),
    projectDir: folder,
    env,
    progress: createProgress(process.stderr),
    signal: new AbortController().signal,
  };
}

async function readEnvironment({ projectDir: folder }: Surroundings, name: string): Promise<NodeJS.ProcessEnv> {
  return JSON.parse(await readFile(join(folder, `${name}.ts.json`), 'utf8'));
}

test('parts of the user are used and not started', async (t) => {
  const surroundings = await makeSurroundings(t, {
    DATABASE_URL: 'postgresql://db/wsi',
    TEMPORAL_ADDRESS: 'temporal:7233',
    SMPP_URL: 'smpp://smsc',
    PAP_URL: 'pap://ppg',
    SECRET_KEY: 'c2VjcmV0',
  });
  const parts = [
    await startDatabase(surroundings),
    await startTemporal(surroundings),
    await startSmsc(surroundings),
    await startGateway(surroundings),
  ];
  t.deepEqual(
    parts.map(({ env }) => env),
    [
      { DATABASE_URL: 'postgresql://db/wsi' },
      { TEMPORAL_ADDRESS: 'temporal:7233' },
      { SMPP_URL: 'smpp://smsc' },
      { PAP_URL: 'pap://ppg' },
    ],
  );
  t.is(await findSecretKey(surroundings), 'c2VjcmV0');
  for (const part of parts) await part.stop();
});

test('the database has a database of ours, and comes back when it is killed', async (t) => {
  const surroundings = await makeSurroundings(t);
  const { env, stop } = await startDatabase(surroundings);
  t.teardown(stop);
  const ask = async () => {
    const client = new Client({ connectionString: env['DATABASE_URL'] });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query('select current_database() as name');
    await client.end();
    return rows[0].name;
  };
  t.is(await ask(), 'wsi');

  const { pid } = JSON.parse(await readFile(join(surroundings.settings.stateDir, 'postgres.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  t.true(await eventually(async () => !(await isAlive(pid))));
  t.true(
    await eventually(() =>
      ask().then(
        (name) => name === 'wsi',
        () => false,
      ),
    ),
  );
  await stop();
});

test('Temporal runs with its web UI until it is stopped', async (t) => {
  const surroundings = await makeSurroundings(t);
  const { env, uiUrl, stop } = await startTemporal(surroundings);
  t.teardown(stop);
  t.is(env['TEMPORAL_ADDRESS'], `127.0.0.1:${surroundings.settings.ports.temporal.port}`);
  t.is(uiUrl, `http://127.0.0.1:${surroundings.settings.ports.temporalUi.port}`);
  await stop();
  const socket = createConnection(surroundings.settings.ports.temporal.port, '127.0.0.1');
  t.true(
    await new Promise((resolve) => socket.once('error', () => resolve(true)).once('connect', () => resolve(false))),
  );
});

test('the SMSC and the handsets are told where the other is, and one password that is kept', async (t) => {
  const surroundings = await makeSurroundings(t);
  const { ports, stateDir } = surroundings.settings;
  const first = await startSmsc(surroundings);
  t.teardown(first.stop);
  const smsc = await readEnvironment(surroundings, 'smsc-simulator');
  const password = (await readFile(join(stateDir, 'smpp-password'), 'utf8')).trim();
  t.like(smsc, {
    SMSC_SMPP_PORT: String(ports.smpp.port),
    SMSC_CONTROL_PORT: String(ports.smscControl.port),
    SMSC_PASSWORD: password,
    HANDSET_URL: `http://127.0.0.1:${ports.handsets.port}`,
  });
  t.is((await readEnvironment(surroundings, 'handset-simulator'))['HANDSET_PORT'], String(ports.handsets.port));
  t.deepEqual(first.env, { SMPP_URL: `smpp://wsi:${password}@127.0.0.1:${ports.smpp.port}?source=17170` });
  await first.stop();
  const second = await startSmsc(surroundings);
  await second.stop();
  t.deepEqual(second.env, first.env);
});

test('the push proxy gateway is told where the handsets are, and one password that is kept', async (t) => {
  // What would keep our own addresses out is not passed on.
  const surroundings = await makeSurroundings(t, { PPG_NAME: 'ppg.example', PPG_USER: 'other' });
  const { ports, stateDir } = surroundings.settings;
  const first = await startGateway(surroundings);
  t.teardown(first.stop);
  const password = (await readFile(join(stateDir, 'pap-password'), 'utf8')).trim();
  t.like(await readEnvironment(surroundings, 'ppg-simulator'), {
    PPG_PAP_PORT: String(ports.pap.port),
    PPG_CONTROL_PORT: String(ports.papControl.port),
    PPG_NAME: '',
    PPG_USER: 'wsi',
    PPG_PASSWORD: password,
    HANDSET_URL: `http://127.0.0.1:${ports.handsets.port}`,
  });
  t.deepEqual(first.env, { PAP_URL: `pap://wsi:${password}@127.0.0.1:${ports.pap.port}/wappush` });
  await first.stop();
  const second = await startGateway(surroundings);
  await second.stop();
  t.deepEqual(second.env, first.env);
});

test('beside an SMSC of the user no virtual gateway says that documents arrived', async (t) => {
  const surroundings = await makeSurroundings(t, { SMPP_URL: 'smpp://smsc' });
  const { env, stop } = await startGateway(surroundings);
  await stop();
  t.deepEqual(env, {});
  await t.throwsAsync(readEnvironment(surroundings, 'ppg-simulator'), { code: 'ENOENT' });
});

test('an SMSC that does not start leaves no handsets', async (t) => {
  const surroundings = await makeSurroundings(t, { FAILS: 'smsc-simulator.ts' });
  await t.throwsAsync(startSmsc(surroundings), { message: /^Cannot start smsc-simulator: / });
  await t.throwsAsync(readFile(join(surroundings.settings.stateDir, 'handset-simulator.pid')), { code: 'ENOENT' });
});

test('a program that is killed is started again', async (t) => {
  const surroundings = await makeSurroundings(t);
  const program = await startProgram(surroundings, { name: 'smsc-simulator', env: surroundings.env, ports: [] });
  t.teardown(program.stop);
  const { pid } = program.current();
  process.kill(pid, 'SIGKILL');
  t.true(await eventually(() => program.current().pid !== pid));
  await program.stop();
  t.false(await isAlive(program.current().pid));
});

test('the secret key is 32 octets that are made once', async (t) => {
  const surroundings = await makeSurroundings(t);
  const key = await findSecretKey(surroundings);
  t.is(Buffer.from(key, 'base64').length, 32);
  t.is(await findSecretKey(surroundings), key);
});

test('migrating fails when the program does', async (t) => {
  const surroundings = await makeSurroundings(t);
  await t.notThrowsAsync(migrate(surroundings, { ...surroundings.env, DATABASE_URL: 'x' }));
  await t.throwsAsync(migrate(surroundings, surroundings.env), {
    message: /^Cannot run migrate: it ended with status 1/,
  });
});
