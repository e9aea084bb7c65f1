import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claim, findRecorded } from './pid-file.ts';
import { findFreePort } from './ports.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { endProcess } from './processes.ts';
import type { Progress } from './progress.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';

const PREFIX = 'dm-wsi-scratch-';
const OWNER = 'owner.pid';
/** A folder this young may belong to one who has not put a name on it yet. */
const NAMELESS_MS = 60_000;

/** A database and a Temporal server for one run of tests or of a benchmark, on free ports, with nothing kept. */
export interface ScratchParts {
  readonly folder: string;
  readonly postgres: Postgres;
  readonly temporal: TemporalServer;
  /** Stops both, ends whatever else has noted its process in `folder`, and removes all that was written. */
  readonly stop: () => Promise<void>;
}

export interface ScratchOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The folder with the go.mod that the Temporal CLI is built from, should there be none. */
  readonly module: string;
  readonly progress: Progress;
  /** Gives up getting the Temporal CLI when aborted. */
  readonly signal?: AbortSignal;
  /** PostgreSQL settings, such as `fsync: 'off'`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether Temporal makes way, as under the launcher, where it does. */
  readonly makesWay?: boolean;
}

/**
 * Starts both in a temporary folder, after clearing away what runs that were killed have left.
 *
 * @throws Error when either does not start; then neither runs
 */
export async function startScratchParts(options: ScratchOptions): Promise<ScratchParts> {
  const { env, progress, settings, makesWay = true } = options;
  await sweepScratch(tmpdir());
  const binary = await findTemporalBinary(options);
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await claim(join(folder, OWNER));
  const logs = join(folder, 'logs');
  const [postgres, temporal] = await progress.during('Starting PostgreSQL and Temporal', async () =>
    Promise.allSettled([
      startPostgres({
        stateDir: folder,
        logFile: join(logs, 'postgres.log'),
        port: await findFreePort(),
        portVariable: 'POSTGRES_PORT',
        ...(settings && { settings }),
      }),
      startTemporalServer({
        binary,
        stateDir: folder,
        logFile: join(logs, 'temporal.log'),
        port: await findFreePort(),
        portVariable: 'TEMPORAL_PORT',
        makesWay,
        env,
      }),
    ]),
  );
  const stop = async () => {
    if (temporal.status === 'fulfilled') await temporal.value.stop();
    if (postgres.status === 'fulfilled') {
      await postgres.value.stop();
      await rm(postgres.value.home, { recursive: true, force: true });
    }
    await endRecorded(folder);
    await rm(folder, { recursive: true, force: true });
  };
  if (postgres.status === 'fulfilled' && temporal.status === 'fulfilled') {
    return { folder, postgres: postgres.value, temporal: temporal.value, stop };
  }
  await stop();
  throw [postgres, temporal].find((part) => part.status === 'rejected')?.reason;
}

/**
 * Ends the servers and removes the folders of runs whose process is gone.
 *
 * @returns how many folders that were
 */
export async function sweepScratch(parent: string): Promise<number> {
  let swept = 0;
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(PREFIX) || !(await isAbandoned(folder))) continue;
    await endRecorded(folder);
    await rm(folder, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/** Ends every process that a file `<name>.pid` in the folder, or in a folder within, names. */
async function endRecorded(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    const left = file.endsWith('.pid') ? await findRecorded(join(folder, file)) : undefined;
    if (left && left.pid !== process.pid) await endProcess(left.pid, { signal: 'SIGINT', limitMs: 10_000 });
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  try {
    const { mtimeMs, uid } = await stat(folder);
    if (uid !== process.getuid?.() || Date.now() - mtimeMs < NAMELESS_MS) return false;
    return (await findRecorded(join(folder, OWNER))) === undefined;
  } catch {
    return false;
  }
}
