import { type Invariant, JOURNALED, SCOPE } from './scope.ts';

const EXPOSED: Invariant = {
  name: 'exposed-twice-at-most',
  promise: 'I5',
  title: 'A part of an attempt may have reached the network twice, and no more',
  sql: `
    with ${SCOPE}, ${JOURNALED}
    select tenant_id, order_id, run, format('attempt %s: part %s was exposed %s times', attempt, part, exposures) as what
    from journaled where exposures > 2
    union all
    select s.tenant_id, s.order_id, s.run, format('attempt %s: part %s has two sends in slot %s', s.attempt, s.part, s.exposure)
    from sends s join scope o on o.tenant_id = s.tenant_id and o.id = s.order_id
    where s.state in ('writing', 'in_doubt', 'accepted')
    group by s.tenant_id, s.order_id, s.run, s.attempt, s.part, s.exposure having count(*) > 1`,
};

/**
 * Octets and concatenation reference are the document's, so sends of one document are sends of the same octets. A push goes
 * whole, and so does what a phone fetches; by what a bearer that was removed since went, nobody knows.
 */
const ONE_DOCUMENT: Invariant = {
  name: 'one-document',
  promise: 'I5',
  title: 'All sends of a run are of one document, and every part of an attempt is journaled',
  sql: `
    with ${SCOPE}, ${JOURNALED}, tried as (
      select a.tenant_id, a.order_id, a.run, a.attempt, a.part_count,
        count(d.order_id) as documents, min(case when b.kind in ('pap', 'pull') then d.part_count else coalesce(d.signed_part_count, d.part_count) end) as made, min(b.kind) as kind
      from attempts a join scope o on o.tenant_id = a.tenant_id and o.id = a.order_id
      left join documents d on d.tenant_id = a.tenant_id and d.order_id = a.order_id and d.run = a.run
      left join bearers b on b.name = a.bearer
      group by a.tenant_id, a.order_id, a.run, a.attempt, a.part_count, a.bearer
    )
    select tenant_id, order_id, run, case when documents <> 1 then format('attempt %s: has %s documents', attempt, documents)
      else format('attempt %s: sends %s parts of a document in %s', attempt, part_count, made) end as what
    from tried
    where documents <> 1 or part_count <> case when kind in ('pap', 'pull') or (kind is null and part_count = 1) then 1 else made end
    union all
    select t.tenant_id, t.order_id, t.run, format('attempt %s: part %s is %s', t.attempt, n.part,
      case when p.part is null then 'not there' else 'in no send of the journal' end)
    from tried t cross join lateral generate_series(1, t.part_count) as n(part)
    left join parts p on (p.tenant_id, p.order_id, p.run, p.attempt, p.part) = (t.tenant_id, t.order_id, t.run, t.attempt, n.part)
    left join journaled j on (j.tenant_id, j.order_id, j.run, j.attempt, j.part) = (t.tenant_id, t.order_id, t.run, t.attempt, n.part)
    where p.part is null or j.part is null
    union all
    select p.tenant_id, p.order_id, p.run, format('attempt %s: part %s is one too many', p.attempt, p.part)
    from parts p join tried t on (t.tenant_id, t.order_id, t.run, t.attempt) = (p.tenant_id, p.order_id, p.run, p.attempt)
    where p.part > t.part_count`,
};

