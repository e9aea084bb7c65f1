import type { Database, Sql } from './database.ts';
import { CHARGE_INVARIANTS } from './invariants/charges.ts';
import { CONTEXT_INVARIANTS } from './invariants/contexts.ts';
import { DELIVERY_INVARIANTS } from './invariants/delivery.ts';
import { ORDER_INVARIANTS } from './invariants/orders.ts';
import type { Invariant } from './invariants/scope.ts';

/** Something that is not as it must be. Ids and codes: never anything personal. */
export interface Violation {
  readonly tenantId: string | null;
  readonly orderId: string | null;
  readonly run: number | null;
  readonly what: string;
}

/** What the check of one invariant came to. */
export interface Finding extends Pick<Invariant, 'name' | 'promise' | 'title'> {
  /** All of them; `violations` are the first. */
  readonly count: number;
  readonly violations: readonly Violation[];
}

export interface CheckOptions {
  /** Orders that ended longer ago are left out. */
  readonly days: number;
  /** How long what others mend by and by (the sweeper, a recheck) may be late. */
  readonly slackSeconds: number;
  /** Most violations of an invariant that are told. */
  readonly most: number;
}

/** All of it, and as patient as the sweeper is slow. */
export const CHECK_EVERYTHING: CheckOptions = { days: 36_500, slackSeconds: 900, most: 20 };

interface Row {
  tenant_id: string | null;
  order_id: string | null;
  run: number | null;
  what: string;
  total: string;
}

export const INVARIANTS: readonly Invariant[] = [
  ...ORDER_INVARIANTS,
  ...CHARGE_INVARIANTS,
  ...DELIVERY_INVARIANTS,
  ...CONTEXT_INVARIANTS,
];

/**
 * Looks for what must never be, as of one moment, beside a service that is at work: reads only, and gives up on a statement that
 * takes minutes.
 *
 * The ledger of the service against itself. What went over the wire and into phones is known elsewhere.
 */
export async function checkDatabase(database: Database, options: CheckOptions = CHECK_EVERYTHING): Promise<Finding[]> {
  return database.transaction(async (sql) => {
    await sql.rows('set transaction isolation level repeatable read read only');
    await sql.rows("set local statement_timeout = '5min'");
    return checkInvariants(sql, options);
  });
}

/** The same within a transaction of the caller's. */
export async function checkInvariants(sql: Sql, options: CheckOptions = CHECK_EVERYTHING): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, promise, title, sql: text } of INVARIANTS) {
    const rows = await sql.rows<Row>(statement(text), { ...options });
    findings.push({ name, promise, title, count: Number(rows[0]?.total ?? 0), violations: rows.map(fromRow) });
  }
  return findings;
}

const statement = (text: string): string => `
  select v.*, count(*) over () as total from (${text}) v order by v.order_id, v.run, v.what limit :most`;

function fromRow({ tenant_id, order_id, run, what }: Row): Violation {
  return { tenantId: tenant_id, orderId: order_id, run, what };
}
