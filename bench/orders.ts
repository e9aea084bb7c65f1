/**
 * The figures of the order path on one machine, and the bare ceiling of the engine in the same run.
 *
 * `npm run bench`; `-- --quick` takes a tenth of the time and says so; `-- --only throughput` one section (idle, cost,
 * throughput, accept), `--shape local` one shape of the bare engine. Real PostgreSQL with flushed commits, a real
 * Temporal development server, API, worker and simulators as processes of their own: nothing is left out of the way.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { measureBare } from './bare.ts';
import { type Effort, measureEffort } from './cpu.ts';
import { closedLoop, latencyOf, median, openLoop, residentMb } from './measure.ts';
import { startOrderBench } from './service.ts';

const SECTIONS = ['idle', 'cost', 'throughput', 'accept'] as const;
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [...SECTIONS] },
    shape: { type: 'string', multiple: true, default: ['local', 'mixed', 'ordinary'] },
  },
});
const wants = (section: (typeof SECTIONS)[number]): boolean => values.only.includes(section);
const scale = values.quick ? 0.1 : 1;
const scaled = (count: number): number => Math.max(10, Math.round(count * scale));

const CONCURRENCY = 20;
const SHAPES = values.shape.filter((shape) => shape === 'local' || shape === 'mixed' || shape === 'ordinary');
const ROUNDS = values.quick ? 1 : 3;

const progress = createProgress(process.stdout);
const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
const parts = await startScratchParts({ env: process.env, module, progress });
const rows: [what: string, got: string, wanted: string][] = [];
const note = (what: string, got: string, wanted = ''): void => {
  rows.push([what, got, wanted]);
  console.log(`  ${what}: ${got}${wanted === '' ? '' : ` (wanted ${wanted})`}`);
};
const ms = (value: number): string => `${value.toFixed(0)} ms`;

const bench = await startOrderBench(parts);
try {
  if (wants('idle')) await measureIdle();
  if (wants('cost')) await measureCost();
  if (wants('throughput')) await measureThroughput();
  if (wants('accept')) await measureAccept();
} finally {
  await bench.stop();
  await parts.stop();
}

console.log('\n| what | measured | wanted |\n|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
if (values.quick) console.log('\nA quick run: too short to quote.');

async function measureIdle(): Promise<void> {
  console.log('\nOne order, idle system');
  const firstOctets: number[] = [];
  for (let i = 0; i < scaled(40); i++) firstOctets.push(await bench.firstOctetMs());
  note('POST to first octet at the SMSC, p50', ms(latencyOf(firstOctets).p50), '≤ 150 ms');
}

async function measureCost(): Promise<void> {
  console.log('\nWhat one order costs');
  const cost = await bench.costOfOne(10);
  note('SQL round trips an order, accept to settled', cost.roundTrips.toFixed(1), '≤ 15');
  note('of them behind the wall: begin, tenant and commit go along', cost.walled.toFixed(1));
  note('commits that write', cost.commits.toFixed(1), '≤ 5');
  note('Temporal history', `${cost.historyEvents} events, ${cost.historyOctets} octets`, '≤ 30 events, ≤ 4 kB');
}

async function measureThroughput(): Promise<void> {
  console.log(`\nThroughput, closed loop of ${CONCURRENCY}, ${ROUNDS} rounds in turn with the bare engine`);
  const load = { orders: scaled(400), concurrency: CONCURRENCY };
  await closedLoop({ ...load, orders: scaled(150) }, bench.orderToEnd);
  const ratios: number[] = [];
  const efforts: number[] = [];
  const bareServer = { address: parts.temporal.address, pid: bench.pids.temporal };
  for (let round = 1; round <= ROUNDS; round++) {
    const bare = await measureBare(bareServer, SHAPES, load);
    const ours = await measureEffort(bench.pids, load.orders, () => closedLoop(load, bench.orderToEnd));
    const best = Math.max(...[...bare.values()].map(({ result }) => result.perSecond));
    const leanest = Math.min(...[...bare.values()].map(({ total }) => total));
    ratios.push(ours.result.perSecond / best);
    efforts.push(leanest / ours.total);
    for (const [shape, effort] of bare)
      note(`round ${round}, bare engine, ${shape}`, `${effort.result.perSecond.toFixed(1)}/s, ${describe(effort)}`);
    note(
      `round ${round}, orders end to end`,
      `${ours.result.perSecond.toFixed(1)}/s, p50 ${ms(ours.result.latency.p50)}, ${(ours.result.perSecond / best).toFixed(2)} of the best bare shape; ${describe(ours)}`,
    );
  }
  note('throughput as a share of the bare ceiling, median', median(ratios).toFixed(2), '≥ 0.70, aim 0.90');
  note('the same by processor time an order, median', median(efforts).toFixed(2), '≥ 0.70');
  await noteMemory('≤ 700 MB');
}

/** Where the processor time of an order went. */
function describe({ cpu, total }: Effort<unknown>): string {
  const shares = [...cpu].map(([name, spent]) => `${name} ${spent.toFixed(1)}`).join(', ');
  return `${total.toFixed(1)} ms of processor an order (${shares})`;
}

async function measureAccept(): Promise<void> {
  console.log('\nAccepting');
  const accept = await openLoop({ perSecond: 50, seconds: scaled(20) }, bench.accept);
  note('POST /v1/orders at 50/s, p50', ms(accept.p50), '≤ 15 ms');
  note('POST /v1/orders at 50/s, p99', ms(accept.p99), '≤ 75 ms');
  await bench.drain();
  const before = await bench.stored();
  const burst = scaled(3_000);
  const taken = await closedLoop({ orders: burst, concurrency: 50 }, bench.accept);
  note(`burst of ${burst}`, `${taken.perSecond.toFixed(0)}/s`, '≥ 300/s');
  note('lost', String(burst - ((await bench.stored()) - before)), '0');
  await bench.drain();
  await noteMemory();
}

/** The budget is for what a thousand orders leave behind; a burst fills the worker's cache of workflows as well. */
async function noteMemory(wanted?: string): Promise<void> {
  const [api, worker] = [await residentMb(bench.apiPid), await residentMb(bench.workerPid)];
  note(`API + worker after ${await bench.stored()} orders`, `${api.toFixed(0)} + ${worker.toFixed(0)} MB`, wanted);
}
