import { execFile } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { claim, findRecorded } from './pid-file.ts';
import type { Progress } from './progress.ts';
import { buildTemporal, isAtLeast } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';
import { findRelease, type Release, TEMPORAL_CLI_VERSION } from './temporal-release.ts';

const run = promisify(execFile);

/** The server in CLI 1.5.1; rate limits of task queues and deployment versions are in no older one. */
const OLDEST_SERVER = '1.29.0';
const VERSION_LIMIT_MS = 10_000;
const LOCK_POLL_MS = 500;

export interface TemporalBinaryOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The folder with the go.mod to build from. */
  readonly module: string;
  readonly progress: Progress;
  /** Gives up when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** The archive to download; default: the official one for this machine. */
  readonly release?: Release | undefined;
}

/**
 * Finds the Temporal CLI, or gets it: $TEMPORAL_CLI, else `temporal` on the PATH, else the cache, else the official
 * download, else a build with Go. What was got stays in a cache outside the work tree, for all checkouts.
 *
 * @returns the path of the program
 * @throws Error naming what was tried and what to install when nothing works
 */
export async function findTemporalBinary(options: TemporalBinaryOptions): Promise<string> {
  const { env, progress } = options;
  const named = env['TEMPORAL_CLI'];
  if (named) {
    const fault = await findFault(named);
    if (fault === undefined) return named;
    throw new Error(`Cannot use the Temporal CLI that TEMPORAL_CLI names, ${named}: ${fault}`);
  }

  const installed = await findOnPath(env['PATH'] ?? '');
  if (installed !== undefined) {
    const fault = await findFault(installed);
    if (fault === undefined) return installed;
    progress.say(`Not using ${installed}: ${fault}`);
  }

  const folder = cacheFolder(env);
  const cached = join(folder, `temporal-${TEMPORAL_CLI_VERSION}-${process.platform}-${process.arch}`);
  if ((await findFault(cached)) === undefined) return cached;
  await mkdir(folder, { recursive: true });
  return fetchOnce(cached, options);
}

/** One starter gets the program, others wait for it. */
async function fetchOnce(cached: string, options: TemporalBinaryOptions): Promise<string> {
  const { progress } = options;
  const first = await claim(`${cached}.lock`);
  if (!first.held) {
    await progress.during(`Waiting for process ${first.by.pid}, which is getting the Temporal server`, async () => {
      while (await isClaimed(`${cached}.lock`)) {
        refuseWhenAborted(options.signal);
        await sleep(LOCK_POLL_MS);
      }
    });
    return (await findFault(cached)) === undefined ? cached : fetchOnce(cached, options);
  }
  try {
    // Another may have finished between our look and our claim.
    if ((await findFault(cached)) !== undefined) await fetchBinary(cached, options);
    return cached;
  } finally {
    await first.release();
  }
}

async function isClaimed(lock: string): Promise<boolean> {
  return (await findRecorded(lock)) !== undefined;
}

async function fetchBinary(target: string, options: TemporalBinaryOptions): Promise<void> {
  const { env, module, progress, signal } = options;
  const release = options.release ?? findRelease(process.platform, process.arch);
  const failures: string[] = [];
  if (release) {
    const download = () =>
      progress.during('Downloading the Temporal server, once', async (report) => {
        await downloadTemporal({ release, target, report, signal });
        const fault = await findFault(target);
        if (fault !== undefined) throw new Error(`Cannot use the download of ${release.url}: ${fault}`);
      });
    if (await succeeds(download, failures)) return;
    refuseWhenAborted(signal);
    progress.say(failures.at(-1) ?? '');
  }
  const build = () =>
    progress.during('Building the Temporal server with Go, once; it takes about 5 minutes', (report) =>
      buildTemporal({ module, target, env, report, signal }),
    );
  if (await succeeds(build, failures)) return;
  refuseWhenAborted(signal);
  throw new Error(
    [
      'Cannot get a Temporal server. Tried, in this order:',
      '  TEMPORAL_CLI: not set',
      '  temporal on the PATH: none that can be used',
      `  the cache: no ${target}`,
      ...(release ? [] : [`  the official download: none known for ${process.platform} on ${process.arch}`]),
      ...failures.map((failure) => `  ${failure.replaceAll('\n', '\n    ')}`),
      `Install the Temporal CLI ${TEMPORAL_CLI_VERSION} (https://docs.temporal.io/cli) or Go 1.26.4 or later, ` +
        'or set TEMPORAL_ADDRESS to a server of your own',
    ].join('\n'),
  );
}

function refuseWhenAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Error('Gave up getting the Temporal server: asked to stop');
}

async function succeeds(deed: () => Promise<void>, failures: string[]): Promise<boolean> {
  try {
    await deed();
    return true;
  } catch (error) {
    failures.push(error instanceof Error ? error.message : 'an unknown error');
    return false;
  }
}

/** Why a program cannot serve as Temporal CLI; undefined when it can. */
async function findFault(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_LIMIT_MS });
    const server = /\(Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (server === undefined) return 'it is not the Temporal CLI';
    return isAtLeast(server, OLDEST_SERVER) ? undefined : `expected server ${OLDEST_SERVER} or later, got ${server}`;
  } catch {
    return 'it cannot be run';
  }
}

async function findOnPath(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, 'temporal');
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'dm-wsi');
}
