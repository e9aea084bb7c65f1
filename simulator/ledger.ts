import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** What an entry has besides its own. */
interface Numbered {
  /** From 1; never used again, not even after DELETE /log. */
  readonly number: number;
  readonly time: string;
}

/**
 * A record of everything that reached a simulator.
 *
 * The file gets a line `{"type":…,…}` for each entry when it is made, and further lines with its number for what became of
 * it; nothing in it is ever changed.
 *
 * @param cap - entries kept in memory; a tenth goes when it is reached
 */
export async function createLedger<E extends object>(cap: number, file?: string) {
  const stream = file === undefined ? undefined : createWriteStream(file, { flags: 'a' });
  if (stream !== undefined) await once(stream, 'open');
  let entries: (E & Numbered)[] = [];
  let last = 0;

  function write(line: object): void {
    // What becomes of a message while the simulator stops may come too late to be told.
    if (stream?.writable === true) stream.write(`${JSON.stringify(line)}\n`);
  }

  return {
    add(type: string, fields: E): E & Numbered {
      last += 1;
      const entry = { number: last, time: new Date().toISOString(), ...fields };
      if (entries.length >= cap) entries.splice(0, Math.ceil(cap / 10));
      entries.push(entry);
      write({ type, ...entry });
      return entry;
    },

    /** Says in the file what became of an entry. */
    note(type: string, { number }: Numbered, fields: object): void {
      write({ type, number, time: new Date().toISOString(), ...fields });
    },

    /** Entries with a number above `number`, oldest first. */
    since: (number: number) => entries.filter((entry) => entry.number > number),

    clear(): void {
      entries = [];
    },

    async stop(): Promise<void> {
      if (stream === undefined) return;
      const finished = once(stream, 'finish');
      stream.end();
      await finished;
    },
  };
}
