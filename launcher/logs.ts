import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Enough of a log to see why a program ended. */
const TAIL_BYTES = 4_096;
/** A log that has grown past this is put aside at the next start; the one put aside before it goes. */
const MOST_BYTES = 16 * 1_024 * 1_024;

/** Opens a log for appending, readable by its owner only: what programs print may be personal. */
export async function openLog(file: string) {
  await mkdir(dirname(file), { recursive: true });
  const size = await stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > MOST_BYTES) await rename(file, `${file}.old`);
  return open(file, 'a', 0o600);
}

/**
 * Cuts a stream of text into lines.
 *
 * @returns a function that takes chunks; a last line without its end is given when called without one
 */
export function createLineSplitter(onLine: (line: string) => void): (chunk?: string) => void {
  let rest = '';
  return (chunk) => {
    if (chunk === undefined) {
      if (rest !== '') onLine(rest);
      rest = '';
      return;
    }
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  };
}

/** The last lines of a file, at most `count`; empty when there is no file. */
export async function readTail(file: string, count: number): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const from = Math.max(0, size - TAIL_BYTES);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-count).join('\n');
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
