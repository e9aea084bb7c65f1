import type { SubmittedPush } from '../domain/bearer.ts';
import type { Database } from './database.ts';
import { openIdentifier } from './device-rows.ts';
import type { Vault } from './vault.ts';

interface DueRow {
  message_id: string | null;
  device_id: string | null;
  msisdn_sealed: Buffer | null;
}

export interface DueQueries {
  readonly pushes: readonly SubmittedPush[];
  /** There may be more that are due. */
  readonly isMore: boolean;
}

/** After these parts of the time that an order waits for evidence its gateway is asked; the first stands in the journal. */
export const FIRST_QUERY = 0.125;
const LATER_QUERIES: readonly number[] = [0.25, 0.5, 0.9375];
/** A gateway is not asked about one push more often. */
const LEAST_PAUSE_SECONDS = 60;

/** Pushes whose result was not reported. */
export function createGatewayQueries(database: Database, vault: Vault) {
  return {
    /**
     * Pushes about which a gateway is to be asked now. Whoever is given one asks: it is given again only when the next time
     * has come. What has its result, or belongs to no order that waits for one, leaves the queue here.
     */
    async due(bearer: string, most: number): Promise<DueQueries> {
      const rows = await database.rows<DueRow>(DUE, { bearer, most });
      const pushes = rows.flatMap(({ message_id: messageId, device_id: id, msisdn_sealed: sealed }) =>
        messageId === null || id === null || sealed === null
          ? []
          : [{ messageId, destination: openIdentifier(vault, { name: 'msisdn', id, sealed }) }],
      );
      return { pushes, isMore: rows.length === most };
    },
  };
}

/** A push that carries the settings of further orders is asked about for as long as one of them is open. */
const DUE = `
  with due as (
    select tenant_id, order_id, run, attempt, outcome from attempts
    where bearer = :bearer and query_due_at < now() order by query_due_at limit :most for update skip locked
  ), asked as (
    select d.tenant_id, d.order_id, d.run, d.attempt, s.message_id, v.id as device_id, v.msisdn_sealed, s.answered_at,
      (o.policy ->> 'acknowledgementMs')::float8 / 1000 as seconds
    from due d
    join orders o on o.tenant_id = d.tenant_id and o.id = d.order_id
    join devices v on v.tenant_id = o.tenant_id and v.id = o.device_id
    cross join lateral (
      select message_id, answered_at from sends
      where (tenant_id, order_id, run, attempt) = (d.tenant_id, d.order_id, d.run, d.attempt)
        and bearer = :bearer and state = 'accepted' order by answered_at limit 1) s
    where d.outcome = 'submitted' and (o.run = d.run and o.settled_at is null or exists (
      select 1 from orders c where c.tenant_id = d.tenant_id and c.carried_by = d.order_id and c.carried_run = d.run
        and c.settled_at is null))
  ), next as (
    select d.tenant_id, d.order_id, d.run, d.attempt, q.message_id, q.device_id, q.msisdn_sealed, (
      select min(q.answered_at + make_interval(secs => q.seconds * share)) from unnest(array[${LATER_QUERIES.join(', ')}]::float8[]) as share
      where q.answered_at + make_interval(secs => q.seconds * share) >= now() + make_interval(secs => ${LEAST_PAUSE_SECONDS})) as next_at
    from due d left join asked q using (tenant_id, order_id, run, attempt)
  ), put_off as (
    update attempts a set query_due_at = n.next_at from next n
    where (a.tenant_id, a.order_id, a.run, a.attempt) = (n.tenant_id, n.order_id, n.run, n.attempt)
  )
  select message_id, device_id, msisdn_sealed from next`;
