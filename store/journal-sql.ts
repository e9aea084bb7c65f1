/** The statements of the delivery journal. Each is one round trip and, being one statement, one transaction. */
import { isCarried } from './carrying.ts';
import { INSERT_DOCUMENT } from './document-rows.ts';
import { FIRST_QUERY } from './gateway-queries.ts';

/** The name of the context of order `o`, as long as it is in the phone and its tenant may provision into it. */
export const USABLE_CONTEXT = `select c.name from contexts c
    where c.id = o.context_id and c.phone_key = o.phone_key and (c.tenant_id = o.tenant_id or array(
      select unnest(g.operations) from context_grants g
      where g.tenant_id = c.tenant_id and g.context_id = c.id and g.grantee_id = o.tenant_id and g.expires_at > now()
    ) @> array['add', 'replace'])`;

export const LOAD = `
  select o.tenant_id, t.name as tenant_name, t.title as tenant_title, to_jsonb(d) as device,
    coalesce(d.time_zone, o.time_zone) as time_zone, f.body,
    f.approved_at is not null as approved, o.run, o.state, o.reason,
    o.cancel_requested_at is not null as cancel_requested, o.replaced_by is not null as is_replaced, o.holds_turn,
    case when o.carried_by is not null then nullif(coalesce(o.carrier_end, 'under_way'), 'released') end as carrier, o.evidence, o.security, o.fallback, o.context_id, o.content, o.policy, o.parameters_sealed,
    o.answers_sealed, o.looked_up_sealed, o.pin_sealed, o.pin_way, p.push_sealed, p.reference, p.part_count, p.context, p.signed_sealed, p.signed_part_count,
    case when o.context_id is not null then (${USABLE_CONTEXT}) end as usable_context,
    a.outcome as attempt_outcome, a.bearer as attempt_bearer,
    (select s.message_id from attempts r join sends s using (tenant_id, order_id, run, attempt) join bearers b on b.name = s.bearer
      where r.tenant_id = o.tenant_id and r.order_id = o.replaces and r.outcome = 'submitted' and b.kind = 'pap'
        and not exists (select 1 from orders k where k.tenant_id = o.tenant_id and k.carried_by = o.replaces) and s.state = 'accepted' limit 1) as replaced_push,
    (select coalesce(jsonb_agg(i.reference), '[]') from orders r
        join documents i on i.tenant_id = r.tenant_id and i.order_id = r.id and i.run = r.run
      where r.phone_key = o.phone_key and r.id <> o.id and r.state in ('queued', 'awaiting_acknowledgement')) as references_in_use,
    (select coalesce(jsonb_agg(jsonb_build_object('bearer', b.bearer, 'isRefused', b.reason is not distinct from 'bearer_refused')
        order by b.attempt), '[]')
      from attempts b where b.tenant_id = o.tenant_id and b.order_id = o.id and b.run = o.run and b.attempt < :attempt) as past,
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'part', s.part, 'exposure', s.exposure, 'state', s.state,
        'status', s.status, 'ageMs', extract(epoch from clock_timestamp() - s.written_at) * 1000)
        order by s.part, s.written_at), '[]')
      from sends s where s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = o.run and s.attempt = :attempt) as sends
  from orders o
  join devices d on d.tenant_id = o.tenant_id and d.id = o.device_id
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  join tenants t on t.id = o.tenant_id
  left join documents p on p.tenant_id = o.tenant_id and p.order_id = o.id and p.run = o.run
  left join attempts a on a.tenant_id = o.tenant_id and a.order_id = o.id and a.run = o.run and a.attempt = :attempt
  where o.id = :orderId`;

/**
 * Only an order that is open in this run and not cancelled may put anything on the wire, and only one that has the turn of its
 * phone, or takes it while nobody has it or waits for it.
 */
const takeOrder = (more = ''): string => `
  update orders o set state = 'delivering', reason = null, holds_turn = true, turn_moved_at = now(), queued_at = null${more}
  where id = :orderId and run = :run and settled_at is null and cancel_requested_at is null and replaced_by is null
    and not ${isCarried('o')} and (holds_turn or not exists (
      select 1 from orders h where h.phone_key = o.phone_key and h.holds_turn) and not exists (
      select 1 from orders w where w.phone_key = o.phone_key and w.state = 'queued' and w.id <> o.id))
  returning tenant_id, id`;

/** Whether an order that was not let through would be, had it the turn. */
export const IS_OPEN = `
  select 1 from orders where id = :orderId and run = :run and settled_at is null and cancel_requested_at is null
    and replaced_by is null`;

const INSERT_SENDS = `
  insert into sends (tenant_id, order_id, run, attempt, part, id, exposure, bearer, reference)
  select taken.tenant_id, taken.id, :run, :attempt, r.part, r.id, r.exposure, :bearer, r.reference
  from taken, jsonb_to_recordset(:sends) as r(id uuid, part int, exposure int, reference int)`;

/** A PIN that came of the document takes the place of what it was made from. One that was handed out has served. */
const KEEP_PIN = `,
    pin_sealed = case when pin_way is distinct from 'client' or pin_told_at is null then coalesce(:pin::bytea, pin_sealed) end,
    pin_ready = pin_ready or :pin::bytea is not null`;

