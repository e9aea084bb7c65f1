import { randomInt } from 'node:crypto';
import { type ErrorCode, ProvisioningError } from '../domain/errors.ts';
import type { OrderPolicy } from '../domain/order.ts';
import { type OrderAct, refusalOf } from '../domain/order-acts.ts';
import { drawPin, isPinOfDocument } from '../domain/pin.ts';
import type { Order } from '../domain/records.ts';
import type { NewAcknowledgement, NewAnswer, OrderLimits } from '../domain/requests.ts';
import type { GivenConsent } from '../domain/standing-consent.ts';
import { type Taking, takeAnswer } from './answers.ts';
import { isCarried } from './carrying.ts';
import type { Database, Sql } from './database.ts';
import { lockOrder } from './dialogue.ts';
import { isWithdrawn, withdrawLinks } from './document-links.ts';
import { withinLimits } from './order-frequency.ts';
import { ORDER_COLUMNS, ORDERS_WITH_DEFINITION, type OrderRow, orderFromRow } from './order-rows.ts';
import { ORDER_PLACES } from './orders.ts';
import type { Vault } from './vault.ts';

/** An order under its lock. */
export interface LockedRow extends OrderRow {
  answered_at: Date | null;
  cancel_requested_at: Date | null;
  pin_digits: number | null;
  /** As of `ActOn`. */
  exposed: boolean;
  carried: boolean;
}

/** What a client may do to an order after it was accepted. Each act locks the order's row first, as delivery does. */
export function createOrderActions(database: Database, vault: Vault) {
  const change = (
    key: { readonly tenantId: string; readonly id: string },
    work: (order: LockedRow, sql: Sql) => Promise<void>,
    first?: typeof withdrawLinks,
  ): Promise<LockedRow> =>
    database.forTenant(key.tenantId).transaction(async (sql) => {
      const { tenantId, id } = key;
      await first?.(sql, key);
      // Locked first, looked at afterwards: a statement that waited for the lock would still see the journal of before.
      await sql.rows('select 1 from orders where tenant_id = :tenantId and id = :id for update', { tenantId, id });
      await work(await look(sql, tenantId, id), sql);
      return look(sql, tenantId, id);
    });
  const act = async (...deed: Parameters<typeof change>): Promise<Order> => orderFromRow(await change(...deed));

  return {
    async answer(
      tenantId: string,
      id: string,
      { decision, answers, standing = false }: NewAnswer,
    ): Promise<{ order: Order; standing?: GivenConsent }> {
      let given: Taking | undefined;
      const order = await act({ tenantId, id }, async (order, sql) => {
        requireFit(order, 'answer');
        const [prompt] = await sql.rows<{ number: number; way: string; language: string }>(
          `select number, way, language from prompts where order_id = :id and run = :run and state = 'open'`,
          { id, run: order.run },
        );
        if (prompt?.way !== 'client') throw notAskedByClient();
        const key = { orderId: id, run: order.run, number: prompt.number };
        const locked = await lockOrder(sql, key);
        if (locked === undefined) throw notAskedByClient();
        const answer = { decision, answers, standing, language: prompt.language };
        given = await takeAnswer(sql, vault, { key, order: locked, answer });
      });
      return { order, ...(given?.standing && { standing: given.standing }) };
    },

    cancel: (tenantId: string, id: string) => act({ tenantId, id }, requestCancel, withdrawLinks),

    /** The policy is that of the new run: at once, and without asking who has answered. */
    async rerun(tenantId: string, id: string, limits: OrderLimits): Promise<{ order: Order; policy: OrderPolicy }> {
      const row = await change({ tenantId, id }, async (order, sql) => {
        requireFit(order, 'rerun');
        if (order.erased_at !== null) {
          throw new ProvisioningError(
            'order_erased',
            'Cannot run the order again: what it was made of has been erased',
          );
        }
        await withinLimits(() =>
          sql.rows(
            `select wsi_count_order(phone_key, :perTenant, :perPhone) from orders
             where tenant_id = :tenantId and id = :id`,
            { tenantId, id, perTenant: limits.perTenantAndDay, perPhone: limits.perPhoneAndDay },
          ),
        );
        const pin =
          order.pin_way === null ? null : drawPin(order.security, order.pin_digits ?? undefined, () => randomInt(10));
        const pinSealed = pin === null ? null : vault.seal(pin, ORDER_PLACES.pin(id));
        await sql.rows(RERUN, { tenantId, id, pinSealed, pinReady: pin !== null && !isPinOfDocument(order.security) });
        await tell(sql, { ...order, run: order.run + 1 }, { type: 'order.rerun', detail: { after: order.state } });
      });
      return { order: orderFromRow(row), policy: row.policy };
    },

    acknowledge: (tenantId: string, id: string, { outcome, source }: NewAcknowledgement) =>
      act({ tenantId, id }, async (order, sql) => {
        requireFit(order, 'acknowledge');
        const column = outcome === 'applied' ? "evidence = 'applied'" : 'refused_at = now()';
        await sql.rows(`update orders set ${column} where tenant_id = :tenantId and id = :id`, { tenantId, id });
        await tell(sql, order, { type: 'acknowledgement.received', detail: { outcome, source } });
      }),
  };
}

