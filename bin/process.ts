import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Tells whoever started us that we are ready: one JSON line on standard output. */
export function sayReady(facts: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
}

/** Resolves when this process is asked to stop: by signal, or because the launcher that holds our leash is gone. */
export async function stopRequested(): Promise<void> {
  const leashed = process.connected;
  await Promise.race([
    once(process, 'SIGTERM'),
    once(process, 'SIGINT'),
    ...(leashed ? [once(process, 'disconnect')] : []),
  ]);
}

/** Whether a module is what node was started with, and not imported by another. */
export function isMain(moduleUrl: string): boolean {
  const [, script] = process.argv;
  return script !== undefined && realpathSync(script) === realpathSync(fileURLToPath(moduleUrl));
}

/** Runs a process to its end; what goes wrong is one clear line and exit status 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
    process.exit();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
