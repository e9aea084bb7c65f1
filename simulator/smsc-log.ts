import { createLedger } from './ledger.ts';
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
  /** Hexadecimal, as it goes over the air: with the header, also where the SMSC made that of TLVs. */
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
 * Its file gets a line `{"type":"submit",…}` at arrival, before anything is answered, and further lines
 * `{"type":"answered"|"radio","number",…}` for what became of it.
 */
export async function createLog(cap: number, file?: string) {
  const ledger = await createLedger<Omit<LogEntry, 'number' | 'time'>>(cap, file);
  return {
    ...ledger,

    add(
      submit: SubmitSm,
      known: Pick<LogEntry, 'session' | 'destination' | 'messageId'> & { readonly userData: Buffer },
    ): LogEntry {
      return ledger.add('submit', {
        ...known,
        source: submit.source,
        esmClass: submit.esmClass,
        dataCoding: submit.dataCoding,
        registeredDelivery: submit.registeredDelivery,
        moreToSend: submit.moreToSend,
        umr: submit.reference ?? null,
        userData: known.userData.toString('hex'),
        status: null,
        handset: null,
      });
    },

    answered(entry: LogEntry, status: number): void {
      entry.status = status;
      ledger.note('answered', entry, { status });
    },

    reached(entry: LogEntry, handset: RadioOutcome): void {
      entry.handset = handset;
      ledger.note('radio', entry, { handset });
    },
  };
}
