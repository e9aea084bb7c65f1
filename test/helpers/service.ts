import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeWay } from '../../launcher/priority.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 40_000;

/** A process of ours under test. */
export interface Service {
  readonly pid: number;
  /** What its ready line said. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Everything it wrote to standard error so far. */
  readonly log: () => string;
  /** Resolves when it has ended, with its exit code or the signal. */
  readonly ended: Promise<number | string>;
  /** Asks it to stop and waits. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
}

/** Starts a script of ours and waits for its ready line. It makes way for others as under the launcher, if asked to. */
export async function startService(
  script: string,
  env: NodeJS.ProcessEnv,
  { makesWay = false } = {},
): Promise<Service> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (makesWay && child.pid !== undefined) makeWay(child.pid);
  const chunks: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => void chunks.push(chunk));
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
  const ready = await waitForReady(child, ended, () => chunks.join(''));
  return {
    pid: child.pid ?? 0,
    ready,
    log: () => chunks.join(''),
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(timer);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function waitForReady(
  child: ChildProcess,
  ended: Promise<number | string>,
  log: () => string,
): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error('The child has no standard output');
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<Record<string, unknown>>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve(JSON.parse(line));
    });
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_LIMIT_MS);
  const failed = ended.then((code): never => {
    throw new Error(`A service ended before it was ready (${code}):\n${log()}`);
  });
  try {
    return await Promise.race([ready, failed]);
  } finally {
    clearTimeout(timer);
    failed.catch(() => {});
  }
}
