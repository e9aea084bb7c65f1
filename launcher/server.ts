import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLog, readTail } from './logs.ts';
import { findRecorded, writePidFile } from './pid-file.ts';
import { makeWay } from './priority.ts';
import { type EndOptions, endProcess, isAlive } from './processes.ts';

const POLL_MS = 25;
const WATCH_MS = 250;
const TAIL_LINES = 12;

/** A program that is not ours, knows nothing of its launcher and therefore outlives it when the launcher is killed. */
export interface ServerSpec {
  /** As people know it, such as `PostgreSQL`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Another user to run as, where the launcher is root and the program refuses to be. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Where its process is noted, so that the next start finds it. */
  readonly pidFile: string;
  /** Takes all it prints. A file, not a pipe: it must not die of the launcher's death. */
  readonly logFile: string;
  /** Called again and again until true. */
  readonly isReady: (pid: number) => Promise<boolean>;
  readonly readyLimitMs: number;
  readonly stop: EndOptions;
  /** What to do about one that ends before it is ready. */
  readonly restart: {
    /** How often to start it in all. */
    readonly tries: number;
    readonly pauseMs: number;
    /** Whether the end of its log speaks of something that may pass. */
    readonly isWorthwhile: (log: string) => boolean;
  };
  /** Called before a new process is started, not before one is taken over; throws when it must not be. */
  readonly prepare?: (() => Promise<void>) | undefined;
  /** Others on this machine come first. */
  readonly makesWay?: boolean;
}

/** A running server that this launcher answers for. */
export interface Server {
  readonly pid: number;
  /** True when an earlier launcher started it. */
  readonly takenOver: boolean;
  /** Resolves, with what is known about why, when the server ends without having been asked. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts a server, or takes over the one that an earlier launcher left behind. One left with other arguments is ended
 * first.
 *
 * @throws Error when the server ends or does not become ready in time, with the end of its log
 */
export async function startServer(spec: ServerSpec): Promise<Server> {
  const note = JSON.stringify([spec.command, ...spec.args]);
  const left = await findRecorded(spec.pidFile);
  if (left) {
    if (left.note === note && (await waitUntilReady(spec, left.pid)) === 'ready') return attach(spec, left.pid, true);
    await endProcess(left.pid, spec.stop);
  }

  await spec.prepare?.();
  for (let tries = 1; ; tries++) {
    const attempt = await startOnce(spec, note);
    if ('server' in attempt) return attempt.server;
    if (tries >= spec.restart.tries || !attempt.mayPass) throw new Error(attempt.fault);
    await sleep(spec.restart.pauseMs);
  }
}

type Attempt = { readonly server: Server } | { readonly fault: string; readonly mayPass: boolean };

async function startOnce(spec: ServerSpec, note: string): Promise<Attempt> {
  const pid = await launch(spec);
  await writePidFile(spec.pidFile, pid, note);
  const outcome = await waitUntilReady(spec, pid);
  if (outcome === 'ready') return { server: attach(spec, pid, false) };
  await endProcess(pid, spec.stop);
  await rm(spec.pidFile, { force: true });
  const log = await readTail(spec.logFile, TAIL_LINES);
  const fault = outcome === 'ended' ? 'it ended at once' : `it was not ready after ${spec.readyLimitMs / 1_000} s`;
  return {
    fault: `Cannot start ${spec.name}: ${fault}; the end of ${spec.logFile}:\n${log}`,
    mayPass: outcome === 'ended' && spec.restart.isWorthwhile(log),
  };
}

async function launch(spec: ServerSpec): Promise<number> {
  const log = await openLog(spec.logFile);
  try {
    // A session of its own: Ctrl-C reaches the launcher only, which then stops things in their order.
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...spec.user,
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) throw new Error('no process number was given');
    if (spec.makesWay) makeWay(child.pid);
    return child.pid;
  } catch (error) {
    throw new Error(`Cannot start ${spec.name} from ${spec.command}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await log.close();
  }
}

async function waitUntilReady(spec: ServerSpec, pid: number): Promise<'ready' | 'ended' | 'late'> {
  const deadline = Date.now() + spec.readyLimitMs;
  while (Date.now() < deadline) {
    if (await spec.isReady(pid)) return 'ready';
    if (!(await isAlive(pid))) return 'ended';
    await sleep(POLL_MS);
  }
  return 'late';
}

function attach(spec: ServerSpec, pid: number, takenOver: boolean): Server {
  const watching = new AbortController();
  return {
    pid,
    takenOver,
    ended: watch(spec.name, pid, watching.signal),
    async stop() {
      watching.abort();
      await endProcess(pid, spec.stop);
      await rm(spec.pidFile, { force: true });
    },
  };
}

/** Looks again and again rather than waits for an exit: a server that was taken over is no child of this process. */
async function watch(name: string, pid: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      void isAlive(pid).then((alive) => {
        if (alive || signal.aborted) return;
        clearInterval(timer);
        resolve(`${name} (process ${pid}) ended by itself`);
      });
    }, WATCH_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'an unknown error';
}
