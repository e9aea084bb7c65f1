import { runWorker } from '../../bin/worker.ts';

/** A worker that dies, as by `kill -9`, when a delivery reaches the boundary that CRASH_AT names. */
await runWorker(process.env, (step) => {
  if (step === process.env['CRASH_AT']) process.kill(process.pid, 'SIGKILL');
});
process.exit(0);
