/**
 * Every test against the real parts: one PostgreSQL and one Temporal server for the run, which this starts and stops.
 *
 * Arguments go to ava, such as `npm test -- test/codecs/*.test.ts`. The last line is `N passed, N failed`.
 *
 * Test files find the parts by TEST_DATABASE_URL (the server, as one who may make databases; wsi_template is the
 * migrated one to clone) and TEST_TEMPORAL_ADDRESS.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDatabase } from '../bin/migrate.ts';
import { ensureDatabase } from '../launcher/database.ts';
import { createLineSplitter } from '../launcher/logs.ts';
import { createProgress } from '../launcher/progress.ts';
import { type ScratchParts, startScratchParts } from '../launcher/scratch.ts';
import { hearStopRequest } from '../launcher/stop-request.ts';
import { createTapReader, formatSummary, type TapSummary } from './helpers/tap.ts';

const TEMPLATE = 'wsi_template';
const STOP_LIMIT_MS = 10_000;
/** Nobody will miss this database after a power failure; half the time of a test is waiting for the disk. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // The tests of a file run at once, each with pools over a database of its own.
  max_connections: '600',
} as const;

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const progress = createProgress(process.stdout);

const stop = hearStopRequest(process.env, () => {
  console.error('Not waiting: what still runs is found and ended by the next run');
  process.exit(130);
});

process.exitCode = await main();

async function main(): Promise<number> {
  let parts: ScratchParts | undefined;
  try {
    parts = await startScratchParts({
      env: process.env,
      module: join(projectDir, 'tools', 'temporal'),
      progress,
      settings: SETTINGS,
      // Tests wait for it, and may run beside other work.
      makesWay: false,
      signal: stop.signal,
    });
    if (stop.signal.aborted) return 130;
    const { postgres, temporal } = parts;
    const temporaryFolder = join(parts.folder, 'tmp');
    await mkdir(temporaryFolder);
    await progress.during('Preparing the database', async () => {
      await ensureDatabase(postgres.url('postgres'), TEMPLATE);
      await prepareDatabase(postgres.url(TEMPLATE));
    });
    return await runAva({
      ...process.env,
      TEST_DATABASE_URL: postgres.url('postgres'),
      TEST_TEMPORAL_ADDRESS: temporal.address,
      // What a test that was cut off leaves behind goes with the folder.
      TMPDIR: temporaryFolder,
    });
  } catch (error) {
    if (stop.signal.aborted) return 130;
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await parts?.stop();
  }
}

/** Returns the exit status. The summary is the last thing that is printed. */
async function runAva(env: NodeJS.ProcessEnv): Promise<number> {
  if (stop.signal.aborted) return 130;
  const cli = join(projectDir, 'node_modules', 'ava', 'entrypoints', 'cli.mjs');
  const child = spawn(process.execPath, [cli, '--tap', ...process.argv.slice(2)], {
    cwd: projectDir,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  void stop.asked.then(() => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS).unref();
  });
  const reader = createTapReader((line) => console.log(line));
  const split = createLineSplitter(reader.read);
  child.stdout.setEncoding('utf8').on('data', split);
  await once(child, 'close');
  split();

  const { passed, failed } = reader.summary();
  if (passed + failed === 0) console.log('No test ran');
  const counted = withCrash(reader.summary(), child.exitCode);
  if (counted.failures.length > 0) {
    console.log('\nFailed:');
    for (const { title, details } of counted.failures) console.log([`✖ ${title}`, ...details].join('\n  '));
  }
  console.log(`\n${formatSummary(counted)}`);
  if (stop.signal.aborted) return 130;
  return counted.failed > 0 || counted.passed === 0 ? 1 : 0;
}

/** ava may fail for reasons that are no test's, such as a file that matches nothing: that counts as one failure. */
function withCrash(summary: TapSummary, exitCode: number | null): TapSummary {
  if (exitCode === 0 || summary.failed > 0) return summary;
  const title = `ava ended with ${exitCode === null ? 'a signal' : `status ${exitCode}`}`;
  return { ...summary, failed: 1, failures: [{ title, details: [] }] };
}