/** Every statement that journals sends says in an event how many: a row that came or went any other way shows. */
const JOURNAL: Invariant = {
  name: 'journal-agrees',
  promise: 'I4',
  title: 'Parts and attempts stand where their sends and receipts have brought them',
  sql: `
    with ${SCOPE}, ${JOURNALED}, word as (
      select r.tenant_id, r.order_id, r.run, r.attempt, r.part, bool_or(r.state = 'delivered') as good,
        bool_or(r.state in ('expired', 'deleted', 'undeliverable', 'rejected')) as bad
      from receipts r where r.send_id is not null group by r.tenant_id, r.order_id, r.run, r.attempt, r.part
    ), stood as (
      select p.*, coalesce(j.accepted, 0) > 0 as accepted, coalesce(w.good, false) as good, coalesce(w.bad, false) as bad
      from (select p.* from parts p join scope o on o.tenant_id = p.tenant_id and o.id = p.order_id) p
      left join journaled j using (tenant_id, order_id, run, attempt, part)
      left join word w using (tenant_id, order_id, run, attempt, part)
    ), by_parts as (
      select tenant_id, order_id, run, attempt, count(*) filter (where accepted) as accepted,
        count(*) filter (where state = 'delivered') as delivered
      from stood group by tenant_id, order_id, run, attempt
    ), by_sends as (
      select tenant_id, order_id, run, attempt, sum(sends) as sends from journaled group by tenant_id, order_id, run, attempt
    ), by_word as (
      select e.tenant_id, e.order_id, e.run, (e.detail ->> 'attempt')::int as attempt, sum((e.detail ->> 'parts')::int) as told
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id
      where e.type in ('attempt.started', 'attempt.continued') group by e.tenant_id, e.order_id, e.run, 4
    ), counted as (
      select a.*, coalesce(p.accepted, 0) as accepted, coalesce(p.delivered, 0) as delivered, coalesce(s.sends, 0) as sends,
        coalesce(w.told, 0) as told
      from (select a.* from attempts a join scope o on o.tenant_id = a.tenant_id and o.id = a.order_id) a
      left join by_parts p using (tenant_id, order_id, run, attempt)
      left join by_sends s using (tenant_id, order_id, run, attempt)
      left join by_word w using (tenant_id, order_id, run, attempt)
    )
    select tenant_id, order_id, run, format('attempt %s: part %s is %s, and its sends and receipts say otherwise', attempt, part,
      state) as what
    from stood
    where (state = 'planned') = accepted or (state = 'delivered' and not good) or (state = 'failed' and not bad)
      or (state in ('planned', 'accepted') and (good or bad))
    union all
    select tenant_id, order_id, run, format('attempt %s: %s parts counted as accepted, %s as delivered; there are %s and %s',
      attempt, parts_accepted, parts_delivered, accepted, delivered)
    from counted where parts_accepted <> accepted or parts_delivered > delivered
      or (outcome <> 'failed' and parts_delivered <> delivered)
    union all
    select tenant_id, order_id, run, format('attempt %s: is %s with %s of %s parts accepted and %s delivered', attempt, outcome,
      accepted, part_count, delivered)
    from counted where (outcome = 'delivered' and delivered < part_count) or (outcome = 'submitted' and accepted < part_count)
      or (outcome = 'open' and accepted = part_count)
    union all
    select tenant_id, order_id, run, format('attempt %s: %s sends are journaled, and %s were told', attempt, sends, told)
    from counted where sends <> told
    union all
    select s.tenant_id, s.order_id, s.run, format('attempt %s: a send of part %s is %s and %s', s.attempt, s.part, s.state,
      case when s.answered_at is null then 'has no answer' else 'has one' end)
    from sends s join scope o on o.tenant_id = s.tenant_id and o.id = s.order_id
    where (s.state in ('accepted', 'refused', 'unsent') and s.answered_at is null) or (s.state = 'writing' and s.answered_at is not null)`,
};

const RECEIPTS: Invariant = {
  name: 'receipts-matched',
  promise: 'I4',
  title: 'A receipt that names a send has its whole key, and none waits for a send that is known',
  sql: `
    select r.tenant_id, r.order_id, r.run, format('receipt %s: names no send that is there', r.id) as what
    from receipts r left join sends s on (s.tenant_id, s.order_id, s.run, s.attempt, s.part, s.id)
      = (r.tenant_id, r.order_id, r.run, r.attempt, r.part, r.send_id)
    where num_nonnulls(r.tenant_id, r.order_id, r.run, r.attempt, r.part, r.send_id) > 0 and s.id is null
    union all
    select r.tenant_id, r.order_id, r.run, format('receipt %s: is of another message than its send', r.id)
    from receipts r join sends s on (s.tenant_id, s.order_id, s.run, s.attempt, s.part, s.id)
      = (r.tenant_id, r.order_id, r.run, r.attempt, r.part, r.send_id)
    where (s.bearer, s.message_id) is distinct from (r.bearer, r.message_id)
    union all
    select s.tenant_id, s.order_id, s.run, format('receipt %s: waits for a send that is known', r.id)
    from receipts r join sends s on s.bearer = r.bearer and s.message_id = r.message_id
    where r.send_id is null and r.received_at < now() - make_interval(secs => :slackSeconds)
      and s.written_at between r.received_at - interval '1 hour' and r.received_at`,
};

/** A fetch and its receipt are one transaction: neither is there without the other. */
const FETCHED: Invariant = {
  name: 'fetched-is-delivered',
  promise: 'I4',
  title: 'A document was fetched no more often than its link allows, and each that was fetched has its receipt',
  sql: `
    with ${SCOPE}, links as (
      select l.*, format('%s.%s.%s', l.order_id, l.run, l.attempt) as message_id
      from document_links l join scope o on o.tenant_id = l.tenant_id and o.id = l.order_id
    ), judged as (
      select l.*, exists (select 1 from receipts r where r.message_id = l.message_id and r.state = 'delivered'
        and r.bearer in (select l.bearer union select s.bearer from sends s where (s.tenant_id, s.order_id, s.run, s.attempt)
          = (l.tenant_id, l.order_id, l.run, l.attempt))) as has_receipt
      from links l
    )
    select tenant_id, order_id, run, format('attempt %s: its document was fetched %s times, of %s', attempt, fetches, most_fetches) as what
    from judged where fetches > most_fetches
    union all
    select tenant_id, order_id, run, format('attempt %s: its document was fetched %s times, and %s receipt says so', attempt, fetches,
      case when has_receipt then 'a' else 'no' end)
    from judged where (fetches > 0) <> has_receipt`,
};

