import { once } from 'node:events';
import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Client } from 'pg';
import { ensureDatabase } from '../../launcher/database.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { type Postgres, startPostgres } from '../../launcher/postgres.ts';
import { isAlive } from '../../launcher/processes.ts';
import { killNow, makeFolder, startLauncher } from './world.ts';

async function start(t: ExecutionContext, stateDir: string, port: number): Promise<Postgres> {
  const logFile = join(stateDir, 'postgres.log');
  const postgres = await startPostgres({ stateDir, logFile, port, portVariable: 'POSTGRES_PORT' });
  t.teardown(() => postgres.stop());
  return postgres;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return rows[0];
  } finally {
    await client.end();
  }
}

test('PostgreSQL is made, started, stopped and started again with what it held', async (t) => {
  const stateDir = await makeFolder(t);
  const port = await findFreePort();
  const first = await start(t, stateDir, port);
  t.false(first.takenOver);
  await ensureDatabase(first.url('postgres'), 'wsi');
  await ensureDatabase(first.url('postgres'), 'wsi');
  await ask(first.url('wsi'), 'create table kept as select 7 as seven');
  await first.stop();
  t.false(await isAlive(first.pid));

  const second = await start(t, stateDir, await findFreePort());
  t.deepEqual(await ask(second.url('wsi'), 'select seven from kept'), { seven: 7 });
});

test('the embedded PostgreSQL is durable, in UTF-8, in the C locale, only on loopback and only with a password', async (t) => {
  const postgres = await start(t, await makeFolder(t), await findFreePort());
  const url = postgres.url('postgres');
  t.deepEqual(
    await ask(
      url,
      `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
              current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets,
              current_setting('server_encoding') as encoding, current_setting('max_connections') as connections,
              datcollate as collate
         from pg_database where datname = 'template1'`,
    ),
    { fsync: 'on', pages: 'on', listens: '127.0.0.1', sockets: '', encoding: 'UTF8', connections: '200', collate: 'C' },
  );
  await t.throwsAsync(ask(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1'), { code: '28P01' });
  t.is((await stat(join(postgres.home, 'password'))).mode & 0o777, 0o600);
});

test('a PostgreSQL whose launcher was killed is taken over', async (t) => {
  const stateDir = await makeFolder(t);
  const port = await findFreePort();
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'postgres', STATE_DIR: stateDir, PORT: String(port) });
  await killNow(launcher);
  t.true(await isAlive(said.pid));

  const postgres = await start(t, stateDir, port);

  t.true(postgres.takenOver);
  t.is(postgres.pid, said.pid);
  t.deepEqual(await ask(postgres.url('postgres'), 'select 1 as one'), { one: 1 });
  await postgres.stop();
  t.false(await isAlive(said.pid));
});

test('a PostgreSQL that was left on another port is ended and started anew', async (t) => {
  const stateDir = await makeFolder(t);
  const port = String(await findFreePort());
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'postgres', STATE_DIR: stateDir, PORT: port });
  await killNow(launcher);
  const postgres = await start(t, stateDir, await findFreePort());
  t.false(postgres.takenOver);
  t.false(await isAlive(said.pid));
});

test('a PostgreSQL whose process file is lost is found by its own lock file', async (t) => {
  const stateDir = await makeFolder(t);
  const port = await findFreePort();
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'postgres', STATE_DIR: stateDir, PORT: String(port) });
  await killNow(launcher);
  await rm(join(stateDir, 'postgres.pid'));
  const postgres = await start(t, stateDir, port);
  t.false(await isAlive(said.pid));
  t.not(postgres.pid, said.pid);
});

test('a lock file that names a stranger does not keep PostgreSQL from starting, nor end the stranger', async (t) => {
  const stateDir = await makeFolder(t);
  const port = await findFreePort();
  const first = await start(t, stateDir, port);
  await first.stop();
  await writeFile(join(first.home, 'data', 'postmaster.pid'), `${process.pid}\n`);
  const second = await start(t, stateDir, port);
  t.deepEqual(await ask(second.url('postgres'), 'select 1 as one'), { one: 1 });
});

test('a PostgreSQL that is killed tells so, and comes back with all that was committed', async (t) => {
  const stateDir = await makeFolder(t);
  const port = await findFreePort();
  const first = await start(t, stateDir, port);
  await ask(first.url('postgres'), 'create table kept as select 7 as seven');
  process.kill(first.pid, 'SIGKILL');
  t.is(await first.ended, `PostgreSQL (process ${first.pid}) ended by itself`);
  const second = await start(t, stateDir, port);
  t.deepEqual(await ask(second.url('postgres'), 'select seven from kept'), { seven: 7 });
});

test('startPostgres() names a taken port and the variable that moves it', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  await t.throwsAsync(start(t, await makeFolder(t), port), {
    message: `Cannot start PostgreSQL on 127.0.0.1:${port}: expected a free port, got one that is in use; set POSTGRES_PORT to another`,
  });
});

test('startPostgres() does not guess a password that is lost', async (t) => {
  const stateDir = await makeFolder(t);
  const first = await start(t, stateDir, await findFreePort());
  await first.stop();
  await rm(join(first.home, 'password'));
  await t.throwsAsync(start(t, stateDir, await findFreePort()), {
    message: /its password file .*password is gone; put it back/,
  });
});

test('startPostgres() begins again where making a database was cut off', async (t) => {
  const stateDir = await makeFolder(t);
  const first = await start(t, stateDir, await findFreePort());
  await first.stop();
  await rm(join(first.home, 'data'), { recursive: true });
  await writeFile(join(first.home, 'data.new'), 'half');
  const again = await start(t, stateDir, await findFreePort());
  t.deepEqual(await ask(again.url('postgres'), 'select 1 as one'), { one: 1 });
  t.deepEqual((await readdir(first.home)).toSorted(), ['data', 'password']);
});

test('startPostgres() tells the end of the log when the server does not start', async (t) => {
  const stateDir = await makeFolder(t);
  const first = await start(t, stateDir, await findFreePort());
  await first.stop();
  await writeFile(join(first.home, 'data', 'PG_VERSION'), '9.6\n');
  await chmod(join(first.home, 'data', 'PG_VERSION'), 0o644);
  await t.throwsAsync(start(t, stateDir, await findFreePort()), {
    message: /^Cannot start PostgreSQL: it ended at once; the end of .*postgres\.log:\n(.|\n)*incompatible/,
  });
});

test('ensureDatabase() refuses a name that is no plain name', async (t) => {
  await t.throwsAsync(ensureDatabase('postgresql://127.0.0.1/x', 'a"; drop'), { message: /is no plain name/ });
});
