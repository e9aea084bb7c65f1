import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks a second in /proc: 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;

interface Usage {
  readonly parent: number;
  /** Of the process and of its children that have ended. */
  readonly ticks: number;
}

/** What some work took, and the processor time an order of it. */
export interface Effort<T> {
  readonly result: T;
  /** In milliseconds, by process; `bench` is this one, without what it has started. */
  readonly cpu: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Does work of so many orders and tells what each cost in the named processes and in this one. */
export async function measureEffort<T>(
  roots: Readonly<Record<string, number>>,
  orders: number,
  work: () => Promise<T>,
): Promise<Effort<T>> {
  const before = await processorTime(roots);
  const own = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(own);
  const after = await processorTime(roots);
  const cpu = new Map([...after].map(([name, ms]) => [name, (ms - (before.get(name) ?? 0)) / orders]));
  cpu.set('bench', (user + system) / 1_000 / orders);
  return { result, cpu, total: [...cpu.values()].reduce((sum, ms) => sum + ms, 0) };
}

/**
 * Processor time of processes and all below them so far, in milliseconds, by name. Unlike orders a second it hardly depends on
 * what else the machine does, so it says where an order's time goes. Linux only; elsewhere all are 0.
 */
async function processorTime(roots: Readonly<Record<string, number>>): Promise<Map<string, number>> {
  const all = await readAll();
  const sum = (pid: number): number => {
    const below = [...all].filter(([, { parent }]) => parent === pid);
    return (all.get(pid)?.ticks ?? 0) + below.reduce((total, [child]) => total + sum(child), 0);
  };
  return new Map(Object.entries(roots).map(([name, pid]) => [name, (sum(pid) * 1_000) / TICKS_PER_SECOND]));
}

async function readAll(): Promise<Map<number, Usage>> {
  const names = await readdir('/proc').catch(() => []);
  const rows = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map(async (name) => [Number(name), await read(name)] as const),
  );
  return new Map(rows.flatMap(([pid, usage]) => (usage === undefined ? [] : [[pid, usage] as const])));
}

async function read(name: string): Promise<Usage | undefined> {
  try {
    const text = await readFile(`/proc/${name}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; the state is field 3 (proc_pid_stat(5)).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((total, i) => total + Number(fields[i]), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}
