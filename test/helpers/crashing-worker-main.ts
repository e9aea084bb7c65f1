import { runWorker } from '../../bin/worker.ts';

/**
 * A worker that dies, as by `kill -9`, when a delivery reaches the boundary that CRASH_AT names; or stands still from there
 * on, until it is told to go on, where CRASH_BY is `SIGSTOP`. The first CRASH_AFTER times it lives on.
 */
let left = Number(process.env['CRASH_AFTER'] ?? 0);
await runWorker(process.env, (step) => {
  if (step !== process.env['CRASH_AT'] || left-- > 0) return;
  delete process.env['CRASH_AT'];
  process.kill(process.pid, process.env['CRASH_BY'] === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL');
});
process.exit(0);
