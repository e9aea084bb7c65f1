import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode } from '@temporalio/worker';
import { isMain, runMain } from './process.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Everything that can end up in the bundle. */
const SOURCES = ['workflows', 'domain', 'codecs'];

/** Where the bundler starts; `.ts` in source. */
export const WORKFLOWS_PATH = join(ROOT, 'workflows', 'index.ts');

/**
 * Bundles the workflows once for the code as it stands; a second call with the same code finds the file. The bundler has a
 * process of its own: what it takes, some 100 MB, would stay with a worker for good.
 *
 * @returns the path of the bundle
 */
export async function ensureWorkflowBundle(folder: string): Promise<string> {
  const path = join(folder, `workflows-${await fingerprint()}.js`);
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(import.meta.url), unfinished], {
    cwd: ROOT,
  });
  await rename(unfinished, path);
  return path;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const sdk = createRequire(import.meta.url).resolve('@temporalio/worker/package.json');
  hash.update(await readFile(sdk));
  for (const source of SOURCES) {
    const names = await readdir(join(ROOT, source));
    for (const name of names.toSorted()) {
      if (name.endsWith('.ts')) hash.update(`${source}/${name}\0`).update(await readFile(join(ROOT, source, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function writeBundle(path: string): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS_PATH,
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  await writeFile(path, code);
}

if (isMain(import.meta.url)) await runMain(() => writeBundle(process.argv[2] ?? ''));
