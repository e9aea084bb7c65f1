// Loaded before the program of a child (see child.ts). When the launcher dies, by whatever signal, the channel to it
// closes: the child then asks itself to stop as the launcher would have asked, and does not wait for ever.

/** A little more than a worker may take to drain. */
const STOP_LIMIT_MS = 40_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Listening must not keep a program alive that has come to its end.
process.channel?.unref();
