import type { Reason } from '../domain/order.ts';
import { DEFAULT_ZONE } from '../domain/quiet-hours.ts';
import type { Database } from './database.ts';

interface Wait {
  readonly reason: Reason;
  readonly until: Date;
  /** Null: the order stays in the state it is in. */
  readonly state: 'delivering' | null;
}

/** Waits of orders whose end is known when they begin. */
export function createWaitStore(database: Database) {
  return {
    /** The time zone of an order's phone: by its record, or else as the order was accepted with. */
    async zoneOf(orderId: string): Promise<string> {
      const [row] = await database.rows<{ zone: string | null }>(
        `select coalesce(d.time_zone, o.time_zone) as zone from orders o
         join devices d on d.tenant_id = o.tenant_id and d.id = o.device_id where o.id = :orderId`,
        { orderId },
      );
      return row?.zone ?? DEFAULT_ZONE;
    },

    /** Shows on an open order until when it waits, and why. Safe to repeat: the same wait is told of once. */
    async putOff(
      { orderId, run }: { readonly orderId: string; readonly run: number },
      { reason, until, state }: Wait,
    ): Promise<void> {
      await database.rows(PUT_OFF, { orderId, run, reason, until, state });
    },
  };
}

const PUT_OFF = `
  with put as (
    update orders set state = coalesce(:state, state), reason = :reason, waits_until = :until::timestamptz
    where id = :orderId and run = :run and settled_at is null and state <> 'queued'
      and (reason is distinct from :reason or waits_until is distinct from :until::timestamptz)
    returning tenant_id, id
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, id, :run, 'order.put_off', jsonb_build_object('reason', :reason::text,
    'until', to_char(:until::timestamptz at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) from put`;
