import { execFile } from 'node:child_process';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ensurePortFree, type PortUse } from './ports.ts';
import { type Server, startServer } from './server.ts';
import { isTemporalReady } from './temporal-probe.ts';

const HOST = '127.0.0.1';
const NAMESPACE = 'default';
const READY_LIMIT_MS = 60_000;
/** It picks free ports for its inner services and then takes them: on a busy machine others may be faster. */
const RESTART = { tries: 3, pauseMs: 200, isWorthwhile: () => true } as const;
/** How long a new server may take to know the attributes of its command line, before we register them, and in all. */
const GRACE_MS = 1_000;
const REGISTERED_LIMIT_MS = 30_000;
const POLL_MS = 50;
const STOP = { signal: 'SIGTERM', limitMs: 15_000 } as const;

/** `name=Type`; runs are found by these in Temporal's UI. */
const SEARCH_ATTRIBUTES: readonly string[] = [
  'WsiTenant=Keyword',
  'WsiOrder=Keyword',
  'WsiDevice=Keyword',
  'WsiDefinition=Keyword',
  'WsiOutcome=Keyword',
  'WsiWaitsFor=Keyword',
  'WsiAttempt=Int',
  'WsiDueAt=Datetime',
];

/** Without the two pragmas a file takes half as many orders a second as memory does. */
const PRAGMAS = ['journal_mode=wal', 'synchronous=normal'] as const;

/**
 * The limits of the development server stand in the way of a burst (frontend 2,400 a second, matching 1,200), and one
 * partition of a task queue is enough for one machine: more only cost polls. Among workflows that wait, their fairness keys,
 * which are tenants, have turns.
 */
const DYNAMIC_CONFIG = [
  'frontend.namespaceRPS=100000',
  'frontend.rps=100000',
  'history.rps=100000',
  'matching.rps=100000',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'matching.enableFairness=true',
] as const;

export interface TemporalServerOptions {
  /** The Temporal CLI. */
  readonly binary: string;
  /** Holds the database file and the process file. */
  readonly stateDir: string;
  readonly logFile: string;
  readonly port: number;
  /** The environment variable that moves the port, for the error. */
  readonly portVariable: string;
  /** Absent: no web UI. */
  readonly ui?: { readonly port: number; readonly portVariable: string };
  /** `name=Type` each; default: those that orders carry. */
  readonly searchAttributes?: readonly string[];
  /** Makes way for what takes orders in, as it does unless told otherwise. */
  readonly makesWay?: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export interface TemporalServer extends Server {
  /** host:port of the gRPC frontend. */
  readonly address: string;
  /** Of the web UI. */
  readonly uiUrl: string | undefined;
}

/**
 * Starts Temporal's development server on 127.0.0.1 with its state in a file, or takes over one that an earlier
 * launcher left running.
 *
 * @throws Error when a port is taken or the server does not come up
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { stateDir, port, ui, searchAttributes = SEARCH_ATTRIBUTES } = options;
  await mkdir(stateDir, { recursive: true });
  const database = join(stateDir, 'temporal.db');
  const complete = `${database}.complete`;

  const server = await startServer({
    name: 'Temporal',
    command: options.binary,
    makesWay: options.makesWay ?? true,
    args: serverArgs(database, searchAttributes, options),
    env: options.env,
    cwd: stateDir,
    pidFile: join(stateDir, 'temporal.pid'),
    logFile: options.logFile,
    readyLimitMs: READY_LIMIT_MS,
    stop: STOP,
    restart: RESTART,
    async prepare() {
      for (const use of portUses(options)) await ensurePortFree(use);
      // The server lays out a file it does not find and trusts one it finds: one cut off in between would stay broken.
      if (!(await exists(complete))) await removeDatabase(database);
    },
    isReady: () => isTemporalReady({ port, namespace: NAMESPACE, searchAttributes: [] }),
  });
  try {
    await registerMissing(options, searchAttributes);
  } catch (error) {
    await server.stop();
    throw error;
  }
  await writeFile(complete, '');
  return { ...server, address: `${HOST}:${port}`, uiUrl: ui && `http://${HOST}:${ui.port}` };
}

/**
 * Registers the attributes that the server does not know: it takes those on its command line only while it lays out its
 * file, and an earlier version of ours may have had fewer.
 */
async function registerMissing(
  { binary, port, env }: TemporalServerOptions,
  attributes: readonly string[],
): Promise<void> {
  const names = attributes.map((attribute) => attribute.replace(/=.*/, ''));
  const known = () => isTemporalReady({ port, namespace: NAMESPACE, searchAttributes: names });
  const since = Date.now();
  while (!(await known())) {
    const waitedMs = Date.now() - since;
    if (waitedMs > REGISTERED_LIMIT_MS)
      throw new Error('Cannot start Temporal: it does not take our search attributes');
    if (waitedMs > GRACE_MS) for (const attribute of attributes) await register({ binary, port, env }, attribute);
    await sleep(POLL_MS);
  }
}

/** One that is there already is no fault. */
async function register(
  { binary, port, env }: Pick<TemporalServerOptions, 'binary' | 'port' | 'env'>,
  attribute: string,
): Promise<void> {
  const [name = '', type = ''] = attribute.split('=');
  const where = ['--address', `${HOST}:${port}`, '--namespace', NAMESPACE];
  const args = ['operator', 'search-attribute', 'create', ...where, '--name', name, '--type', type];
  await promisify(execFile)(binary, args, { env }).catch(() => {});
}

function serverArgs(
  database: string,
  searchAttributes: readonly string[],
  { port, ui }: TemporalServerOptions,
): readonly string[] {
  const base = ['server', 'start-dev', '--ip', HOST, '--port', String(port), '--namespace', NAMESPACE];
  return [
    ...base,
    '--db-filename',
    database,
    ...(ui ? ['--ui-ip', HOST, '--ui-port', String(ui.port), '--ui-disable-news-fetch'] : ['--headless']),
    ...PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...searchAttributes.flatMap((attribute) => ['--search-attribute', attribute]),
    ...DYNAMIC_CONFIG.flatMap((value) => ['--dynamic-config-value', value]),
  ];
}

function portUses({ port, portVariable, ui }: TemporalServerOptions): readonly PortUse[] {
  const uses = [{ name: 'Temporal', port, variable: portVariable }];
  return ui ? [...uses, { name: "Temporal's web UI", port: ui.port, variable: ui.portVariable }] : uses;
}

async function removeDatabase(database: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${database}${suffix}`, { force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