/** Whoever journals locks the order first, as do those who cancel and settle: the numbers of their events are in that order. */
const STOPPED: Invariant = {
  name: 'nothing-after-the-end',
  promise: 'I6',
  title:
    'Nothing is journaled for the wire after a cancellation was granted, the order was replaced, or the run has ended',
  sql: `
    with ${SCOPE}, stops as (
      select e.tenant_id, e.order_id, e.run, e.type, min(e.id) as id
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id
      where e.type in ('order.cancel_requested', 'order.replaced', 'order.settled') group by e.tenant_id, e.order_id, e.run, e.type
    )
    select distinct s.tenant_id, s.order_id, s.run, format('%s came after %s', e.type, s.type) as what
    from stops s join order_events e on e.tenant_id = s.tenant_id and e.order_id = s.order_id and e.run = s.run and e.id > s.id
    where e.type in ('attempt.started', 'attempt.continued', 'order.carried', 'user.asked', 'user.reminded')`,
};

const TURN: Invariant = {
  name: 'one-holder',
  promise: 'I5',
  title: 'One order at a time has the turn of a phone, and none sends without it',
  sql: `
    with ${SCOPE}, holders as (
      select o.*, count(*) over (partition by o.phone_key) as holders from orders o where o.holds_turn
    )
    select tenant_id, id as order_id, run, format('is one of %s that have the turn of one phone', holders) as what
    from holders where holders > 1
    union all
    select tenant_id, id, run, format('is %s, and has the turn of its phone', state) from holders where settled_at is not null
    union all
    select o.tenant_id, o.id, o.run, format('is %s with an open attempt, and has no turn', o.state) from scope o
    where o.settled_at is null and not o.holds_turn and exists (select 1 from attempts a where a.tenant_id = o.tenant_id
      and a.order_id = o.id and a.run = o.run and a.outcome in ('open', 'submitted'))
      and not exists (select 1 from order_events e where e.tenant_id = o.tenant_id and e.order_id = o.id and e.run = o.run
        and e.type = 'turn.passed_on' and e.id > (select max(j.id) from order_events j where j.tenant_id = o.tenant_id
          and j.order_id = o.id and j.run = o.run and j.type in ('attempt.started', 'attempt.continued')))`,
};

/**
 * Who journals has the turn, and the number of the event is drawn under it: from there to the end of the run, or to the word
 * that the turn was passed on, nobody else journals for the phone.
 */
const STRICT: Invariant = {
  name: 'strict-turns',
  promise: 'I5',
  title: 'Between what an order sends and the end of its turn, no other order sends to the phone',
  sql: `
    with ${SCOPE}, sent as (
      select o.phone_key, e.tenant_id, e.order_id, e.run, e.id, e.type, lead(e.id) over next as next_id,
        lead(e.type) over next as next_type, lead(e.order_id) over next as next_order
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id
      where e.type in ('attempt.started', 'attempt.continued') window next as (partition by o.phone_key order by e.id)
    )
    select s.tenant_id, s.order_id, s.run, format('had the turn, and %s came of order %s', s.next_type, s.next_order) as what
    from sent s where s.next_order <> s.order_id and not exists (select 1 from order_events e
      where e.tenant_id = s.tenant_id and e.order_id = s.order_id and e.run = s.run and e.id between s.id and s.next_id
        and e.type in ('order.settled', 'turn.passed_on'))`,
};

const QUEUE: Invariant = {
  name: 'queue-moves',
  promise: 'I1',
  title: 'An order that is queued waits behind one that has the turn',
  sql: `
    with ${SCOPE}
    select o.tenant_id, o.id as order_id, o.run,
      format('is %s, and %s in the queue', o.state, case when o.queued_at is null then 'is not' else 'is' end) as what
    from scope o where o.settled_at is null and (o.state = 'queued') <> (o.queued_at is not null)
    union all
    select o.tenant_id, o.id, o.run, 'is queued, and nobody has the turn of its phone' from scope o
    where o.state = 'queued' and o.queued_at < now() - make_interval(secs => :slackSeconds)
      and not exists (select 1 from orders h where h.phone_key = o.phone_key and h.holds_turn)
      and not exists (select 1 from orders h where h.phone_key = o.phone_key
        and h.settled_at > now() - make_interval(secs => :slackSeconds))`,
};

export const DELIVERY_INVARIANTS: readonly Invariant[] = [
  EXPOSED,
  ONE_DOCUMENT,
  JOURNAL,
  RECEIPTS,
  FETCHED,
  STOPPED,
  TURN,
  STRICT,
  QUEUE,
];
