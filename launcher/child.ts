import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createLineSplitter, openLog, readTail } from './logs.ts';
import { findRecorded, writePidFile } from './pid-file.ts';
import { ensurePortFree, type PortUse } from './ports.ts';
import { makeWay } from './priority.ts';
import { endProcess } from './processes.ts';

const TAIL_LINES = 12;

/** One of our own programs. */
export interface Program {
  /** As people know it; also names its files, such as `api`. */
  readonly name: string;
  /** A path inside `projectDir`, such as `bin/api.ts`. */
  readonly path: string;
  readonly projectDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Holds `<name>.pid` and `logs/<name>.log`. */
  readonly stateDir: string;
}

/** A program that runs beside the launcher for as long as the launcher lives. */
export interface ChildSpec extends Program {
  /** The ports it will listen on. */
  readonly ports: readonly PortUse[];
  readonly readyLimitMs: number;
  /** How long it may take to stop after SIGTERM, in milliseconds, before it is killed. */
  readonly stopLimitMs: number;
  /** Others on this machine come first. */
  readonly makesWay?: boolean;
}

/** `{"ready":true,...}` */
type Readiness = Readonly<Record<string, unknown>>;

export interface Child {
  readonly pid: number;
  /** What its readiness line said. */
  readonly ready: Readiness;
  /** Resolves, with what is known about why, when it ends without having been asked. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a program and waits for the line `{"ready":true,...}` on its standard output. All it prints goes to its log.
 * One left behind by an earlier launcher is ended first.
 *
 * @throws Error when a port is taken, or it ends or says nothing in time, with the end of its log
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const pidFile = join(spec.stateDir, `${spec.name}.pid`);
  const politely = { signal: 'SIGTERM', limitMs: spec.stopLimitMs } as const;
  const left = await findRecorded(pidFile);
  if (left) await endProcess(left.pid, politely);
  for (const use of spec.ports) await ensurePortFree(use);

  const { child, pid, exit, readiness } = await launch(spec);
  if (spec.makesWay) makeWay(pid);
  await writePidFile(pidFile, pid);
  const end = async () => {
    if (!hasExited(child)) await endProcess(pid, politely);
    await rm(pidFile, { force: true });
  };

  const ready = await within(spec.readyLimitMs, [readiness, exit]);
  if (ready === undefined) {
    const fault = hasExited(child) ? describeExit(child) : 'said nothing';
    await end();
    const wanted = `expected it to be ready within ${spec.readyLimitMs / 1_000} s, it ${fault}`;
    throw new Error(`Cannot start ${spec.name}: ${wanted}; ${await endOfLog(spec)}`);
  }

  let asked = false;
  return {
    pid,
    ready,
    // Left open for ever once the end was asked for: nobody needs to hear of it.
    ended: new Promise((resolve) => {
      void exit.then(() => {
        if (!asked) resolve(`${spec.name} (process ${pid}) ${describeExit(child)}, see ${logFileOf(spec)}`);
      });
    }),
    async stop() {
      asked = true;
      await end();
    },
  };
}

/**
 * Runs a program to its end.
 *
 * @throws Error when it ends otherwise than with status 0, with the end of its log
 */
export async function runProgram(program: Program): Promise<void> {
  const { child, exit } = await launch(program);
  await exit;
  if (child.exitCode === 0) return;
  throw new Error(`Cannot run ${program.name}: it ${describeExit(child)}; ${await endOfLog(program)}`);
}

function logFileOf({ stateDir, name }: Program): string {
  return join(stateDir, 'logs', `${name}.log`);
}

async function endOfLog(program: Program): Promise<string> {
  return `the end of ${logFileOf(program)}:\n${await readTail(logFileOf(program), TAIL_LINES)}`;
}

interface Launched {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves once it has ended and all it printed is in the log. */
  readonly exit: Promise<undefined>;
  readonly readiness: Promise<Readiness>;
}

async function launch(spec: Program): Promise<Launched> {
  const log = (await openLog(logFileOf(spec))).createWriteStream();
  const leash = new URL('leash.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', leash, spec.path], {
    cwd: spec.projectDir,
    env: spec.env,
    // A session of its own: Ctrl-C reaches the launcher only, which then stops things in their order.
    detached: true,
    // The channel is the leash: it closes when the launcher dies.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const closed = once(child, 'close');
  await once(child, 'spawn');
  const readiness = follow(child, log);
  const exit = closed.then(async () => {
    log.end();
    await once(log, 'close');
    return undefined;
  });
  return { child, pid: child.pid ?? 0, exit, readiness };
}

/** Copies all it prints into its log. Resolves with the readiness line once it comes. */
function follow(child: ChildProcess, log: Writable): Promise<Readiness> {
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return new Promise((resolve) => {
    const split = createLineSplitter((text) => {
      const ready = parseReadiness(text);
      if (ready) resolve(ready);
    });
    child.stdout?.setEncoding('utf8').on('data', split);
  });
}

function parseReadiness(line: string): Readiness | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const isReady = typeof value === 'object' && value !== null && 'ready' in value && value.ready === true;
    return isReady ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The first of some promises; undefined when the time is over. */
async function within<T>(limitMs: number, promises: readonly Promise<T | undefined>[]): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function describeExit({ exitCode, signalCode }: ChildProcess): string {
  return exitCode === null ? `was ended by ${signalCode ?? 'a signal'}` : `ended with status ${exitCode}`;
}
