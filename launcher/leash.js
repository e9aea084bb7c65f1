// Loaded before the program of a child (see child.ts). When the launcher dies, by whatever signal, the channel to it
// closes: the child then asks itself to stop as the launcher would have asked, and does not wait for ever.
//
// Plain JavaScript, because the threads of a program load it too, and not every thread can load TypeScript.
import { isMainThread } from 'node:worker_threads';

/** A little more than a worker may take to drain. */
const STOP_LIMIT_MS = 40_000;

if (isMainThread) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a program alive that has come to its end.
  process.channel?.unref();
}
