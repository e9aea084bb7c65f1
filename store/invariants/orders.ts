import { type Invariant, JOURNALED, RUNS, rank, SCOPE, WHOLE } from './scope.ts';

/** What was accepted is there, in whole, and comes to an end. */
const STORED: Invariant = {
  name: 'accepted-in-whole',
  promise: 'I1',
  title: 'An accepted order has the rows that its acceptance writes, once a run, and those that its state rests on',
  sql: `
    with ${SCOPE}, ${RUNS}, begun as (
      select r.tenant_id, r.id, r.number, r.number = 1 as is_first, count(e.id) as times
      from runs r left join order_events e on e.tenant_id = r.tenant_id and e.order_id = r.id and e.run = r.number
        and e.type = case when r.number = 1 then 'order.accepted' else 'order.rerun' end
      group by r.tenant_id, r.id, r.number
    )
    select tenant_id, id as order_id, number as run,
      format('has %s events %s, not one', times, case when is_first then 'order.accepted' else 'order.rerun' end) as what
    from begun where times <> 1
    union all
    select e.tenant_id, e.order_id, e.run, format('has an event %s of a run that never was', e.type)
    from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id where e.run not between 1 and o.run
    union all
    select o.tenant_id, o.id, o.run, 'is awaiting_user without a question' from scope o
    where o.state = 'awaiting_user' and not exists (
      select 1 from prompts p where p.tenant_id = o.tenant_id and p.order_id = o.id and p.run = o.run)
    union all
    select o.tenant_id, o.id, o.run, 'is awaiting_acknowledgement without an attempt' from scope o
    where o.state = 'awaiting_acknowledgement' and not exists (
      select 1 from attempts a where a.tenant_id = o.tenant_id
        and (a.order_id, a.run) in ((o.id, o.run), (o.carried_by, o.carried_run)))`,
};

const IN_TIME: Invariant = {
  name: 'ends-in-time',
  promise: 'I1',
  title: 'An order is started, and ends by the last moment that its policy knows',
  sql: `
    with ${SCOPE}, deadlines as (
      select o.*, o.expires_at + make_interval(secs => coalesce((o.policy ->> 'acknowledgementMs')::float8, 0)
        * coalesce((o.policy ->> 'maxAttempts')::float8, 1) / 1000) as ends_by
      from scope o where o.settled_at is null
    )
    select tenant_id, id as order_id, run, format('is %s, and was to end by %s', state, ends_by) as what
    from deadlines where ends_by < now() - make_interval(secs => :slackSeconds)
    union all
    select tenant_id, id, run, format('is %s, and nobody has tried to start it since %s', state, start_due_at)
    from deadlines where state in ('accepted', 'scheduled') and start_due_at < now() - make_interval(secs => :slackSeconds)`,
};

const ONE_REQUEST: Invariant = {
  name: 'one-request',
  promise: 'I2',
  title: 'A request is one order, however often it is repeated',
  sql: `
    with ${SCOPE}
    select o.tenant_id, o.id as order_id, 1 as run, format('is that of %s idempotency keys, not one', count(k.key)) as what
    from scope o left join idempotency_keys k on k.tenant_id = o.tenant_id and k.order_id = o.id
    group by o.tenant_id, o.id having count(k.key) <> 1
    union all
    select k.tenant_id, k.order_id, 1, 'shares its idempotency key with another order'
    from (select *, count(*) over (partition by tenant_id, key) as orders from idempotency_keys) k
    join scope o on o.tenant_id = k.tenant_id and o.id = k.order_id where k.orders > 1`,
};

