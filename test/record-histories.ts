/**
 * Records the histories that `test/workflows/replay.test.ts` replays, against a running Temporal server:
 * TEST_TEMPORAL_ADDRESS=host:port node --import tsx test/record-histories.ts <release>
 *
 * Run it before a release. Files of earlier releases stay: runs that began under them must still replay.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Activities } from '../activities/index.ts';
import type { OrderPolicy } from '../domain/order.ts';
import { cancelGranted, evidenceReported, turnGranted, userAnswered } from '../workflows/contract.ts';
import { TEST_POLICY } from './helpers/database.ts';
import { fakeActivities, startTestWorker } from './helpers/temporal.ts';

type Run = Awaited<ReturnType<Awaited<ReturnType<typeof startTestWorker>>['start']>>;

interface Course {
  readonly activities?: Partial<Activities>;
  readonly policy?: Partial<OrderPolicy>;
  readonly tell: (run: Run) => Promise<void>;
}

let busy = 0;
let failures = 0;

/** One for each way through the workflow. */
const COURSES: Readonly<Record<string, Course>> = {
  completed: { tell: (run) => run.signal(evidenceReported, 'delivered') },
  answered: {
    policy: { ask: { timeoutMs: 60_000 } },
    tell: async (run) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await run.signal(userAnswered, 'accept');
      await run.signal(evidenceReported, 'delivered');
    },
  },
  queued: {
    activities: {
      deliver: async () => (++busy === 1 ? { type: 'turn_busy' } : { type: 'submitted', evidence: 'delivered' }),
    },
    tell: async (run) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await run.signal(turnGranted);
    },
  },
  retried: {
    activities: {
      deliver: async ({ attempt }) =>
        ++failures < 3
          ? { type: 'attempt_failed', attempt, permanent: false, reason: 'receipt_negative' }
          : { type: 'submitted', evidence: 'delivered' },
    },
    tell: async () => {},
  },
  cancelled: {
    activities: { deliver: async () => ({ type: 'stalled', reason: 'bearer_unavailable' }) },
    tell: (run) => run.signal(cancelGranted),
  },
  failed: {
    activities: {
      deliver: async ({ attempt }) => ({ type: 'attempt_failed', attempt, permanent: true, reason: 'bearer_refused' }),
    },
    tell: async () => {},
  },
};

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const release = process.argv[2];
if (release === undefined) throw new Error('Usage: node --import tsx test/record-histories.ts <release>');
const teardowns: (() => unknown)[] = [];
for (const [name, { activities = {}, policy = {}, tell }] of Object.entries(COURSES)) {
  const { start } = await startTestWorker(
    { teardown: (work) => void teardowns.push(work) },
    fakeActivities(activities),
  );
  const run = await start({ ...TEST_POLICY, ...policy });
  await tell(run);
  await run.result().catch(() => {});
  const file = fileURLToPath(new URL(`histories/${release}-${name}.json`, import.meta.url));
  const history = historyToJSON(await run.fetchHistory());
  // Neither where it was recorded nor by which process matters to a replay.
  const neutral = history.replaceAll(projectDir, '').replaceAll(/\d+@[\w.-]+/g, 'recorder');
  await writeFile(file, `${neutral}\n`);
}
for (const work of teardowns) await work();
process.exit(0);
