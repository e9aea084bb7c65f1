import type { BearerReceipt } from '../domain/bearer.ts';
import type { AttemptReport, DeliveryKey } from '../domain/delivery.ts';
import type { Database, Sql } from './database.ts';
import type { createJournal } from './journal.ts';

interface ReportRow {
  order_id: string;
  run: number;
  attempt: number;
  outcome: 'delivered' | 'failed';
}

interface TakenRow {
  /** The report that came of it, if any. */
  report: ReportRow | null;
  /** Its send is known, and yet it was parked: behind an earlier receipt for the same message that waits. */
  behind: boolean;
}

/** How long a receipt that nobody can match is kept waiting for its send, in minutes. */
const PARKED_MINUTES = 15;

/**
 * What bearers say later. The first final word on a part counts; what contradicts it is kept and shown, never applied.
 */
export function createReceiptStore(database: Database, journal: Pick<ReturnType<typeof createJournal>, 'record'>) {
  /** A receipt that names our reference proves that a send in doubt reached the SMSC: its answer, come another way. */
  const resolveDoubt = async (receipt: BearerReceipt): Promise<void> => {
    const doubtful = await database.rows<DeliveryKey & { id: string }>(DOUBTFUL, { ...receipt });
    const [send] = doubtful;
    if (send === undefined || doubtful.length > 1) return;
    const { id, ...key } = send;
    await journal.record(key, [{ id, state: 'accepted', messageId: receipt.messageId, status: 0 }]);
  };

  /**
   * Applies receipts that overtook the answer to their send. A receipt and the answer may commit at the same moment
   * without seeing each other, so the sweeper calls this too.
   */
  async function matchParked(): Promise<AttemptReport[]> {
    const parked = await database.rows<{ id: string }>(MATCHABLE, { minutes: PARKED_MINUTES });
    const reports: AttemptReport[] = [];
    for (const { id } of parked) {
      // One transaction each: a receipt is never out of the table without being applied.
      const report = await database.transaction(async (sql) => {
        const [receipt] = await sql.rows<BearerReceipt>(UNPARK, { id });
        return receipt && (await foldReceipt(sql, { ...receipt, number: id })).report;
      });
      if (report !== undefined) reports.push(report);
    }
    return reports;
  }

  return {
    /**
     * Stores a receipt and what follows from it. Receipts for one message count in the order in which they are given: one
     * that overtook the answer to its send is not overtaken by the next.
     *
     * Safe to repeat: a receipt is unique by bearer, message id, state and send.
     * @returns news that the workflow must hear
     */
    async take(receipt: BearerReceipt): Promise<AttemptReport[]> {
      if (receipt.reference !== undefined) await resolveDoubt(receipt);
      const { report, behind } = await foldReceipt(database, { ...receipt, number: null });
      if (behind) return matchParked();
      return report === undefined ? [] : [report];
    },

    matchParked,
  };
}

/**
 * Stores a receipt and what follows from it, in one statement.
 *
 * @param receipt - with its number in the table, when it was there before
 */
export async function foldReceipt(
  sql: Sql,
  receipt: BearerReceipt & { readonly number: string | null },
): Promise<{ readonly report: AttemptReport | undefined; readonly behind: boolean }> {
  const [row] = await sql.rows<TakenRow>(TAKE, {
    ...receipt,
    reference: receipt.reference ?? null,
    negative: NEGATIVE.includes(receipt.state),
    minutes: PARKED_MINUTES,
  });
  return { report: row?.report ? reportFromRow(row.report) : undefined, behind: row?.behind ?? false };
}

const NEGATIVE: readonly string[] = ['expired', 'deleted', 'undeliverable', 'rejected'];

function reportFromRow(row: ReportRow): AttemptReport {
  return { id: row.order_id, run: row.run, attempt: row.attempt, outcome: row.outcome };
}

/** Parked receipts whose send is known by now. */
const MATCHABLE = `
  select r.id from receipts r
  where r.send_id is null and r.received_at > now() - make_interval(mins => :minutes)
    and exists (select 1 from sends s where s.bearer = r.bearer and s.message_id = r.message_id)
  order by r.id`;

/** Takes one out, to be folded again with its send; nothing when another has done so. */
const UNPARK = `
  delete from receipts where id = :id and send_id is null
  returning bearer, message_id as "messageId", state, error`;

