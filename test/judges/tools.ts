import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from './programs.ts';

/*
 * Peers that are fetched rather than installed. Each stays in the cache outside the work tree, under its version.
 */

const TOOLS = fileURLToPath(new URL('../../tools/', import.meta.url));
const FETCH_MS = 600_000;

/** A peer that cannot be had here. */
export class UnobtainableError extends Error {}

/** Where jsmpp's simulator is, its jars in a class path: what tools/jsmpp asks Maven for. */
export async function jsmppJars(): Promise<string> {
  const module = join(TOOLS, 'jsmpp');
  const sums = (await readFile(join(module, 'sha256sums'), 'utf8')).trim().split('\n');
  const wanted = sums.map((line) => line.split(/ +/)).map(([sum = '', name = '']) => ({ sum, name }));
  const folder = await cached('jsmpp-3.0.1', async (draft) => {
    const goal = 'dependency:copy-dependencies';
    await outputOf('mvn', ['-q', '-B', '-f', join(module, 'pom.xml'), goal, `-DoutputDirectory=${draft}`], {
      timeoutMs: FETCH_MS,
    });
  });
  for (const { sum, name } of wanted) {
    const got = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
    if (got !== sum) throw new Error(`Cannot use ${name}: expected SHA-256 ${sum}, got ${got}`);
  }
  return wanted.map(({ name }) => join(folder, name)).join(':');
}

/** go-smsc-simulator: the program that SMSC_SIMULATOR names, else what tools/smsc-simulator builds with Go. */
export async function smscSimulator(): Promise<string> {
  const named = process.env['SMSC_SIMULATOR'];
  if (named !== undefined) return named;
  const program = 'github.com/martialanouman/go-smsc-simulator/cmd/smsc-simulator';
  const folder = await cached('smsc-simulator-0.7.0', async (draft) => {
    await outputOf('go', ['build', '-trimpath', '-mod=readonly', '-o', join(draft, 'smsc-simulator'), program], {
      timeoutMs: FETCH_MS,
      cwd: join(TOOLS, 'smsc-simulator'),
      env: { CGO_ENABLED: '0', GOWORK: 'off', GOTOOLCHAIN: 'auto' },
    });
  });
  return join(folder, 'smsc-simulator');
}

/** A folder of the cache, which `fill` fills the first time. */
async function cached(name: string, fill: (draft: string) => Promise<void>): Promise<string> {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const cache = join(XDG_CACHE_HOME || join(HOME || homedir(), '.cache'), 'dm-wsi');
  const folder = join(cache, name);
  if (await isThere(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    await fill(draft).catch((error: unknown) => {
      throw new UnobtainableError(`it cannot be fetched: ${lastLine(error)}`);
    });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return folder;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function lastLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}
