/** The statement of one invariant: each row it gives is a violation (tenant_id, order_id, run, what). Ids and codes only. */
export interface Invariant {
  /** For reports and alarms. */
  readonly name: string;
  /** Which promise it belongs to (docs/operations.md). */
  readonly promise: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7';
  /** What always holds. */
  readonly title: string;
  readonly sql: string;
}

/** The orders that are looked at: those that are open, and those that ended within so many days. */
export const SCOPE = `
  scope as (
    select tenant_id, id, run, state, evidence, wanted_evidence, policy, device_id, phone_key, holds_turn, queued_at,
      start_due_at, expires_at, settled_at, carried_by, carried_run, carrier_end
    from orders where settled_at is null or settled_at > now() - make_interval(days => :days)
  )`;

/** The runs of these orders: all but the last have ended. */
export const RUNS = `
  runs as (
    select o.*, r.number, r.number = o.run as is_last, r.number < o.run or o.settled_at is not null as is_over
    from scope o cross join lateral generate_series(1, o.run) as r(number)
  )`;

/** Each part of a document, with what the journal of its sends says. */
export const JOURNALED = `
  journaled as (
    select s.tenant_id, s.order_id, s.run, s.attempt, s.part, count(*) as sends,
      count(*) filter (where s.state in ('writing', 'in_doubt', 'accepted')) as exposures,
      count(*) filter (where s.state = 'accepted') as accepted,
      max(b.kind) filter (where s.state = 'accepted') as kind
    from sends s join scope o on o.tenant_id = s.tenant_id and o.id = s.order_id
    left join bearers b on b.name = s.bearer
    group by s.tenant_id, s.order_id, s.run, s.attempt, s.part
  )`;

/** Attempts, and whether every part was accepted, by the sends themselves. */
export const WHOLE = `
  whole as (
    select a.tenant_id, a.order_id, a.run, a.attempt, a.outcome,
      a.outcome in ('submitted', 'delivered') or a.part_count = count(j.part) filter (where j.accepted > 0) as is_whole
    from attempts a join scope o on o.tenant_id = a.tenant_id and o.id = a.order_id
    left join journaled j on (j.tenant_id, j.order_id, j.run, j.attempt) = (a.tenant_id, a.order_id, a.run, a.attempt)
    group by a.tenant_id, a.order_id, a.run, a.attempt
  )`;

/** How sure a word for evidence is, from 0. */
export const rank = (column: string): string =>
  `array_position(array['none', 'submitted', 'delivered', 'applied'], ${column}) - 1`;
