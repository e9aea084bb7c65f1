/**
 * What importing devices costs, and that it takes no more memory for ten times as many.
 *
 * `npm run bench:imports`; `-- --quick` takes a tenth of the rows and says so.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { residentMb } from './measure.ts';
import { startOrderBench } from './service.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const ROWS = (values.quick ? [1_000, 10_000] : [10_000, 100_000]) as readonly number[];
const SAMPLE_MS = 100;

const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
const parts = await startScratchParts({ env: process.env, module, progress: createProgress(process.stdout) });
const bench = await startOrderBench(parts);
try {
  // The first finds nothing compiled.
  await bench.importDevices(500);
  console.log('\n| rows | rows a second | API at most | before |\n|---|---|---|---|');
  for (const rows of ROWS) {
    const before = await residentMb(bench.apiPid);
    const { seconds, peakMb } = await watched(() => bench.importDevices(rows));
    console.log(`| ${rows} | ${(rows / seconds).toFixed(0)} | ${peakMb.toFixed(0)} MB | ${before.toFixed(0)} MB |`);
  }
  if (values.quick) console.log('\nA quick run: too short to quote.');
} finally {
  await bench.stop();
  await parts.stop();
}

/** How long some work takes, and what the API holds at most meanwhile. */
async function watched(work: () => Promise<void>): Promise<{ seconds: number; peakMb: number }> {
  let peakMb = 0;
  const timer = setInterval(() => {
    void residentMb(bench.apiPid).then((mb) => {
      peakMb = Math.max(peakMb, mb);
    });
  }, SAMPLE_MS);
  const started = performance.now();
  await work();
  clearInterval(timer);
  return { seconds: (performance.now() - started) / 1_000, peakMb };
}
