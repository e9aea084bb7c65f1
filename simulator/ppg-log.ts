import { createLedger } from './ledger.ts';
import type { RadioOutcome } from './smsc-log.ts';

/** One request that reached the gateway, or one notification that it sent, and what became of it. */
export interface PpgLogEntry {
  /** From 1; never used again, not even after DELETE /log. */
  readonly number: number;
  readonly time: string;
  /** A message of PAP; `malformed` for what is none, `refused` for who gave no right credentials. */
  readonly message: string;
  readonly pushId: string | null;
  /** E.164 with the plus. */
  readonly destination: string | null;
  /** The control entity as it came, or went. */
  readonly xml: string | null;
  /** Headers of the content entity, names in lower case. */
  readonly contentHeaders: Readonly<Record<string, string>> | null;
  /** The content entity, hexadecimal. */
  readonly content: string | null;
  /** What was wrong with it, in words. */
  readonly fault: string | null;
  /** HTTP status of the answer; null as long as, or when, there was none. */
  status: number | null;
  /** Code of PAP in the answer. */
  code: number | null;
  handset: RadioOutcome | null;
}

export type PpgLog = Awaited<ReturnType<typeof createPpgLog>>;
type Known = Pick<PpgLogEntry, 'message'> & Partial<PpgLogEntry>;

const NOTHING = {
  pushId: null,
  destination: null,
  xml: null,
  contentHeaders: null,
  content: null,
  fault: null,
  status: null,
  code: null,
  handset: null,
} as const;

/**
 * The ledger of everything that reached the gateway and of everything that it reported.
 *
 * Its file gets a line `{"type":"request"|"notification",…}` at once, before anything is answered, and further lines
 * `{"type":"answered"|"handset","number",…}` for what became of it.
 */
export async function createPpgLog(cap: number, file?: string) {
  const ledger = await createLedger<Omit<PpgLogEntry, 'number' | 'time'>>(cap, file);
  return {
    ...ledger,

    add: (kind: 'request' | 'notification', known: Known): PpgLogEntry => ledger.add(kind, { ...NOTHING, ...known }),

    answered(entry: PpgLogEntry, { status, code }: { readonly status: number; readonly code: number | null }): void {
      entry.status = status;
      entry.code = code;
      ledger.note('answered', entry, { status, code });
    },

    reached(entry: PpgLogEntry, handset: RadioOutcome): void {
      entry.handset = handset;
      ledger.note('handset', entry, { handset });
    },
  };
}
