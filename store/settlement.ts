import type { Settlement } from '../domain/delivery.ts';
import type { Evidence } from '../domain/evidence.ts';
import { type FinalProgress, isFinalState, type OrderState, type Reason } from '../domain/order.ts';
import { settleWith } from '../domain/settle-with.ts';
import type { Database, Sql } from './database.ts';
import { createTurns } from './turns.ts';

interface LockedRow {
  evidence: Evidence;
  wanted_evidence: Evidence;
}

interface ClosedRow {
  state: OrderState;
  reason: Reason | null;
  evidence: Evidence;
}

/**
 * Ends runs: final state, charge, context and release of the device in one transaction; then the turn of the next order.
 *
 * Handing on is a statement of its own, which sees who queued while the first held the order's row. A crash between the two
 * is mended by the next call: `settle` of a run that is final hands on all the same.
 */
export function createSettlement(database: Database) {
  const turns = createTurns(database);
  return {
    /** Safe to repeat: a run that is final already stays as it is. */
    async settle(
      key: { readonly orderId: string; readonly run: number },
      proposed: FinalProgress,
    ): Promise<Settlement> {
      // Only an end for want of evidence depends on what else the journal knows.
      const end = isForWant(proposed)
        ? await closeByEvidence(database, key, proposed)
        : await close(database, key, proposed);
      return { ...end, next: (await turns.handOn(key.orderId)) ?? null };
    },
  };
}

function isForWant({ state }: FinalProgress): boolean {
  return state === 'unconfirmed' || state === 'failed' || state === 'expired';
}

function closeByEvidence(
  database: Database,
  key: { readonly orderId: string; readonly run: number },
  proposed: FinalProgress,
): Promise<FinalProgress> {
  return database.transaction(async (sql) => {
    const [order] = await sql.rows<LockedRow>(
      'select evidence, wanted_evidence from orders where id = :orderId for update',
      key,
    );
    if (order === undefined) throw new Error(`Cannot settle: no order has the id ${key.orderId}`);
    return close(sql, key, settleWith(proposed, order.evidence, order.wanted_evidence));
  });
}

/** @returns how the run ended: as proposed, or as it had before */
async function close(
  sql: Sql,
  key: { readonly orderId: string; readonly run: number },
  { state, reason, evidence }: FinalProgress,
): Promise<FinalProgress> {
  const [closed] = await sql.rows<ClosedRow>(CLOSE, { ...key, state, reason, evidence });
  if (closed !== undefined) return { state, reason: closed.reason, evidence: closed.evidence };
  const [stored] = await sql.rows<ClosedRow>('select state, reason, evidence from orders where id = :orderId', key);
  if (stored === undefined) throw new Error(`Cannot settle: no order has the id ${key.orderId}`);
  return isFinalState(stored.state) ? { ...stored, state: stored.state } : { state, reason, evidence };
}

const CLOSE = `
  with closed as (
    update orders set state = :state, reason = case when :state = 'cancelled' and replaced_by is not null then 'replaced' else :reason end,
      settled_at = clock_timestamp(), holds_turn = false, turn_moved_at = null,
      queued_at = null,
      pin_sealed = case when pin_way is null then pin_sealed end, pin_viewer = null,
      evidence = (array['none', 'submitted', 'delivered', 'applied'])[greatest(
        array_position(array['none', 'submitted', 'delivered', 'applied'], evidence),
        array_position(array['none', 'submitted', 'delivered', 'applied'], :evidence::text))]
    where id = :orderId and run = :run and settled_at is null
    returning id, tenant_id, device_id, phone_key, definition_tenant_id, definition_id, state, reason, evidence
  ), unasked as (
    update prompts p set state = 'closed', closed_at = now() from closed c
    where p.order_id = c.id and p.run = :run and p.tenant_id = c.tenant_id and p.state = 'open'
  ), heard as (
    update attempts a set report_due_at = null from closed c
    where a.tenant_id = c.tenant_id and a.order_id = c.id and a.run = :run and a.report_due_at is not null
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'order.settled', jsonb_strip_nulls(jsonb_build_object('state', :state::text,
      'reason', reason, 'evidence', :evidence::text)) from closed
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
    select c.tenant_id, c.id, :run, 'order.completed', f.body -> 'charging' ->> 'class', c.device_id
    from closed c join definitions f on (f.tenant_id, f.id) = (c.definition_tenant_id, c.definition_id) where :state = 'completed' on conflict do nothing
  ), opened as (
    insert into contexts (tenant_id, device_id, phone_key, name, opened_by, evidence)
    select c.tenant_id, c.device_id, c.phone_key, d.context, c.id, c.evidence
    from closed c join documents d on d.tenant_id = c.tenant_id and d.order_id = c.id and d.run = :run
    where d.context is not null and :state = 'completed' on conflict do nothing
  )
  select state, reason, evidence from closed`;
