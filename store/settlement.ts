import type { Settlement } from '../domain/delivery.ts';
import type { Evidence } from '../domain/evidence.ts';
import { type FinalProgress, isFinalState, type OrderState, type Reason, settleWith } from '../domain/order.ts';
import type { Database, Sql } from './database.ts';

interface LockedRow {
  run: number;
  state: OrderState;
  reason: Reason | null;
  evidence: Evidence;
  wanted_evidence: Evidence;
}

interface NextRow {
  id: string;
  run: number;
}

/** Ends runs: final state, charge, context, release of the device and the next one's turn, in one transaction. */
export function createSettlement(database: Database) {
  return {
    /** Safe to repeat: a run that is final already stays as it is, and its next holder is named again. */
    settle(key: { readonly orderId: string; readonly run: number }, proposed: FinalProgress): Promise<Settlement> {
      return database.transaction(async (sql) => {
        const [order] = await sql.rows<LockedRow>(
          'select run, state, reason, evidence, wanted_evidence from orders where id = :orderId for update',
          key,
        );
        if (order === undefined) throw new Error(`Cannot settle: no order has the id ${key.orderId}`);
        const end =
          order.run === key.run && !isFinalState(order.state) ? await close(sql, key, { order, proposed }) : undefined;
        const [next] = await sql.rows<NextRow>(HAND_ON, { orderId: key.orderId });
        return { ...(end ?? stored(order, proposed)), next: next ?? null };
      });
    },
  };
}

async function close(
  sql: Sql,
  key: { readonly orderId: string; readonly run: number },
  { order, proposed }: { readonly order: LockedRow; readonly proposed: FinalProgress },
): Promise<FinalProgress> {
  const end = settleWith(proposed, order.evidence, order.wanted_evidence);
  await sql.rows(CLOSE, { ...key, state: end.state, reason: end.reason, evidence: end.evidence });
  return end;
}

function stored(order: LockedRow, proposed: FinalProgress): FinalProgress {
  const { state, reason, evidence } = order;
  return isFinalState(state) ? { state, reason, evidence } : proposed;
}

const CLOSE = `
  with closed as (
    update orders set state = :state, reason = :reason, evidence = :evidence, settled_at = clock_timestamp(),
      holds_turn = false, queued_at = null
    where id = :orderId and run = :run returning id, tenant_id, device_id, definition_id, evidence
  ), heard as (
    update attempts set report_due_at = null where order_id = :orderId and run = :run and report_due_at is not null
  ), told as (
    insert into order_events (order_id, run, type, detail)
    select id, :run, 'order.settled', jsonb_strip_nulls(jsonb_build_object('state', :state::text,
      'reason', :reason::text, 'evidence', :evidence::text)) from closed
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
    select c.tenant_id, c.id, :run, 'order.completed', f.body -> 'charging' ->> 'class', c.device_id
    from closed c join definitions f on f.id = c.definition_id where :state = 'completed' on conflict do nothing
  )
  insert into contexts (tenant_id, device_id, name, opened_by)
  select c.tenant_id, c.device_id, d.context, c.id
  from closed c join documents d on d.order_id = c.id and d.run = :run
  where d.context is not null and :state = 'completed' on conflict do nothing`;

/** The oldest waiting order of the same phone, unless somebody has the turn. A second statement, so that it sees who came. */
const HAND_ON = `
  update orders n set holds_turn = true
  where n.id = (
    select w.id from orders o join orders w on w.phone_key = o.phone_key
    where o.id = :orderId and w.state = 'queued' and not exists (
      select 1 from orders h where h.phone_key = o.phone_key and h.holds_turn)
    order by w.queued_at, w.id limit 1)
  returning n.id, n.run`;
