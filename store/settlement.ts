import type { Settlement } from '../domain/delivery.ts';
import type { Evidence } from '../domain/evidence.ts';
import { type FinalProgress, isFinalState, type OrderState, type Reason } from '../domain/order.ts';
import { settleWith } from '../domain/settle-with.ts';
import { isCarried } from './carrying.ts';
import type { Database, Sql } from './database.ts';
import { isWithdrawn } from './document-links.ts';
import { createTurns, type RunKey } from './turns.ts';

interface LockedRow {
  evidence: Evidence;
  wanted_evidence: Evidence;
  is_carried: boolean;
}

interface ClosedRow {
  state: OrderState;
  reason: Reason | null;
  evidence: Evidence;
  carried: RunKey[];
}

type End = Omit<Settlement, 'next'>;

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
): Promise<End> {
  return database.transaction(async (sql) => {
    const [order] = await sql.rows<LockedRow>(
      `select evidence, wanted_evidence, ${isCarried('orders')} as is_carried
       from orders where id = :orderId for update`,
      key,
    );
    if (order === undefined) throw new Error(`Cannot settle: no order has the id ${key.orderId}`);
    const end = settleWith(proposed, order.evidence, order.wanted_evidence);
    return close(sql, key, order.is_carried && end.state === 'expired' ? inDoubt(end) : end);
  });
}

/** Its time is over, and what carries it is on its way: whether the phone has it is open. */
function inDoubt({ evidence }: FinalProgress): FinalProgress {
  return evidence === 'none'
    ? { state: 'failed', reason: 'in_doubt', evidence }
    : { state: 'unconfirmed', reason: 'evidence_missing', evidence };
}

/** @returns how the run ended: as proposed, or as it had before */
async function close(
  sql: Sql,
  key: { readonly orderId: string; readonly run: number },
  { state, reason, evidence }: FinalProgress,
): Promise<End> {
  const [closed] = await sql.rows<ClosedRow>(CLOSE, { ...key, state, reason, evidence });
  if (closed !== undefined) return { ...closed, state };
  const [stored] = await sql.rows<Omit<ClosedRow, 'carried'>>(
    'select state, reason, evidence from orders where id = :orderId',
    key,
  );
  if (stored === undefined) throw new Error(`Cannot settle: no order has the id ${key.orderId}`);
  const end = isFinalState(stored.state) ? { ...stored, state: stored.state } : { state, reason, evidence };
  return { ...end, carried: [] };
}

/**
 * What the end of an order means for those that its document carries: all of it was sent, or may have been, and they go on as it
 * would; the user refused it; or the phone cannot have it, and each sends its own when its turn comes.
 */
const MEANING = `
  case when :state = 'declined' then 'refused' when exists (
    select 1 from attempts a where a.tenant_id = c.tenant_id and a.order_id = c.id and a.run = :run and a.outcome <> 'failed'
      and a.part_count = (select count(distinct s.part) from sends s where s.tenant_id = a.tenant_id and s.order_id = a.order_id
        and s.run = a.run and s.attempt = a.attempt and s.state in ('writing', 'in_doubt', 'accepted')
        and not ${isWithdrawn('a', 's.bearer')}))
  then 'sent' else 'released' end`;

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
  ), carried as (
    update orders o set (carrier_end, refused_at, state, queued_at) = (
      select m.meaning, case when m.meaning = 'refused' then now() else o.refused_at end,
        case when m.meaning = 'released' then 'queued' else o.state end, case when m.meaning = 'released' then now() end
      from (select ${MEANING} as meaning) m)
    from closed c
    where o.tenant_id = c.tenant_id and o.carried_by = c.id and o.carried_run = :run and o.carrier_end is null
      and o.settled_at is null
    returning o.tenant_id, o.id, o.run, o.carried_by, o.carrier_end
  ), unmade as (
    delete from documents d using carried c
    where c.carrier_end = 'released' and d.tenant_id = c.tenant_id and d.order_id = c.id and d.run = c.run
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'order.settled', jsonb_strip_nulls(jsonb_build_object('state', :state::text,
      'reason', reason, 'evidence', :evidence::text)) from closed
    union all
    select tenant_id, id, run, 'carrier.ended', jsonb_build_object('by', carried_by, 'meaning', carrier_end) from carried
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
  select state, reason, evidence, (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'run', run)), '[]') from carried
    where carrier_end <> 'released') as carried
  from closed`;