export const OPEN_ATTEMPT = `
  with taken as (${takeOrder(KEEP_PIN)}),
  document as (${INSERT_DOCUMENT}
  ), opened as (
    insert into attempts (tenant_id, order_id, run, attempt, bearer, part_count, why, passed_over)
    select tenant_id, id, :run, :attempt, :bearer, :attemptParts, :why, :passedOver from taken
  ), planned as (
    insert into parts (tenant_id, order_id, run, attempt, part)
    select tenant_id, id, :run, :attempt, generate_series(1, :attemptParts::int) from taken
  ), journaled as (${INSERT_SENDS}),
  told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'attempt.started', jsonb_build_object('attempt', :attempt::int, 'bearer', :bearer::text,
      'parts', :attemptParts::int, 'why', :why::text) from taken
  )
  select id from taken`;

export const OPEN_SENDS = `
  with taken as (${takeOrder()}), journaled as (${INSERT_SENDS}),
  moved as (
    update attempts a set bearer = :bearer, why = 'moved' from taken
    where a.tenant_id = taken.tenant_id and a.order_id = taken.id and a.run = :run and a.attempt = :attempt and a.bearer <> :bearer
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, 'attempt.continued', jsonb_build_object('attempt', :attempt::int,
      'bearer', :bearer::text, 'parts', jsonb_array_length(:sends::jsonb)) from taken
  )
  select id from taken`;

export const FAIL_ATTEMPT = `
  with failed as (
    update attempts a set outcome = 'failed', reason = :reason, report_due_at = null, query_due_at = null
    from orders o
    where o.id = :orderId and a.tenant_id = o.tenant_id and a.order_id = o.id and a.run = :run and a.attempt = :attempt
      and a.outcome in ('open', 'submitted')
    returning a.tenant_id, a.order_id
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, order_id, :run, 'attempt.failed',
    jsonb_build_object('attempt', :attempt::int, 'reason', :reason::text)
  from failed`;

export const RECORD = `
  with results as (
    select * from jsonb_to_recordset(:results) as r(id uuid, state text, "messageId" text, status int)
  ), ordered as (
    select tenant_id, id, device_id, definition_tenant_id, definition_id, policy from orders where id = :orderId
  ), answered as (
    update sends s set state = r.state, message_id = r."messageId", status = r.status, answered_at = clock_timestamp()
    from ordered o, results r
    where s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = :run and s.attempt = :attempt and s.id = r.id
      and s.state in ('writing', 'in_doubt')
    returning s.id, s.part, s.state, s.bearer, s.message_id
  ), accepted as (
    update parts p set state = 'accepted' from ordered o, answered s
    where p.tenant_id = o.tenant_id and p.order_id = o.id and p.run = :run and p.attempt = :attempt and p.part = s.part
      and s.state = 'accepted' and p.state = 'planned'
    returning p.part
  ), counted as (
    update attempts a set parts_accepted = a.parts_accepted + n.parts,
      outcome = case when a.outcome = 'open' and a.parts_accepted + n.parts = a.part_count then 'submitted' else a.outcome end,
      query_due_at = case when a.outcome = 'open' and a.parts_accepted + n.parts = a.part_count then (
        select now() + make_interval(secs => (o.policy ->> 'acknowledgementMs')::float8 / 1000 * ${FIRST_QUERY})
        from answered s join bearers b on b.name = s.bearer and b.kind = 'pap' where s.state = 'accepted' limit 1)
        else a.query_due_at end
    from ordered o, (select count(*)::int as parts from accepted) n
    where a.tenant_id = o.tenant_id and a.order_id = o.id and a.run = :run and a.attempt = :attempt and n.parts > 0
    returning a.tenant_id, a.order_id, a.parts_accepted = a.part_count as complete
  ), moved as (
    update orders o set state = 'awaiting_acknowledgement', reason = null, queued_at = null,
      turn_moved_at = case when o.holds_turn then now() end,
      evidence = case when o.evidence = 'none' then 'submitted' else o.evidence end
    from counted
    where o.tenant_id = counted.tenant_id and o.id = counted.order_id and counted.complete and o.run = :run and o.settled_at is null
    returning o.id
  ), brought as (
    update orders o set evidence = 'submitted'
    from counted left join moved on moved.id = counted.order_id -- the row of the carrier first, as whoever ends it locks them
    where o.tenant_id = counted.tenant_id and o.carried_by = counted.order_id and o.carried_run = :run and counted.complete
      and o.evidence = 'none' and o.settled_at is null
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id)
    select o.tenant_id, o.id, :run, c.kind, c.unit, f.body -> 'charging' ->> 'class', o.device_id
    from ordered o join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id),
      (select case b.kind when 'pap' then 'pap.push' when 'pull' then 'pull.link' else 'sms.part' end as kind, :attempt || '/' || n.part as unit
         from accepted n join answered s on s.part = n.part and s.state = 'accepted' left join bearers b on b.name = s.bearer
       union all select 'document.submitted', '' from counted where complete) c
    on conflict do nothing
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select o.tenant_id, o.id, :run, case when bool_and(state = 'accepted') then 'parts.accepted' else 'parts.answered' end,
      jsonb_build_object('attempt', :attempt::int, 'accepted', count(*) filter (where state = 'accepted'),
        'refused', count(*) filter (where state = 'refused'), 'inDoubt', count(*) filter (where state = 'in_doubt'),
        'unsent', count(*) filter (where state = 'unsent'))
    from ordered o, answered group by o.tenant_id, o.id
  )
  select exists (select 1 from receipts r join answered s on r.bearer = s.bearer and r.message_id = s.message_id
    where r.send_id is null) as overtaken`;
