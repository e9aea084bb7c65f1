import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** One that ran this long is taken for healthy: its next end begins with the first pause again. */
const HEALTHY_MS = 60_000;

/** Something that runs until it is stopped, or ends by itself, which it should not. */
export interface Runner {
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface SuperviseOptions<T extends Runner> {
  readonly start: () => Promise<T>;
  /** Told of every unexpected end, every failed restart and every success. */
  readonly say: (line: string) => void;
  readonly name: string;
  readonly firstPauseMs?: number;
}

export interface Supervised<T extends Runner> {
  /** The one that runs now, or ran last. */
  current(): T;
  readonly stop: () => Promise<void>;
}

/**
 * Starts something and starts it again whenever it ends by itself: after half a second, then after twice as long each
 * time, up to 15 s, for as long as it takes.
 *
 * @throws what the first start throws: nothing is retried before it has worked once
 */
export async function supervise<T extends Runner>(options: SuperviseOptions<T>): Promise<Supervised<T>> {
  const { name, say, start } = options;
  const firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
  const stopping = new AbortController();
  let current = await start();

  const again = async (pauseMs: number): Promise<void> => {
    try {
      await sleep(pauseMs, undefined, { signal: stopping.signal });
      current = await start();
    } catch (error) {
      if (stopping.signal.aborted) return;
      say(error instanceof Error ? error.message : `Cannot start ${name}`);
      return again(Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
    }
    if (stopping.signal.aborted) await current.stop();
    else say(`${name} runs again`);
  };

  const watch = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!stopping.signal.aborted) {
      const began = Date.now();
      const reason = await Promise.race([current.ended, aborted(stopping.signal)]);
      if (reason === undefined) return;
      pauseMs = Date.now() - began > HEALTHY_MS ? firstPauseMs : pauseMs;
      say(`${reason}; starting it again`);
      await again(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  };
  const watching = watch();

  return {
    current: () => current,
    async stop() {
      stopping.abort();
      await watching;
      await current.stop();
    },
  };
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
