import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Fields after the name in /proc/<pid>/stat (proc(5)): state is field 3, num_threads field 20, starttime field 22. */
const STATE = 0;
const THREADS = 17;
const START_TIME = 19;

/**
 * What tells a process from a later one with the same number: when it started, and in which boot.
 *
 * @returns undefined when no such process runs; one that has ended but was not yet collected counts as ended
 */
export async function findProcessIdentity(pid: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return process.platform === 'linux' ? identityFromProc(pid) : identityFromPs(pid);
}

async function identityFromProc(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ]);
    // The name stands in parentheses and may hold anything, parentheses too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Its first thread may be over while another still holds its files and ports.
    const isOver = fields[STATE] === 'Z' && Number(fields[THREADS]) <= 1;
    return isOver ? undefined : `${boot.trim()}/${fields[START_TIME] ?? ''}`;
  } catch {
    return undefined;
  }
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'state=,lstart=', '-p', String(pid)]);
    const text = stdout.trim();
    return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/** The command line of a process, parts joined by spaces; empty when there is none to see. */
export async function readCommandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await run('ps', ['-o', 'args=', '-p', String(pid)])).stdout.trim();
  } catch {
    return '';
  }
}

export async function isAlive(pid: number): Promise<boolean> {
  return (await findProcessIdentity(pid)) !== undefined;
}

/** Waits until the process has ended, at most `limitMs`. */
export async function waitForEnd(pid: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (await isAlive(pid)) {
    if (Date.now() >= deadline) return false;
    await sleep(20);
  }
  return true;
}

export interface EndOptions {
  /** The signal that asks politely. */
  readonly signal: NodeJS.Signals;
  /** How long the process may take before it is killed, in milliseconds. */
  readonly limitMs: number;
}

/** Ends a process: asks, waits, then kills. Returns how it went; a process that is already gone is no error. */
export async function endProcess(pid: number, { signal, limitMs }: EndOptions): Promise<'ended' | 'killed'> {
  sendSignal(pid, signal);
  if (await waitForEnd(pid, limitMs)) return 'ended';
  sendSignal(pid, 'SIGKILL');
  await waitForEnd(pid, 5_000);
  return 'killed';
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  // 0 and below would reach whole groups of processes, 1 is the system's own.
  if (!(pid > 1)) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
