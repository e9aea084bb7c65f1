import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What judges the API, from PyPI. Another version asks other things: `schemathesis.toml` beside this goes with this one. */
const VERSION = '4.32.5';
/** What that version runs on. */
const LEAST_PYTHON = [3, 10] as const;
const INSTALL_MS = 600_000;

const execute = promisify(execFile);

/** Nothing on this machine can run it. */
export class PythonAbsent extends Error {}

/**
 * The program, installed on first use into a cache outside the work tree.
 *
 * @throws PythonAbsent
 */
export async function findSchemathesis(env: NodeJS.ProcessEnv): Promise<string> {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const folder = join(cache, 'dm-wsi', `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  // Written last: without it the folder is what an interrupted installation left.
  const complete = join(folder, 'complete');
  if (await exists(complete)) return program;
  const python = await findPython(env);
  console.log(`Installing schemathesis ${VERSION} into ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await execute(python, ['-m', 'venv', folder], { timeout: INSTALL_MS });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`];
  await execute(join(folder, 'bin', 'python'), pip, { timeout: INSTALL_MS });
  await writeFile(complete, '');
  return program;
}

async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env['PYTHON'];
  const names = named === undefined ? ['python3', 'python'] : [named];
  for (const name of names) {
    if (await isFit(name)) return name;
  }
  throw new PythonAbsent(
    `Cannot run schemathesis: expected Python ${LEAST_PYTHON.join('.')} or newer as ${names.join(' or ')}, or named by PYTHON`,
  );
}

async function isFit(python: string): Promise<boolean> {
  const question = `import sys, venv; sys.exit(sys.version_info < (${LEAST_PYTHON.join(', ')}))`;
  return execute(python, ['-c', question]).then(
    () => true,
    () => false,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
