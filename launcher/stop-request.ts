import { once } from 'node:events';

/** npm passes a signal on that the terminal has sent already: two within this time are one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_POLL_MS = 1_000;

export interface StopRequest {
  /** Aborted when asked to stop. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<void>;
}

/**
 * Hears when this process is to stop: by Ctrl-C, SIGTERM or the end of its terminal, or because the npm that runs it is
 * gone, as the shell that npm puts in between does not pass SIGTERM on.
 *
 * @param onImpatience - called for a second Ctrl-C
 */
export function hearStopRequest(env: NodeJS.ProcessEnv, onImpatience: () => void): StopRequest {
  const stopping = new AbortController();
  const asked = once(stopping.signal, 'abort').then(() => {});
  let firstAt: number | undefined;
  const ask = () => {
    if (firstAt !== undefined && Date.now() - firstAt > SAME_SIGNAL_MS) onImpatience();
    firstAt ??= Date.now();
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);

  const parent = process.ppid;
  if (env['npm_lifecycle_event'] !== undefined) {
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      ask();
    }, PARENT_POLL_MS);
    watch.unref();
  }
  return { signal: stopping.signal, asked };
}
