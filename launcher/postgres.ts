import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensurePortFree } from './ports.ts';
import { linkLibraries, locatePostgres, reachablePostgres } from './postgres-package.ts';
import { makePostgresHome, postgresUser, type UserIds } from './postgres-user.ts';
import { endProcess, isAlive, readCommandLine } from './processes.ts';
import { loadSecret } from './secrets.ts';
import { type Server, type ServerSpec, startServer } from './server.ts';

const run = promisify(execFile);

/** SIGINT is PostgreSQL's "fast shutdown": transactions are cut off, everything committed is kept. */
const STOP = { signal: 'SIGINT', limitMs: 30_000 } as const;
const READY_LIMIT_MS = 60_000;
/** After a kill -9 the last backends hold the shared memory for a moment. */
const RESTART = {
  tries: 20,
  pauseMs: 250,
  isWorthwhile: (log: string) => log.includes('pre-existing shared memory block'),
} as const;

/** For a small machine that runs everything else as well; what is not named keeps PostgreSQL's default. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // The default would put a socket into the folder for temporary files.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export interface PostgresOptions {
  /** Holds the database (or says where it is), its password, its process file. */
  readonly stateDir: string;
  readonly logFile: string;
  readonly port: number;
  /** The environment variable that moves the port, for the error. */
  readonly portVariable: string;
  /** Settings over ours, such as `fsync` for a database that nobody will miss. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly say?: (line: string) => void;
}

export interface Postgres extends Server {
  /** The folder that holds the database: inside the state folder, or in /var/lib where nobody may pass to that. */
  readonly home: string;
  /** With the password in it. */
  readonly url: (database: string) => string;
}

/**
 * Starts the embedded PostgreSQL on 127.0.0.1, making the database first if there is none, or takes over one that an
 * earlier launcher left running. Meant for evaluation and tests, not for production.
 *
 * @throws Error when the port is taken, the folder cannot be used, or the server does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = postgresUser();
  const home = await makePostgresHome(options.stateDir, { user });
  if (home.barrier !== undefined) {
    options.say?.(`The database is in ${home.path}: ${home.barrier} keeps out the user that PostgreSQL runs as`);
  }
  const native = locatePostgres();
  await linkLibraries(native);
  const binaries = await reachablePostgres(native, home.path, user);
  const password = await initialise({ binaries, home: home.path, user });
  const server = await startServer(serverSpec(options, { binaries, home: home.path, user }));
  return {
    ...server,
    home: home.path,
    url: (database) => `postgresql://postgres:${password}@127.0.0.1:${options.port}/${database}`,
  };
}

interface Place {
  readonly binaries: string;
  readonly home: string;
  readonly user: UserIds | undefined;
}

/** Makes the database in `home` unless it is there. Returns the password of its superuser. */
async function initialise({ binaries, home, user }: Place): Promise<string> {
  const passwordFile = join(home, 'password');
  if (await exists(join(home, 'data'))) {
    if (await exists(passwordFile)) return loadSecret(passwordFile, { bytes: 24, encoding: 'hex' });
    throw new Error(
      `Cannot use the database in ${home}: its password file ${passwordFile} is gone; ` +
        'put it back, or delete the folder to begin with an empty database',
    );
  }

  const password = await loadSecret(passwordFile, { bytes: 24, encoding: 'hex' });
  // Under another name until it is whole, so that a start that is cut off can be repeated.
  const draft = join(home, 'data.new');
  const readable = join(home, 'password.initdb');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(readable, password, { mode: 0o600 });
  if (user) {
    await chown(draft, user.uid, user.gid);
    await chown(readable, user.uid, user.gid);
  }
  try {
    const args = ['--username=postgres', '--auth=scram-sha-256', '--locale=C', '--encoding=UTF8', '--no-instructions'];
    await run(join(binaries, 'bin', 'initdb'), [`--pgdata=${draft}`, `--pwfile=${readable}`, ...args], {
      cwd: home,
      env: cleanEnv(),
      ...user,
    });
  } catch (error) {
    throw new Error(`Cannot make a database in ${home}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await rm(readable, { force: true });
  }
  await rename(draft, join(home, 'data'));
  return password;
}

function serverSpec(options: PostgresOptions, { binaries, home, user }: Place): ServerSpec {
  const data = join(home, 'data');
  const settings = { ...SETTINGS, ...options.settings, port: String(options.port) };
  return {
    name: 'PostgreSQL',
    command: join(binaries, 'bin', 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    env: cleanEnv(),
    cwd: home,
    user,
    pidFile: join(options.stateDir, 'postgres.pid'),
    logFile: options.logFile,
    readyLimitMs: READY_LIMIT_MS,
    stop: STOP,
    restart: RESTART,
    async prepare() {
      await endStray(data);
      await ensurePortFree({ name: 'PostgreSQL', port: options.port, variable: options.portVariable });
    },
    async isReady(pid) {
      const found = await readPostmaster(data);
      return found?.pid === pid && found.status === 'ready';
    },
  };
}

/**
 * Ends a server that runs on `data` though no process file of ours names it. Where the lock file names a living process
 * that is no PostgreSQL of this folder, the number was given anew and the file is all that is left: it goes, as
 * PostgreSQL would take the stranger for its predecessor.
 */
async function endStray(data: string): Promise<void> {
  const found = await readPostmaster(data);
  if (!found || !(await isAlive(found.pid))) return;
  const commandLine = await readCommandLine(found.pid);
  if (commandLine.includes('postgres') && commandLine.includes(data)) await endProcess(found.pid, STOP);
  else await rm(join(data, 'postmaster.pid'), { force: true });
}

/** What a running server says of itself: lines 1 and 8 of postmaster.pid (src/include/utils/pidfile.h). */
async function readPostmaster(data: string): Promise<{ pid: number; status: string } | undefined> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Nothing of the caller's PG* variables, and messages that can be recognised. */
function cleanEnv(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? error.message : stderr;
}
