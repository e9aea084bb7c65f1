import type { DeliveryKey, Gate } from '../domain/delivery.ts';
import type { RunToStart } from '../domain/requests.ts';
import { isCarried } from './carrying.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import { type RunRow, runFromRow } from './order-rows.ts';

/** An order that has the turn of its phone and has not moved for longer than it may. */
export interface LapsedTurn extends RunToStart {
  /** Another order waits for it. */
  readonly isWaitedFor: boolean;
  /** It has sent all it has to send, and waits for evidence. */
  readonly isSent: boolean;
}

/** One run of one order. */
export interface RunKey {
  readonly id: string;
  readonly run: number;
}

interface LapsedRow extends RunRow {
  waited_for: boolean;
  sent: boolean;
}

/**
 * The turn of a phone: a column with a unique index, which is a lease. Who lets it go hands it on in the same transaction, or
 * in a statement after it that any sweeper makes up for.
 */
export function createTurns(database: Database) {
  return {
    /**
     * Queues the order behind the one that has the phone. When nobody has it, the first in the queue gets it.
     *
     * The holder's row is locked while we look, so that it cannot hand on between our look and our queueing.
     * @returns `open` when the turn is ours, or to be tried for once more
     */
    queue(key: DeliveryKey): Promise<Gate> {
      return unlessTaken<Gate>('open', () =>
        database.transaction(async (sql) => {
          const [holder] = await sql.rows<{ id: string }>(LOCK_HOLDER, { orderId: key.orderId });
          const first = holder ?? (await grantNext(sql, key.orderId));
          if (first === undefined || first.id === key.orderId) return 'open';
          const rows = await sql.rows<{ id: string }>(QUEUE, { ...key });
          return rows.length > 0 ? 'turn_busy' : 'closed';
        }),
      );
    },

    handOn(orderId: string): Promise<RunKey | undefined> {
      return unlessTaken(undefined, () => grantNext(database, orderId));
    },

    /** Holders that should have moved by now: those that others wait for or are carried by, and those that are not even sending. */
    async lapsed(leaseSeconds: number, most: number): Promise<LapsedTurn[]> {
      const rows = await database.rows<LapsedRow>(LAPSED, { leaseSeconds, most });
      return rows.map((row) => ({ ...runFromRow(row), isWaitedFor: row.waited_for, isSent: row.sent }));
    },

    /** Orders that wait for a phone that nobody has: a crash came between letting go and handing on. */
    async stranded(most: number): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(STRANDED, { most });
      return rows.map(({ id }) => id);
    },

    /**
     * Takes the turn from an order that has not moved, and gives it to the next, in one transaction. What has sent everything
     * goes on waiting for evidence; all else goes to the end of the queue.
     *
     * Safe to repeat, and to do at once: only a turn that has lapsed is taken.
     * @returns who has the turn now; undefined when it was not taken
     */
    async passOn({ id, run }: RunKey, leaseSeconds: number): Promise<RunKey | undefined> {
      return database.transaction(async (sql) => {
        const [released] = await sql.rows(RELEASE, { id, run, leaseSeconds });
        return released === undefined ? undefined : grantNext(sql, id);
      });
    },

    /** Its run is there, and nobody waits for the turn: it is asked again after another lease. */
    async renew({ id, run }: RunKey): Promise<void> {
      await database.rows('update orders set turn_moved_at = now() where id = :id and run = :run and holds_turn', {
        id,
        run,
      });
    },
  };
}

/** Two may hand on at once, or an order may take the turn itself meanwhile: one of them has it. */
async function unlessTaken<T>(instead: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violatedUnique(error) === 'orders_device_turn') return instead;
    throw error;
  }
}

async function grantNext(sql: Sql, orderId: string): Promise<RunKey | undefined> {
  const [next] = await sql.rows<RunKey>(HAND_ON, { orderId });
  return next;
}

