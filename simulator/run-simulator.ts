/** After this the process ends whatever is still open: whoever stops it waits no longer than a second. */
const STOP_LIMIT_MS = 900;

/**
 * Keeps a simulator up as a process: says in one JSON line on standard output that it is ready and where, and stops it
 * on SIGTERM or SIGINT, or when the process that started it over an IPC channel is gone.
 *
 * @param ports - what to say besides `ready`
 */
export function runSimulator(ports: Readonly<Record<string, number>>, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS);
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('disconnect', end);
  process.stdout.write(`${JSON.stringify({ ready: true, ...ports })}\n`);
}
