import type { AttemptReport } from '../domain/delivery.ts';
import type { RunToStart, RunWord } from '../domain/requests.ts';
import type { Database } from './database.ts';
import { type RunRow, runFromRow } from './order-rows.ts';

/** A word that a workflow should have heard by now. */
export interface DueWord {
  readonly id: string;
  readonly run: number;
  readonly word: RunWord;
}

interface WordRow {
  id: string;
  run: number;
  decision: 'accept' | 'decline' | null;
  about: 'answered' | 'cancel_granted' | 'delivered' | 'applied' | 'refused_on_device' | 'turn_granted';
}

/** Finds what a crash or an absent Temporal left unsaid. Everything here is said again until it shows in the tables. */
export function createSweep(database: Database) {
  return {
    /** Orders that nobody has started, some of each tenant; each is offered again half a minute later at the earliest. */
    async unstarted(most: number): Promise<RunToStart[]> {
      const rows = await database.rows<RunRow>(UNSTARTED, { most });
      return rows.map(runFromRow);
    },

    /** Attempts whose receipts the workflow has not heard of. */
    async untold(most: number): Promise<AttemptReport[]> {
      const rows = await database.rows<AttemptReport>(UNTOLD, { most });
      return rows;
    },

    /** Answers, cancellations, acknowledgements and turns that have not taken effect a few seconds after commit. */
    async words(most: number): Promise<DueWord[]> {
      const rows = await database.rows<WordRow>(WORDS, { most });
      return rows.map(({ id, run, about, decision }) => ({ id, run, word: word(about, decision) }));
    },

    /**
     * Removes counts of days that are over. What counts is today's; yesterday's is kept for those who look into a complaint.
     *
     * @returns how many rows those were; fewer than `most` when none is left
     */
    async forgetDays(most: number): Promise<number> {
      const [row] = await database.rows<{ count: number }>(FORGET_DAYS, { most });
      return row?.count ?? 0;
    },
  };
}

function word(about: WordRow['about'], decision: 'accept' | 'decline' | null): RunWord {
  if (about === 'answered') return { type: 'answered', decision: decision ?? 'decline' };
  if (about === 'applied' || about === 'delivered') return { type: 'evidence_reported', evidence: about };
  return { type: about };
}

const FORGET_DAYS = `
  with tenants_gone as (
    delete from tenant_phone_days where ctid = any(array(
      select ctid from tenant_phone_days where day < (now() at time zone 'utc')::date - 1 limit :most)) returning 1
  ), phones_gone as (
    delete from phone_days where ctid = any(array(
      select ctid from phone_days where day < (now() at time zone 'utc')::date - 1 limit :most)) returning 1
  )
  select greatest((select count(*) from tenants_gone), (select count(*) from phones_gone))::int as count`;

/**
 * Each tenant that has any has the same share of them, its oldest; what they leave over goes to the oldest of all. The
 * tenants are found by steps from one to the next in the index, so that it does not matter how many orders one has.
 */
const UNSTARTED = `
  with recursive steps as (
    (select tenant_id, start_due_at from orders where state in ('accepted', 'scheduled')
      order by tenant_id, start_due_at limit 1)
    union all
    select next.tenant_id, next.start_due_at from steps cross join lateral (
      select o.tenant_id, o.start_due_at from orders o where o.state in ('accepted', 'scheduled')
        and o.tenant_id > steps.tenant_id order by o.tenant_id, o.start_due_at limit 1) next
  ), tenants_due as (
    select tenant_id from steps where start_due_at < now() order by random() limit :most
  ), candidates as (
    select o.row, 1 as place from tenants_due t cross join lateral (
      select ctid as row from orders where state in ('accepted', 'scheduled') and tenant_id = t.tenant_id
        and start_due_at < now() order by start_due_at
      limit (select :most::int / greatest(count(*), 1) from tenants_due)) o
    union all
    (select ctid, 2 from orders where state in ('accepted', 'scheduled') and start_due_at < now()
      order by start_due_at limit :most)
  ), due as (
    select ctid as row from orders where state in ('accepted', 'scheduled') and start_due_at < now() and ctid = any(array(
      select row from candidates group by row order by min(place) limit :most)) for update skip locked
  ), put_off as (
    update orders o set start_due_at = now() + case when o.state = 'scheduled' then interval '10 minutes'
      else interval '30 seconds' end
    where o.ctid = any(array(select row from due)) returning o.*
  )
  select o.id, o.run, o.tenant_id, o.device_id, f.name as definition_name, f.version as definition_version, o.policy
  from put_off o join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)`;

const UNTOLD = `
  update attempts a set report_due_at = now() + interval '10 seconds'
  where (a.tenant_id, a.order_id, a.run, a.attempt) in (
    select tenant_id, order_id, run, attempt from attempts where report_due_at < now()
    order by report_due_at limit :most for update skip locked)
  returning a.order_id as id, a.run, a.attempt, a.outcome`;

const WORDS = `
  (select id, run, decision, 'answered' as about from orders
    where state = 'awaiting_user' and answered_at < now() - interval '5 seconds' limit :most)
  union all
  (select id, run, null, 'cancel_granted' from orders
    where cancel_requested_at < now() - interval '5 seconds' and settled_at is null limit :most)
  union all
  (select id, run, null, 'applied' from orders where evidence = 'applied' and settled_at is null limit :most)
  union all
  (select id, run, null, 'refused_on_device' from orders where refused_at is not null and settled_at is null limit :most)
  union all
  (select id, run, null, 'turn_granted' from orders where state = 'queued' and holds_turn limit :most)
  union all
  (select id, run, null, 'turn_granted' from orders where carrier_end = 'sent' and settled_at is null and state = 'delivering' limit :most)
  union all
  (select id, run, null, 'delivered' from orders where carrier_end = 'sent' and settled_at is null
    and state = 'awaiting_acknowledgement' and evidence = 'delivered' and wanted_evidence <> 'applied' limit :most)`;
