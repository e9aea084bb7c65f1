import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

export const projectDir = fileURLToPath(new URL('../..', import.meta.url));

/** A folder that is gone after the test, and that everybody may pass: PostgreSQL does not run as root. */
export async function makeFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dm-wsi-test-'));
  await chmod(folder, 0o755);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A shell script that can be run. */
export async function writeScript(path: string, ...lines: readonly string[]): Promise<void> {
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(path, 0o755);
}

/** Starts a launcher of its own (test/helpers/launcher-main.ts) and gives what it said once ready. */
export async function startLauncher(t: ExecutionContext, env: NodeJS.ProcessEnv) {
  const launcher = spawn(process.execPath, ['--import', 'tsx', 'test/helpers/launcher-main.ts'], {
    cwd: projectDir,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.teardown(() => launcher.kill('SIGKILL'));
  const [line] = await Promise.race([
    once(createInterface({ input: launcher.stdout }), 'line'),
    once(launcher, 'exit').then(([status]) => Promise.reject(new Error(`The launcher ended with status ${status}`))),
  ]);
  return { launcher, said: JSON.parse(line) };
}

export async function killNow(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Waits for something to become true. The limit is for a machine that does much else meanwhile. */
export async function eventually(check: () => Promise<boolean> | boolean, limitMs = 90_000): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
