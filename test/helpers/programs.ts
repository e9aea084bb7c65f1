import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import test, { type Implementation } from 'ava';
import { projectDir } from '../launcher/world.ts';

/** Environment of a test that has nothing of the run: as a person at a terminal has it. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TEMPORAL_CLI } = process.env;
  return { PATH, HOME, TMPDIR, ...(TEMPORAL_CLI !== undefined && { TEMPORAL_CLI }) };
}

/** Runs a program to its end in the project, or in another folder. */
export async function run(
  command: readonly [program: string, ...args: string[]],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<string> {
  const [program, ...args] = command;
  const env = { ...plainEnv(), ...options.env };
  const { stdout } = await promisify(execFile)(program, args, { cwd: projectDir, ...options, env, timeout: 300_000 });
  return stdout;
}

/**
 * A test that needs a program of the machine, such as python3. Where there is none it is skipped, and says why; in CI,
 * which installs them, it fails.
 */
export function testWith(program: string, title: string, implementation: Implementation<[]>): void {
  if (isThere(program) || process.env['CI'] !== undefined) test.serial(title, implementation);
  else test.skip(`${title} (not tested: no ${program} on this machine)`, implementation);
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
