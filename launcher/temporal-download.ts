import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Release } from './temporal-release.ts';

const run = promisify(execFile);

/** A network that swallows packets must not cost more: there is another way to the binary. */
const CONNECT_LIMIT_MS = 5_000;
const STALL_LIMIT_MS = 20_000;
const MEGABYTE = 1_000_000;

export interface DownloadOptions {
  readonly release: Release;
  readonly target: string;
  /** Told how far the download is. */
  readonly report: (detail: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads a release archive, checks it and puts the program `temporal` inside it at `target`.
 *
 * @throws Error when there is no way there, or the archive is not the one that was pinned
 */
export async function downloadTemporal({ release, target, report, signal }: DownloadOptions): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const archive = join(folder, 'archive.tar.gz');
    const sha256 = await save(archive, { release, report, signal });
    if (sha256 !== release.sha256) {
      throw new Error(`expected an archive with SHA-256 ${release.sha256}, got ${sha256}`);
    }
    await run('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    await chmod(join(folder, 'temporal'), 0o755);
    await rename(join(folder, 'temporal'), target);
  } catch (error) {
    throw new Error(`Cannot download ${release.url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the SHA-256 of what was saved. */
async function save(file: string, { release, report, signal }: Omit<DownloadOptions, 'target'>): Promise<string> {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: CONNECT_LIMIT_MS },
    headersTimeout: STALL_LIMIT_MS,
    bodyTimeout: STALL_LIMIT_MS,
  });
  try {
    const response = await fetch(release.url, { dispatcher, ...(signal && { signal }) });
    if (!response.ok || !response.body) throw new Error(`expected status 200, got ${response.status}`);
    const hash = createHash('sha256');
    let octets = 0;
    const measure = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        hash.update(chunk);
        octets += chunk.length;
        report(`${Math.round(octets / MEGABYTE)} MB`);
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), measure, createWriteStream(file));
    return hash.digest('hex');
  } finally {
    await dispatcher.destroy();
  }
}

/** fetch() says "fetch failed" and keeps the reason for those who ask. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
