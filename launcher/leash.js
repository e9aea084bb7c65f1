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
  // What it prints goes to the launcher. With that gone nobody reads it, which is no reason to end before what is under way is done.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Listening must not keep a program alive that has come to its end.
  process.channel?.unref();
}