const handOn = (phone: string): string => `
  update orders n set holds_turn = true, turn_moved_at = now()
  where n.id = (
    select w.id from orders w where w.phone_key = ${phone} and w.state = 'queued' and not exists (
      select 1 from orders h where h.phone_key = w.phone_key and h.holds_turn)
    order by w.lined_up_at, w.id limit 1 for update of w)
  returning n.id, n.run`;

/**
 * Gives the turn to the first in the queue, unless somebody has it. A statement of its own, so that it sees who came; and it
 * locks whom it chooses, because that one may leave the queue at this moment.
 */
const HAND_ON = handOn('(select phone_key from orders where id = :orderId)');

/** The same for the phone of a key. */
export const HAND_ON_PHONE = handOn(':key');

const LOCK_HOLDER = `
  select h.id from orders o join orders h on h.phone_key = o.phone_key and h.holds_turn
  where o.id = :orderId for update of h`;

const QUEUE = `
  with queued as (
    update orders set state = 'queued', queued_at = coalesce(queued_at, now())
    where id = :orderId and run = :run and settled_at is null and cancel_requested_at is null
      and not ${isCarried('orders')}
    returning tenant_id, id, queued_at = now() as fresh
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'order.queued', '{}' from queued where fresh
  )
  select id from queued`;

/** A part in doubt is waited for in peace, whatever the lease. The first half is for the index. */
const hasLapsed = (order: string): string => `
  ${order}.turn_moved_at < now() - make_interval(secs => :leaseSeconds)
  and ${order}.turn_moved_at < now() - make_interval(secs => (${order}.policy ->> 'inDoubtMs')::float8 / 500)`;

/** Whoever starts such a run again neither waits for its time nor asks its user once more. */
const LAPSED = `
  select h.id, h.run, h.tenant_id, h.device_id, f.name as definition_name, f.version as definition_version,
    h.policy || jsonb_build_object('startInMs', 0)
      || case when h.answered_at is null then '{}' else jsonb_build_object('ask', null) end as policy,
    l.waited_for, h.state = 'awaiting_acknowledgement' as sent
  from (
    (select distinct h.id, true as waited_for from orders w join orders h on h.phone_key = w.phone_key and h.holds_turn
      where w.state = 'queued' and w.id <> h.id and ${hasLapsed('h')} limit :most)
    union all
    (select h.id, false from orders h where h.holds_turn and h.state in ('queued', 'delivering')
      and ${hasLapsed('h')} and not exists (
        select 1 from orders w where w.phone_key = h.phone_key and w.state = 'queued' and w.id <> h.id)
      order by h.turn_moved_at limit :most)
    union all
    (select distinct h.id, false from orders k join orders h on h.tenant_id = k.tenant_id and h.id = k.carried_by
        and h.run = k.carried_run and h.holds_turn
      where k.carried_by is not null and k.carrier_end is null and k.settled_at is null and h.state = 'awaiting_acknowledgement'
        and ${hasLapsed('h')} and not exists (
        select 1 from orders w where w.phone_key = h.phone_key and w.state = 'queued' and w.id <> h.id) limit :most)
  ) l join orders h on h.id = l.id join definitions f on (f.tenant_id, f.id) = (h.definition_tenant_id, h.definition_id)`;

const STRANDED = `
  select distinct on (w.phone_key) w.id from orders w
  where w.state = 'queued' and not exists (select 1 from orders h where h.phone_key = w.phone_key and h.holds_turn)
  order by w.phone_key limit :most`;

const RELEASE = `
  with released as (
    update orders set holds_turn = false, turn_moved_at = null,
      queued_at = case when state = 'delivering' then now() else queued_at end,
      lined_up_at = case when state = 'awaiting_acknowledgement' then lined_up_at else clock_timestamp() end,
      state = case when state = 'delivering' then 'queued' else state end
    where id = :id and run = :run and holds_turn and settled_at is null and ${hasLapsed('orders')}
    returning tenant_id, id, state
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'turn.passed_on', jsonb_build_object('state', state) from released
  )
  select id from released`;