/** References are 16 bits wide: they name a send only while exactly one doubtful one of the last hour has it. */
const DOUBTFUL = `
  select id, order_id as "orderId", run, attempt from sends
  where bearer = :bearer and reference = :reference and state in ('writing', 'in_doubt')
    and written_at > now() - interval '1 hour'
    and not exists (select 1 from sends k where k.bearer = :bearer and k.message_id = :messageId)`;

const TAKE = `
  with known as (
    select tenant_id, order_id, run, attempt, part, id from sends
    where bearer = :bearer and message_id = :messageId order by written_at desc limit 1
  ), send as (
    select * from known where not exists (
      select 1 from receipts r where r.bearer = :bearer and r.message_id = :messageId and r.send_id is null
        and r.received_at > now() - make_interval(mins => :minutes) and (:number::bigint is null or r.id < :number::bigint))
  ), taken as (
    insert into receipts (bearer, message_id, state, error, reference, tenant_id, order_id, run, attempt, part, send_id)
    select :bearer, :messageId, :state, :error, :reference, s.tenant_id, s.order_id, s.run, s.attempt, s.part, s.id
    from (select) as came left join send s on true on conflict do nothing returning id
  ), folded as (
    update parts p set state = case when :state = 'delivered' then 'delivered' else 'failed' end
    from send s, taken
    where (p.tenant_id, p.order_id, p.run, p.attempt, p.part) = (s.tenant_id, s.order_id, s.run, s.attempt, s.part)
      and p.state in ('planned', 'accepted') and (:state = 'delivered' or :negative)
    returning p.tenant_id, p.order_id, p.run, p.attempt, p.state
  ), counted as (
    update attempts a set
      parts_delivered = a.parts_delivered + case when p.state = 'delivered' then 1 else 0 end,
      outcome = case when p.state = 'failed' then 'failed'
        when a.parts_delivered + 1 = a.part_count then 'delivered' else a.outcome end,
      reason = case when p.state = 'failed' then 'receipt_negative' else a.reason end,
      report_due_at = case when (p.state = 'failed' or a.parts_delivered + 1 = a.part_count) and exists (select 1 from orders o
          where o.tenant_id = a.tenant_id and o.id = a.order_id and o.run = a.run and o.settled_at is null)
        then now() + interval '5 seconds' else a.report_due_at end,
      query_due_at = case when p.state = 'failed' or a.parts_delivered + 1 = a.part_count then null else a.query_due_at end
    from folded p
    where (a.tenant_id, a.order_id, a.run, a.attempt) = (p.tenant_id, p.order_id, p.run, p.attempt)
      and a.outcome in ('open', 'submitted')
    returning a.tenant_id, a.order_id, a.run, a.attempt, a.outcome
  ), raised as (
    update orders o set evidence = case when o.evidence = 'applied' then 'applied' else 'delivered' end
    from counted a
    where o.tenant_id = a.tenant_id and o.id = a.order_id and o.run = a.run and a.outcome = 'delivered'
      and o.settled_at is null
    returning o.id
  ), brought as (
    update orders o set evidence = 'delivered'
    from counted a left join raised r on r.id = a.order_id -- the row of the carrier first, as whoever ends it locks them
    where o.tenant_id = a.tenant_id and o.carried_by = a.order_id and o.carried_run = a.run and a.outcome = 'delivered'
      and o.evidence <> 'applied' and o.settled_at is null
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
    select o.tenant_id, o.id, a.run, 'document.delivered', f.body -> 'charging' ->> 'class', o.device_id
    from counted a join orders o on o.tenant_id = a.tenant_id and o.id = a.order_id join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
    where a.outcome = 'delivered' on conflict do nothing
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select s.tenant_id, s.order_id, s.run,
      case when exists (select 1 from folded) or not (:state = 'delivered' or :negative) then 'receipt.received'
        else 'receipt.contradicted' end,
      jsonb_build_object('attempt', s.attempt, 'part', s.part, 'state', :state::text, 'error', :error::text)
    from send s, taken
  )
  select (select to_jsonb(c) from counted c where c.outcome in ('delivered', 'failed')) as report,
    exists (select 1 from known) and not exists (select 1 from send) as behind`;
