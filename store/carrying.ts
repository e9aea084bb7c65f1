import type { CarriedOrder, DeliveryKey } from '../domain/delivery.ts';
import type { Database, Sql } from './database.ts';
import { documentBindings, INSERT_DOCUMENT } from './document-rows.ts';
import type { Vault } from './vault.ts';

/** One run of one order. */
interface RunKey {
  readonly id: string;
  readonly run: number;
}

/** Most orders that one document brings the settings of, besides its own. */
const MOST_CARRIED = 19;

/** Something has become of an order between our look and our taking it. */
export class OrderLeftError extends Error {}

/** Orders that wait for a phone, and whose settings the order that has it may bring. */
export function createCarrying(database: Database, vault: Vault) {
  return {
    /**
     * The orders whose settings may go in the document of this one, as far as that can be told from the orders themselves, in the
     * order of their turns: of the same tenant for the same device, into the same context, proven in the same way without a PIN,
     * by the same bearers at the same hours, and not begun. None that is behind one which does not go along: what was ordered
     * later is not to be in the phone earlier.
     */
    waiting: async ({ orderId }: Pick<DeliveryKey, 'orderId'>): Promise<RunKey[]> => {
      const rows = await database.rows<RunKey & { fits: boolean }>(WAITING, { orderId, most: MOST_CARRIED });
      const end = rows.findIndex(({ fits }) => !fits);
      return (end === -1 ? rows : rows.slice(0, end)).map(({ id, run }) => ({ id, run }));
    },

    /** @throws OrderLeftError when one is not as it was: it was cancelled, say */
    carry: async (
      sql: Sql,
      { orderId: carrier, run: carrierRun }: Pick<DeliveryKey, 'orderId' | 'run'>,
      carried: readonly CarriedOrder[],
    ): Promise<void> => {
      for (const { id: orderId, run, document } of carried) {
        const key = { orderId, run };
        const bindings = { ...key, carrier, carrierRun, ...documentBindings(vault, key, document) };
        const taken = await sql.rows(CARRY, bindings);
        if (taken.length === 0) throw new OrderLeftError();
      }
    },
  };
}

/** Whether the settings of an order are in the document of another that has not let it go. */
export const isCarried = (order: string): string =>
  `(${order}.carried_by is not null and ${order}.carrier_end is distinct from 'released')`;

/** Whether send `s` may have brought the settings of order `o`: one of its own, or of the order that carries it. */
export const BROUGHT_BY = `((s.order_id, s.run) = (o.id, o.run)
        or ((s.order_id, s.run) = (o.carried_by, o.carried_run) and ${isCarried('o')}))`;

/** What must be so of an order `w` that is carried. One that was let go goes by itself. */
const MAY_BE_CARRIED = `w.state = 'queued' and not w.holds_turn and w.cancel_requested_at is null and w.refused_at is null
  and w.replaces is null and w.replaced_by is null and w.carried_by is null and w.evidence = 'none'
  and not exists (select 1 from documents d where d.tenant_id = w.tenant_id and d.order_id = w.id and d.run = w.run)`;

/** Its own time is to last for longer than the document of the carrier may take to be reported. */
const WAITING = `
  select w.id, w.run, ${MAY_BE_CARRIED}
    and w.tenant_id = o.tenant_id and w.device_id = o.device_id
    and w.kind = o.kind and w.context_id is not distinct from o.context_id and w.content = 'whole'
    and w.security = o.security and w.fallback is not distinct from o.fallback and w.pin_sealed is null and w.pin_way is null
    and (w.policy -> 'quiet') is not distinct from (o.policy -> 'quiet') and w.time_zone is not distinct from o.time_zone
    and w.expires_at > now() + make_interval(secs => (o.policy ->> 'acknowledgementMs')::float8 / 1000)
    and coalesce((g.body #>> '{delivery,merge}')::boolean, false) and coalesce(json_array_length(g.body -> 'forms'), 0) = 0
    and (g.body #> '{delivery,bearers}')::jsonb = (f.body #> '{delivery,bearers}')::jsonb as fits
  from orders o join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  join orders w on w.phone_key = o.phone_key and w.state = 'queued' and w.id <> o.id
  join definitions g on (g.tenant_id, g.id) = (w.definition_tenant_id, w.definition_id)
  where o.id = :orderId
  order by w.lined_up_at, w.id limit :most`;

const CARRY = `
  with taken as (
    update orders w set state = 'delivering', reason = 'carried', queued_at = null, carried_by = :carrier, carried_run = :carrierRun,
      carrier_end = null
    where w.id = :orderId and w.run = :run and ${MAY_BE_CARRIED} returning tenant_id, id
  ), document as (${INSERT_DOCUMENT}
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'order.carried', jsonb_build_object('by', :carrier::uuid) from taken
  )
  select id from taken`;
