import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcessIdentity } from './processes.ts';

/** Clearing takes milliseconds: a guard this old was left by one that was killed in the middle. */
const GUARD_LIMIT_MS = 5_000;
const GUARD_POLL_MS = 20;

/** A process as noted on disk: enough to find it again, and not to mistake another for it. */
export interface PidRecord {
  readonly pid: number;
  readonly identity: string;
  /** Whatever the one who wrote it wants to compare later, such as the arguments. */
  readonly note: string;
}

/** The record of a running process, written so that a reader sees all of it or nothing. */
export async function writePidFile(file: string, pid: number, note = ''): Promise<void> {
  await rename(await writeDraft(file, pid, note), file);
}

/** The process that `file` names, if it still runs and is the same one. */
export async function findRecorded(file: string): Promise<PidRecord | undefined> {
  return findIn(await readFile(file, 'utf8').catch(() => ''));
}

async function findIn(text: string): Promise<PidRecord | undefined> {
  const record = parseRecord(text);
  if (!record) return undefined;
  return (await findProcessIdentity(record.pid)) === record.identity ? record : undefined;
}

/** A place that one process at a time may hold. */
export type Claim =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; readonly by: PidRecord };

/**
 * Claims `file` for this process. What a process that has died left there is cleared away.
 *
 * @throws Error when the folder cannot be written
 */
export async function claim(file: string): Promise<Claim> {
  const draft = await writeDraft(file, process.pid, '');
  try {
    for (;;) {
      // A link appears whole or not at all, and only one can have the name.
      if (await linkIfAbsent(draft, file)) return { held: true, release: () => rm(file, { force: true }) };
      const by = await findRecorded(file);
      if (by) return { held: false, by };
      await clearStale(file);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Deletes a dead claim. One process at a time may: else the slower of two that both saw it dead would delete the fresh
 * claim of the faster one. Where the claim is not deleted the caller looks again.
 */
async function clearStale(file: string): Promise<void> {
  const guard = `${file}.clearing`;
  try {
    await mkdir(guard);
  } catch {
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > GUARD_LIMIT_MS) await rm(guard, { recursive: true, force: true });
    else await sleep(GUARD_POLL_MS);
    return;
  }
  try {
    // A file that is not there now may be a fresh claim in a moment; one that is dead stays until it is deleted here.
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined && (await findIn(text)) === undefined) await rm(file, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** Writes a record beside `file`, to be moved or linked into place. */
async function writeDraft(file: string, pid: number, note: string): Promise<string> {
  const record = { pid, identity: (await findProcessIdentity(pid)) ?? '', note } satisfies PidRecord;
  const draft = `${file}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(record));
  return draft;
}

function parseRecord(text: string): PidRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPidRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPidRecord(value: unknown): value is PidRecord {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'pid' in value &&
    typeof value.pid === 'number' &&
    'identity' in value &&
    typeof value.identity === 'string' &&
    'note' in value &&
    typeof value.note === 'string'
  );
}
