import type { DeliveryKey } from '../domain/delivery.ts';
import type { Database } from './database.ts';

/** Moments at which documents of a tenant may go to the wire, so many a minute. */
export function createPaceStore(database: Database) {
  return {
    /**
     * Takes the next free moment for an attempt. Safe to repeat: an attempt keeps the one it has.
     *
     * @returns milliseconds until it; none or less when it is there
     */
    async take(
      key: DeliveryKey,
      { tenantId, perMinute }: { readonly tenantId: string; readonly perMinute: number },
    ): Promise<number> {
      const [row] = await database.rows<{ ms: number }>(TAKE, { ...key, tenantId, gap: 60 / perMinute });
      if (row === undefined) throw new Error('Taking a moment returned no row');
      return row.ms;
    },
  };
}

const TAKE = `
  with kept as (
    select paced_until as at from orders where id = :orderId and paced_run = :run and paced_attempt = :attempt
  ), taken as (
    insert into tenant_paces as p (tenant_id, next_at)
    select :tenantId, clock_timestamp() + make_interval(secs => :gap) where not exists (select from kept)
    on conflict (tenant_id) do update set next_at = greatest(p.next_at, clock_timestamp()) + make_interval(secs => :gap)
    returning next_at - make_interval(secs => :gap) as at
  ), noted as (
    update orders o set paced_run = :run, paced_attempt = :attempt, paced_until = taken.at from taken where o.id = :orderId
  )
  select (extract(epoch from at - clock_timestamp()) * 1000)::float8 as ms from (select at from kept union all select at from taken) m`;
