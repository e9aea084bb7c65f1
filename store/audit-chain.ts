import { createHash } from 'node:crypto';

/** An entry as stored, with everything that its hash is made of. */
export interface ChainEntry {
  readonly number: number;
  /** Milliseconds since 1970, as digits. */
  readonly atMs: string;
  readonly clientId: string | null;
  readonly object: string;
  readonly operation: string;
  readonly objectId: string;
  /** JSON, as the database writes it. */
  readonly detail: string;
  readonly correlator: string;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** Where the chain of a tenant ends, as the database keeps it beside the entries. */
export interface ChainHead {
  readonly number: number;
  readonly hash: Buffer;
}

/** Something that is not as it was written. */
export type ChainFault =
  /** What the entry says is not what its hash was made of. */
  | { readonly kind: 'changed'; readonly number: number }
  /** No entry has these numbers, and later ones are there. */
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** The entry was not written after the one that is before it now. */
  | { readonly kind: 'misplaced'; readonly number: number }
  /** The chain went on to this number once. */
  | { readonly kind: 'truncated'; readonly from: number; readonly to: number }
  /** There are entries that the end of the chain knows nothing of, or the end is not that of the last entry. */
  | { readonly kind: 'head_differs'; readonly number: number }
  /** A hash that was kept elsewhere is nowhere in the chain. */
  | { readonly kind: 'not_as_kept'; readonly hash: string };

export interface ChainReport {
  readonly entries: number;
  /** Of the last entry; of the tenant alone when there is none. */
  readonly head: string;
  readonly faults: readonly ChainFault[];
}

/** Between the fields of an entry (ASCII 31); no field may hold it. */
const SEPARATOR = '\u001F';

/**
 * Checks the chain of one tenant, entry by entry, by what the database has stored and nothing that it says about it: the hashes
 * are made here again (the trigger `audit_chain` made them first).
 *
 * Whoever can write to the tables as their owner can make a whole chain anew. Only a hash that was kept elsewhere shows that.
 *
 * @param kept - hashes, in hexadecimal, that the chain once ended with
 */
export function createChainCheck(tenantId: string, kept: readonly string[] = []) {
  const faults: ChainFault[] = [];
  const first = { number: 0, hash: createHash('sha256').update(tenantId).digest() };
  const wanted = new Set(kept.map((hash) => hash.toLowerCase()));
  wanted.delete(first.hash.toString('hex'));
  let last: ChainHead = first;
  let entries = 0;
  return {
    /** Entries come in the order of their numbers. */
    take(entry: ChainEntry): void {
      const fault = faultOf(entry, last);
      if (fault !== undefined) faults.push(fault);
      wanted.delete(entry.hash.toString('hex'));
      last = entry;
      entries += 1;
    },

    end(head: ChainHead | undefined): ChainReport {
      const end = head ?? first;
      if (end.number > last.number) faults.push({ kind: 'truncated', from: last.number + 1, to: end.number });
      else if (end.number < last.number || !end.hash.equals(last.hash)) {
        faults.push({ kind: 'head_differs', number: end.number });
      }
      for (const hash of wanted) faults.push({ kind: 'not_as_kept', hash });
      return { entries, head: last.hash.toString('hex'), faults };
    },
  };
}

function faultOf(entry: ChainEntry, last: ChainHead): ChainFault | undefined {
  if (entry.number > last.number + 1) return { kind: 'missing', from: last.number + 1, to: entry.number - 1 };
  if (!entry.previousHash.equals(last.hash)) return { kind: 'misplaced', number: entry.number };
  return hashOf(entry).equals(entry.hash) ? undefined : { kind: 'changed', number: entry.number };
}

function hashOf(entry: ChainEntry): Buffer {
  const line = [
    String(entry.number),
    entry.atMs,
    entry.clientId ?? '',
    entry.object,
    entry.operation,
    entry.objectId,
    entry.detail,
    entry.correlator,
  ].join(SEPARATOR);
  return createHash('sha256').update(entry.previousHash).update(line).digest();
}
