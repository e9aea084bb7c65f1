/**
 * What hostile definitions and imports cost, and whether those who order notice.
 *
 * `npm run bench:hostile`. First each kind by itself: from its text to the refusal, in this process. Then the same bodies
 * over HTTP against the whole service, beside orders at a constant rate, in turn with orders alone in the same run.
 * `-- --quick` takes a fifth of the time and says so; `-- --only cost` (or `beside`) one part.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { HOSTILE, type Hostile, outcomeOf } from '../test/helpers/hostile-definitions.ts';
import { type Latency, latencyOf, median, openLoop } from './measure.ts';
import { startOrderBench } from './service.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: ['cost', 'beside'] },
  },
});
/** What each kind may take, in milliseconds. */
const WANTED_MS = 100;
const REPEATS = values.quick ? 5 : 25;
const ORDERS_PER_SECOND = 50;
const HOSTILE_PER_SECOND = 5;
const SECONDS = values.quick ? 4 : 20;
const ROUNDS = values.quick ? 1 : 3;

const ms = (value: number): string => `${value.toFixed(1)} ms`;

if (values.only.includes('cost')) await measureCost();
if (values.only.includes('beside')) await measureBeside();
if (values.quick) console.log('\nA quick run: too short to quote.');

async function measureCost(): Promise<void> {
  console.log(`\nEach kind by itself, ${REPEATS} times, wanted < ${WANTED_MS} ms`);
  // The first of each compiles what the process will run: a service has that behind it.
  for (const hostile of HOSTILE) await outcomeOf(hostile);
  console.log('| via | kind | p50 | max | outcome |\n|---|---|---|---|---|');
  let worst = 0;
  for (const hostile of HOSTILE) {
    const took: number[] = [];
    for (let i = 0; i < REPEATS; i++) took.push(await timed(hostile));
    const { p50, max } = latencyOf(took);
    worst = Math.max(worst, max);
    console.log(`| ${hostile.via} | ${hostile.kind} | ${ms(p50)} | ${ms(max)} | ${hostile.code ?? 'taken'} |`);
  }
  console.log(`\nThe slowest took ${ms(worst)} (wanted < ${WANTED_MS} ms)`);
}

async function timed(hostile: Hostile): Promise<number> {
  const started = performance.now();
  const outcome = await outcomeOf(hostile);
  const took = performance.now() - started;
  if (outcome !== hostile.code) throw new Error(`${hostile.kind}: expected ${hostile.code}, got ${outcome}`);
  return took;
}

async function measureBeside(): Promise<void> {
  const progress = createProgress(process.stdout);
  const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
  const parts = await startScratchParts({ env: process.env, module, progress });
  const bench = await startOrderBench(parts);
  const orders = (): Promise<Latency> => openLoop({ perSecond: ORDERS_PER_SECOND, seconds: SECONDS }, bench.accept);
  try {
    console.log(`\n${ORDERS_PER_SECOND} orders a second, alone and beside ${HOSTILE_PER_SECOND} of these a second`);
    const ratios: number[] = [];
    // The first orders find nothing compiled and no connection open.
    await orders();
    for (let round = 1; round <= ROUNDS; round++) {
      await bench.drain();
      const alone = await orders();
      await bench.drain();
      const refused = openLoop({ perSecond: HOSTILE_PER_SECOND, seconds: SECONDS }, (i) =>
        bench.submit(HOSTILE[i % HOSTILE.length]),
      );
      const [beside, hostile] = await Promise.all([orders(), refused]);
      ratios.push(beside.p50 / alone.p50);
      console.log(`  round ${round}, orders alone: p50 ${ms(alone.p50)}, p99 ${ms(alone.p99)}`);
      console.log(`  round ${round}, orders beside: p50 ${ms(beside.p50)}, p99 ${ms(beside.p99)}`);
      console.log(`  round ${round}, what is refused: p50 ${ms(hostile.p50)}, p99 ${ms(hostile.p99)}`);
    }
    console.log(`\nAn order beside them takes ${median(ratios).toFixed(2)} of one alone (p50, median of ${ROUNDS})`);
  } finally {
    await bench.stop();
    await parts.stop();
  }
}
