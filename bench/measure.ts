import { readFile } from 'node:fs/promises';

export interface LoopResult {
  readonly perSecond: number;
  readonly latency: Latency;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** So many at once, each followed by the next, until all are done. */
export async function closedLoop(
  { orders, concurrency }: { readonly orders: number; readonly concurrency: number },
  work: (i: number) => Promise<void>,
): Promise<LoopResult> {
  const took: number[] = [];
  let next = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    for (let i = next++; i < orders; i = next++) {
      const from = performance.now();
      await work(i);
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { perSecond: (orders * 1_000) / (performance.now() - started), latency: latencyOf(took) };
}

/**
 * A constant rate, whatever the answers do: latency counts from when a call was due, so that a stall is not hidden by the
 * calls it held back.
 */
export async function openLoop(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  work: (i: number) => Promise<void>,
): Promise<Latency> {
  const took: number[] = [];
  const started = performance.now();
  const all: Promise<void>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    const due = started + (i * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    all.push(work(i).then(() => void took.push(performance.now() - due)));
  }
  await Promise.all(all);
  return latencyOf(took);
}

export function latencyOf(took: readonly number[]): Latency {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Memory that a process holds, in MB. Linux only; elsewhere 0. */
export async function residentMb(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
