import { ProvisioningError } from '../domain/errors.ts';
import type { OrderPolicy } from '../domain/order.ts';
import type { NewOrder, Replacement } from '../domain/requests.ts';
import type { Database, Sql } from './database.ts';
import { withdrawLinks } from './document-links.ts';
import { type LockedRow, look, requireFit, tell } from './order-actions.ts';
import { withinLimits } from './order-frequency.ts';
import { accepting } from './order-refusals.ts';
import { orderFromRow } from './order-rows.ts';
import { ACCEPT, acceptBindings } from './orders.ts';
import type { Vault } from './vault.ts';

/** Puts an order in the place of another, in one transaction. */
export function createOrderReplacement(database: Database, vault: Vault) {
  return {
    /**
     * Of the old order nothing more is sent from then on. When nothing of it may be on its way it is cancelled; else it goes on
     * waiting for evidence. The new one has its place in the queue, and its turn where that helps.
     *
     * Safe to repeat: a repeat finds the old one replaced, and the caller the new one by its idempotency key.
     * @throws ProvisioningError `order_not_found`, `order_state_unfit`, `order_replaced`, and those of accepting an order
     */
    replace(id: string, order: NewOrder): Promise<Replacement> {
      const { tenantId } = order.principal;
      return database.forTenant(tenantId).transaction(async (sql) => {
        await withdrawLinks(sql, { tenantId, id });
        await sql.rows('select 1 from orders where tenant_id = :tenantId and id = :id for update', { tenantId, id });
        const old = await look(sql, tenantId, id);
        requireFit(old, 'replace');
        const stored = await accepting(() => withinLimits(() => sql.rows(ACCEPT, acceptBindings(order, vault))));
        if (stored.length === 0) {
          throw new ProvisioningError('idempotency_key_reused', 'This Idempotency-Key was used for another request');
        }
        await put(sql, old, { id: order.id, policy: order.policy });
        const [now, made] = [await look(sql, tenantId, id), await look(sql, tenantId, order.id)];
        return { order: orderFromRow(made), old: orderFromRow(now), isStopped: !old.exposed };
      });
    },
  };
}

async function put(
  sql: Sql,
  old: LockedRow,
  made: { readonly id: string; readonly policy: OrderPolicy },
): Promise<void> {
  const key = { tenantId: old.tenant_id, id: old.id, by: made.id };
  const [passed] = await sql.rows(REPLACED, { ...key, exposed: old.exposed, isReady: isReady(made.policy) });
  await sql.rows(REPLACING, { ...key, turn: passed !== undefined });
  await tell(sql, old, { type: 'order.replaced', detail: { by: made.id } });
  if (passed !== undefined) await tell(sql, old, { type: 'turn.passed_on', detail: { to: made.id } });
  if (!old.exposed && old.cancel_requested_at === null)
    await tell(sql, old, { type: 'order.cancel_requested', detail: {} });
}

/** Nothing is waited for before it sends: it can make use of a turn. */
function isReady({ startInMs, ask, lookup }: OrderPolicy): boolean {
  return startInMs === 0 && ask === null && lookup === undefined;
}

/**
 * The turn goes to the new one when nothing of the old is on its way, or when all of it is with a push proxy gateway, which can be asked
 * to deliver the new document in its place, unless that of the old one carries other orders. Which bearer it went by is read from what was charged: a tenant sees no bearers.
 */
const REPLACED = `
  with before as (
    select holds_turn and :isReady and (not :exposed or exists (
      select 1 from attempts a join charge_records c using (tenant_id, order_id, run)
      where a.tenant_id = o.tenant_id and a.order_id = o.id and a.run = o.run and a.outcome = 'submitted'
        and c.kind = 'pap.push' and c.unit = a.attempt || '/1' and not exists (
          select 1 from orders k where k.tenant_id = o.tenant_id and k.carried_by = o.id and k.settled_at is null))) as passes
    from orders o where o.tenant_id = :tenantId and o.id = :id
  ), replaced as (
    update orders o set replaced_by = :by, holds_turn = holds_turn and not passes,
      turn_moved_at = case when passes then null else turn_moved_at end,
      cancel_requested_at = case when :exposed then cancel_requested_at else coalesce(cancel_requested_at, now()) end
    from before where o.tenant_id = :tenantId and o.id = :id returning passes
  )
  select 1 from replaced where passes`;

const REPLACING = `
  update orders n set replaces = :id, lined_up_at = o.lined_up_at, holds_turn = :turn,
    turn_moved_at = case when :turn then now() end
  from orders o where o.tenant_id = :tenantId and o.id = :id and n.tenant_id = :tenantId and n.id = :by`;