async function requestCancel(order: LockedRow, sql: Sql): Promise<void> {
  requireFit(order, 'cancel');
  if (order.cancel_requested_at !== null) return;
  await sql.rows('update orders set cancel_requested_at = now() where tenant_id = :tenantId and id = :id', {
    tenantId: order.tenant_id,
    id: order.id,
  });
  await tell(sql, order, { type: 'order.cancel_requested', detail: {} });
}

/**
 * The consent given to an earlier run is consent to this order; only a run that was never answered asks again. So does one
 * that shows a PIN on the page: there is no page without a question. A PIN of ours is drawn anew.
 */
const RERUN = `
  update orders o set run = run + 1, state = 'accepted', reason = null, evidence = 'none', settled_at = null,
    cancel_requested_at = null, refused_at = null, carried_by = null, carried_run = null, carrier_end = null, queued_at = null, lined_up_at = now(), answer_due_at = null,
    answered_at = case when asks.again then null else answered_at end,
    decision = case when asks.again then null else decision end,
    answers_sealed = case when asks.again then null else answers_sealed end,
    policy = (policy - 'endsAt') || jsonb_build_object('startInMs', 0)
      || case when answered_at is null or asks.again then '{}' else jsonb_build_object('ask', null) end,
    pin_sealed = coalesce(:pinSealed::bytea, pin_sealed), pin_ready = :pinReady, pin_told_at = null, pin_viewer = null,
    expires_at = now() + make_interval(secs => (
      (policy ->> 'expiresInMs')::float8 * case policy #>> '{lookup,ifDown}' when 'wait' then 2 else 1 end
      + case when answered_at is null then coalesce((policy #>> '{ask,timeoutMs}')::float8, 0)
        + coalesce((policy ->> 'quietAskMs')::float8, 0) else 0 end) / 1000),
    start_due_at = now() + interval '10 seconds'
  from (select pin_way is not distinct from 'page' as again from orders where tenant_id = :tenantId and id = :id) asks
  where o.tenant_id = :tenantId and o.id = :id`;

function notAskedByClient(): ProvisioningError {
  return new ProvisioningError(
    'order_state_unfit',
    'Cannot take the answer: expected a question that the calling system asks, got one that reaches the user another way',
  );
}

/** The order as it is now; its row is to be locked first. */
export async function look(sql: Sql, tenantId: string, id: string): Promise<LockedRow> {
  const [row] = await sql.rows<LockedRow>(
    `select ${ORDER_COLUMNS}, o.answered_at, o.cancel_requested_at,
       (f.body -> 'delivery' ->> 'pinDigits')::int as pin_digits,
       exists (select 1 from sends s join attempts a using (tenant_id, order_id, run, attempt)
         where s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = o.run and a.outcome <> 'failed'
           and s.state in ('writing', 'in_doubt', 'accepted') and not ${isWithdrawn('a', 's.bearer')})
         or ${isCarried('o')} as exposed,
       o.carried_by is not null and o.carrier_end is null as carried
     from ${ORDERS_WITH_DEFINITION}
     where o.tenant_id = :tenantId and o.id = :id`,
    { tenantId, id },
  );
  if (row === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
  return row;
}

/** What an order is expected to be for an act. */
const EXPECTED = {
  answer: 'awaiting_user',
  cancel: 'open',
  rerun: 'failed, expired, unconfirmed or cancelled',
  acknowledge: 'delivered to',
  replace: 'open (run it again, or order anew)',
} as const satisfies Record<OrderAct, string>;

/** @throws ProvisioningError when the act is refused */
export function requireFit(order: LockedRow, act: OrderAct): void {
  const { state, evidence, exposed, carried } = order;
  const replaced = order.replaced_by !== null;
  const code = refusalOf(act, { state, exposed, replaced, carried, answered: order.answered_at !== null });
  if (code === undefined) return;
  const details: Partial<Record<ErrorCode, string>> = {
    order_already_answered: 'This order has been answered already',
    order_replaced: 'Cannot do this to the order: another has taken its place (`replacedBy`)',
    order_cancel_too_late: `Cannot cancel: the document is on its way to the device (state ${state}, evidence ${evidence})`,
  };
  const got = carried ? 'one in the document of another (`carriedBy`)' : state;
  const unfit = `Cannot do this to the order: expected it to be ${EXPECTED[act]}, got ${got}`;
  throw new ProvisioningError(code, details[code] ?? unfit);
}

/** Writes an event of an order. */
export async function tell(
  sql: Sql,
  order: Pick<OrderRow, 'tenant_id' | 'id' | 'run'>,
  event: { readonly type: string; readonly detail: Record<string, unknown> },
): Promise<void> {
  await sql.rows(
    `insert into order_events (tenant_id, order_id, run, type, detail)
     values (:tenantId, :id, :run, :type, :detail)`,
    {
      tenantId: order.tenant_id,
      id: order.id,
      run: order.run,
      type: event.type,
      detail: JSON.stringify(event.detail),
    },
  );
}
