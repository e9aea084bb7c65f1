import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** One part of a text that a phone sent. */
export interface InboundPart {
  readonly msisdn: string;
  readonly reference: number;
  readonly total: number;
  readonly sequence: number;
  readonly dataCoding: number;
  readonly octets: Uint8Array;
}

/**
 * Keeps one part of a text until all are there. Safe to repeat: a part that comes again takes its own place.
 *
 * @returns the octets of the whole text, in order, when this was the last part that was missing
 */
export async function keepPart(database: Database, vault: Vault, part: InboundPart): Promise<Uint8Array | undefined> {
  const { msisdn, reference, total, sequence, dataCoding, octets } = part;
  const phoneKey = vault.index('phone', msisdn);
  const place = (number: number): string => `inbound_parts/${phoneKey.toString('hex')}/${reference}/${total}/${number}`;
  return database.transaction(async (sql) => {
    // Parts come at once: without their turn, none would see the others.
    await sql.rows(TURN_OF_PHONE, { phoneKey });
    await sql.rows(KEEP_PART, {
      phoneKey,
      reference,
      total,
      sequence,
      dataCoding,
      sealed: vault.seal(octets, place(sequence)),
    });
    const where = { phoneKey, reference, total };
    const rows = await sql.rows<{ sequence: number; sealed: Buffer }>(PARTS, where);
    if (rows.length < total) return undefined;
    await sql.rows(FORGET_PARTS, where);
    return Buffer.concat(rows.map((row) => vault.open(row.sealed, place(row.sequence))));
  });
}

const TURN_OF_PHONE = "select pg_advisory_xact_lock(hashtextextended(encode(:phoneKey::bytea, 'hex'), 0))";

const KEEP_PART = `
  with old as (delete from inbound_parts where received_at < now() - interval '1 day')
  insert into inbound_parts (phone_key, reference, total, sequence, data_coding, sealed)
  values (:phoneKey, :reference, :total, :sequence, :dataCoding, :sealed)
  on conflict (phone_key, reference, total, sequence) do update
    set sealed = excluded.sealed, data_coding = excluded.data_coding, received_at = now()`;

const PARTS = `
  select sequence, sealed from inbound_parts
  where phone_key = :phoneKey and reference = :reference and total = :total order by sequence for update`;

const FORGET_PARTS = `
  delete from inbound_parts where phone_key = :phoneKey and reference = :reference and total = :total`;