/** Ends are told in the statement that makes them, so a word and a state that differ were not written together. */
const ENDS: Invariant = {
  name: 'ends-once',
  promise: 'I4',
  title: 'A run ends once, as it was told, and stays so',
  sql: `
    with ${SCOPE}, ${RUNS}, ends as (
      select r.tenant_id, r.id, r.number, r.is_last, r.is_over, r.state, count(e.id) as times, min(e.detail ->> 'state') as told
      from runs r left join order_events e on e.tenant_id = r.tenant_id and e.order_id = r.id and e.run = r.number
        and e.type = 'order.settled'
      group by r.tenant_id, r.id, r.number, r.is_last, r.is_over, r.state
    )
    select tenant_id, id as order_id, number as run,
      case when times > 1 then format('was told to have ended %s times', times)
        when is_over then 'has ended, and was not told to'
        else format('was told to have ended as %s, and is %s', told, state) end as what
    from ends where times <> is_over::int
    union all
    select tenant_id, id, number, format('was told to have ended as %s, and is %s', told, state)
    from ends where times = 1 and is_over and is_last and told is distinct from state
    union all
    select o.tenant_id, o.id, o.run, 'is cancelled, and nobody has asked for it' from scope o
    where o.state = 'cancelled' and not exists (select 1 from order_events e
      where e.tenant_id = o.tenant_id and e.order_id = o.id and e.run = o.run and e.type in ('order.cancel_requested', 'order.replaced'))
    union all
    select o.tenant_id, o.id, o.run, 'is declined, and nobody has said so' from scope o
    where o.state = 'declined' and not exists (select 1 from order_events e
      where e.tenant_id = o.tenant_id and e.order_id = o.id and e.run = o.run and (e.type = 'user.declined'
        or e.type = 'acknowledgement.received' and e.detail ->> 'outcome' = 'refused'
        or e.type = 'carrier.ended' and e.detail ->> 'meaning' = 'refused'))`,
};

/** What the journal of the order that carries `o`, or has carried it, proves for it as well. */
const BROUGHT = `(select max(case when a.outcome = 'delivered' then 2 when a.parts_accepted = a.part_count then 1 else 0 end)
          from attempts a where a.tenant_id = o.tenant_id and a.order_id = o.carried_by and a.run = o.carried_run)`;

const EVIDENCE: Invariant = {
  name: 'evidence-proven',
  promise: 'I4',
  title: 'Evidence is what the journal and the acknowledgements prove, never goes back, and decides the end',
  sql: `
    with ${SCOPE}, ${JOURNALED}, ${WHOLE}, told as (
      select e.tenant_id, e.order_id, e.run, min(e.id) filter (where e.type = 'order.settled') as settled,
        min(e.id) filter (where e.type = 'acknowledgement.received' and e.detail ->> 'outcome' = 'applied') as applied
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id and o.run = e.run
      group by e.tenant_id, e.order_id, e.run
    ), tried as (
      select tenant_id, order_id, run, max(case when outcome = 'delivered' then 2 when is_whole then 1 else 0 end) as journaled
      from whole group by tenant_id, order_id, run
    ), shown as (
      select o.*, ${rank('o.evidence')} as shown, ${rank('o.wanted_evidence')} as wanted, t.applied, t.settled,
        greatest(w.journaled, ${BROUGHT}) as journaled
      from scope o left join told t on t.tenant_id = o.tenant_id and t.order_id = o.id and t.run = o.run
      left join tried w on w.tenant_id = o.tenant_id and w.order_id = o.id and w.run = o.run
    ), weighed as (
      select *, greatest(journaled, case when applied is not null then 3 else 0 end) as proven from shown
    )
    select tenant_id, id as order_id, run,
      case when shown > proven then format('shows %s, which nothing proves', evidence)
        when settled_at is null and shown < proven then format('shows %s after better was known', evidence)
        when shown < 3 and applied < settled then format('shows %s after it was acknowledged', evidence)
        when state = 'completed' then format('is completed with %s, and wanted %s', evidence, wanted_evidence)
        else format('is %s with %s, and wanted %s', state, evidence, wanted_evidence) end as what
    from weighed
    where shown > proven or (settled_at is null and shown < proven) or (shown < 3 and applied < settled)
      or (state = 'completed' and shown < wanted)
      or (state in ('unconfirmed', 'failed', 'expired') and shown >= wanted)`,
};

