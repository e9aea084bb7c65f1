/**
 * How near to its limit a bearer goes that has one, and never above it, while more orders wait than it may send.
 *
 * `npm run bench:rate`: so many orders at once that the limit is the only thing that holds them up; then the SMSC's own
 * ledger says how many parts came in each second of a steady minute. `-- --limit 10` sets the limit, in parts a second: it must
 * be well below what the machine can do, or the machine is measured. `-- --seconds 60` sets the time. `-- --workers 2` starts so many
 * workers, and limits the bearer and not each link.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../launcher/progress.ts';
import { startScratchParts } from '../launcher/scratch.ts';
import { closedLoop } from './measure.ts';
import { startOrderBench } from './service.ts';

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    workers: { type: 'string', default: '1' },
  },
});
const LIMIT = Number(values.limit);
const SECONDS = Number(values.seconds);
const WORKERS = Number(values.workers);
/** Workers look at their bearers every two seconds, and have to see each other first. */
const SEEN_MS = 8_000;
/** Time until everything that is compiled or connected late has been. */
const WARM_UP_SECONDS = 10;
const WANTED = 0.95;

const progress = createProgress(process.stdout);
const module = join(fileURLToPath(new URL('..', import.meta.url)), 'tools', 'temporal');
const parts = await startScratchParts({ env: process.env, module, progress });
const bench = await startOrderBench(parts, { workers: WORKERS, smppQuery: WORKERS === 1 ? `rate=${LIMIT}` : '' });

try {
  if (WORKERS > 1) {
    await bench.limitBearer(LIMIT);
    await new Promise((resolve) => setTimeout(resolve, SEEN_MS));
  }
  // Half as many again as can go in the time, so that there is always one that waits.
  const orders = Math.ceil(LIMIT * (WARM_UP_SECONDS + SECONDS) * 1.5);
  const accepted = await closedLoop({ orders, concurrency: 20 }, bench.accept);
  const times = await untilSeen(WARM_UP_SECONDS + SECONDS + 1);
  const from = (times[0] ?? 0) + WARM_UP_SECONDS * 1_000;
  const seconds = Array.from({ length: SECONDS }, (_, i) => countIn(times, from + i * 1_000));
  const sent = seconds.reduce((sum, count) => sum + count, 0);
  const share = sent / (LIMIT * SECONDS);

  console.log(
    `\n| limit of ${LIMIT} parts a second, ${SECONDS} s, ${WORKERS} worker(s) | measured | wanted |\n|---|---|---|`,
  );
  console.log(`| parts at the SMSC a second, mean | ${(sent / SECONDS).toFixed(2)} | |`);
  console.log(`| as a share of the limit | ${share.toFixed(3)} | ${WANTED} to 1.05 |`);
  console.log(`| in one second, least and most | ${Math.min(...seconds)} and ${Math.max(...seconds)} | |`);
  console.log(
    `\n${orders} orders were accepted at ${accepted.perSecond.toFixed(0)}/s; ${orders - times.length} of them were still unsent at the end.`,
  );
  if (share < WANTED || share > 2 - WANTED) process.exitCode = 1;
} finally {
  await bench.stop();
  await parts.stop();
}

/** When each part reached the SMSC, once the first of them is so old. */
async function untilSeen(seconds: number): Promise<number[]> {
  for (;;) {
    const times = await bench.submitTimes();
    const [first] = times;
    if (first !== undefined && Date.now() - first > seconds * 1_000) return times;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function countIn(times: readonly number[], from: number): number {
  return times.filter((time) => time >= from && time < from + 1_000).length;
}
