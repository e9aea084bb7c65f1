import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const RUN_MS = 60_000;
const MAX_OUTPUT = 64 * 1024 * 1024;
/** Debian keeps Kannel's daemons where users do not look. */
const MORE_PATHS = ['/usr/sbin', '/usr/local/sbin'];

const execute = promisify(execFile);

/** Tells whether all programs are installed. */
export async function isInstalled(programs: readonly string[]): Promise<boolean> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_PATHS];
  const found = programs.map(async (program) => {
    const tries = folders.map((folder) =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    );
    return (await Promise.all(tries)).includes(true);
  });
  return !(await Promise.all(found)).includes(false);
}

/** Environment in which programs are found and speak UTF-8. */
export function environment(): NodeJS.ProcessEnv {
  const path = [process.env['PATH'] ?? '', ...MORE_PATHS].join(delimiter);
  return { ...process.env, PATH: path, LC_ALL: 'C.UTF-8' };
}

interface RunOptions {
  readonly timeoutMs?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and gives what it wrote. */
export async function outputOf(
  program: string,
  args: readonly string[],
  { timeoutMs = RUN_MS, cwd, env }: RunOptions = {},
): Promise<string> {
  const { stdout } = await execute(program, args, {
    env: { ...environment(), ...env },
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT,
    ...(cwd !== undefined && { cwd }),
  });
  return stdout;
}

/** A folder for as long as `work` takes. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'judges-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