const REPLACED: Invariant = {
  name: 'replaced-once',
  promise: 'I2',
  title: 'An order and the one that took its place name each other, and it was told',
  sql: `
    with ${SCOPE}, pairs as (
      select o.tenant_id, o.id, o.run, o.replaced_by, n.replaces from scope s
      join orders o on o.tenant_id = s.tenant_id and o.id = s.id
      left join orders n on n.tenant_id = o.tenant_id and n.id = o.replaced_by where o.replaced_by is not null
    )
    select tenant_id, id as order_id, run, format('was replaced by %s, which replaces %s', replaced_by, coalesce(replaces::text, 'none')) as what
    from pairs where replaces is distinct from id
    union all
    select p.tenant_id, p.id, p.run, 'was replaced, and was not told to' from pairs p where not exists (select 1 from order_events e
      where e.tenant_id = p.tenant_id and e.order_id = p.id and e.type = 'order.replaced')
    union all
    select o.tenant_id, o.id, o.run, format('takes the place of %s, which does not know of it', o.replaces)
    from scope s join orders o on o.tenant_id = s.tenant_id and o.id = s.id
    join orders p on p.tenant_id = o.tenant_id and p.id = o.replaces where p.replaced_by is distinct from o.id`,
};

/** The events of both sides are written in the transactions that carry and that end. */
const CARRIED: Invariant = {
  name: 'carried-as-told',
  promise: 'I4',
  title:
    'An order is in the document of another as it was told, sends nothing meanwhile, and goes on when that one has ended',
  sql: `
    with ${SCOPE}, carried as (
      select o.*, (select count(*) from order_events e where e.tenant_id = o.tenant_id and e.order_id = o.id and e.run = o.run
          and e.type = 'order.carried' and e.detail ->> 'by' = o.carried_by::text) as told,
        (select max(e.id) from order_events e where e.tenant_id = o.tenant_id and e.order_id = o.carried_by and e.run = o.carried_run
          and e.type = 'order.settled') as carrier_settled,
        (select max(e.id) from order_events e where e.tenant_id = o.tenant_id and e.order_id = o.id and e.run = o.run
          and e.type = 'carrier.ended' and e.detail ->> 'meaning' = o.carrier_end) as end_told
      from scope o where o.carried_by is not null
    )
    select tenant_id, id as order_id, run, format('is in the document of %s, and was told so %s times', carried_by, told) as what
    from carried where told <> 1
    union all
    select c.tenant_id, c.id, c.run, format('is in a document of %s that is not there', c.carried_by) from carried c where not exists (
      select 1 from documents d where d.tenant_id = c.tenant_id and d.order_id = c.carried_by and d.run = c.carried_run)
    union all
    select tenant_id, id, run, format('its carrier is told to be %s, and was not', carrier_end)
    from carried where carrier_end is not null and end_told is null
    union all
    select tenant_id, id, run, format('is %s, and %s, which carries it, has ended', state, carried_by)
    from carried where settled_at is null and carrier_end is null and carrier_settled is not null
    union all
    select c.tenant_id, c.id, c.run, format('sent by itself while %s carried it', c.carried_by) from carried c
    where c.carrier_end is distinct from 'released' and exists (select 1 from attempts a
      where a.tenant_id = c.tenant_id and a.order_id = c.id and a.run = c.run)
    union all
    select tenant_id, id, run, format('is %s, and the word that %s has ended was not heard', state, carried_by)
    from carried where settled_at is null and state = 'delivering' and carrier_end in ('sent', 'refused')
      and exists (select 1 from order_events e where e.id = carrier_settled and e.at < now() - make_interval(secs => :slackSeconds))`,
};

export const ORDER_INVARIANTS: readonly Invariant[] = [STORED, IN_TIME, ONE_REQUEST, ENDS, EVIDENCE, REPLACED, CARRIED];
