import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { SubmitSm } from './smpp-decode.ts';

/** What the handset side said: `dropped` by the script, `unreachable` when its process did not answer. */
export type RadioOutcome = 'taken' | 'unknown' | 'off' | 'dropped' | 'unreachable';

/** One submit_sm as it came, and what was done with it. */
export interface LogEntry {
  /** From 1; never used again, not even after DELETE /log. */
  readonly number: number;
  readonly time: string;
  readonly session: number;
  readonly source: string;
  /** E.164 with the plus where it is a number. */
  readonly destination: string;
  readonly esmClass: number;
  readonly dataCoding: number;
  readonly registeredDelivery: number;
  readonly moreToSend: boolean;
  /** user_message_reference. */
  readonly umr: number | null;
  /** Hexadecimal, header included. */
  readonly userData: string;
  /** As in the response; null for what was refused. */
  readonly messageId: string | null;
  /** Command status answered; null as long as, or when, none was. */
  status: number | null;
  handset: RadioOutcome | null;
}

export type Log = Awaited<ReturnType<typeof createLog>>;

/**
 * The ledger of everything that reached the SMSC.
 *
 * The file gets a line `{"type":"submit",…}` at arrival, before anything is answered, and further lines
 * `{"type":"answered"|"radio","number",…}` for what became of it; nothing in it is ever changed.
 *
 * @param cap - entries kept in memory; a tenth goes when it is reached
 */
export async function createLog(cap: number, file?: string) {
  const stream = file === undefined ? undefined : createWriteStream(file, { flags: 'a' });
  if (stream !== undefined) await once(stream, 'open');
  let entries: LogEntry[] = [];
  let last = 0;

  function write(line: object): void {
    // What becomes of a message while the SMSC stops may come too late to be told.
    if (stream?.writable === true) stream.write(`${JSON.stringify(line)}\n`);
  }

  return {
    add(submit: SubmitSm, known: Pick<LogEntry, 'session' | 'destination' | 'messageId'>): LogEntry {
      last += 1;
      const entry: LogEntry = {
        number: last,
        time: new Date().toISOString(),
        ...known,
        source: submit.source,
        esmClass: submit.esmClass,
        dataCoding: submit.dataCoding,
        registeredDelivery: submit.registeredDelivery,
        moreToSend: submit.moreToSend,
        umr: submit.reference ?? null,
        userData: submit.userData.toString('hex'),
        status: null,
        handset: null,
      };
      if (entries.length >= cap) entries.splice(0, Math.ceil(cap / 10));
      entries.push(entry);
      write({ type: 'submit', ...entry });
      return entry;
    },

    answered(entry: LogEntry, status: number): void {
      entry.status = status;
      write({ type: 'answered', number: entry.number, time: new Date().toISOString(), status });
    },

    reached(entry: LogEntry, handset: RadioOutcome): void {
      entry.handset = handset;
      write({ type: 'radio', number: entry.number, time: new Date().toISOString(), handset });
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
