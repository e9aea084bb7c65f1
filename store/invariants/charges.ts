import { type Invariant, JOURNALED, SCOPE, WHOLE } from './scope.ts';

/**
 * The rules of charging once more, from what else the ledger says; those who write charges do not share this. A part that went
 * by a bearer that was removed since may have been any kind.
 */
const CHARGES: Invariant = {
  name: 'charged-as-earned',
  promise: 'I3',
  title: 'What is chargeable is charged once, and nothing else is',
  sql: `
    with ${SCOPE}, ${JOURNALED}, ${WHOLE}, earned as (
      select tenant_id, id as order_id, 1 as run, 'order.accepted' as kind, '' as unit from scope
      union
      select j.tenant_id, j.order_id, j.run, case j.kind when 'smpp' then 'sms.part' when 'pap' then 'pap.push' when 'pull' then 'pull.link' else coalesce((
          select c.kind from charge_records c where c.tenant_id = j.tenant_id and c.order_id = j.order_id and c.run = j.run
            and c.kind in ('sms.part', 'pap.push', 'pull.link') and c.unit = j.attempt || '/' || j.part limit 1), 'sms.part') end,
        j.attempt || '/' || j.part
      from journaled j where j.accepted > 0
      union
      select tenant_id, order_id, run, 'document.submitted', '' from whole where is_whole
      union
      select tenant_id, order_id, run, 'document.delivered', '' from whole where outcome = 'delivered'
      union
      select e.tenant_id, e.order_id, e.run, 'order.completed', ''
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id
      where e.type = 'order.settled' and e.detail ->> 'state' = 'completed'
      union
      select p.tenant_id, p.order_id, p.run, 'prompt.sent', p.number::text
      from prompts p join scope o on o.tenant_id = p.tenant_id and o.id = p.order_id
        join orders r on r.tenant_id = o.tenant_id and r.id = o.id
        join definitions f on (f.tenant_id, f.id) = (r.definition_tenant_id, r.definition_id)
      where p.way = 'sms' or (p.way = 'hosted' and coalesce(f.body -> 'confirmation' ->> 'link', 'sms') = 'sms')
      union
      select p.tenant_id, p.order_id, p.run, 'prompt.answered', p.number::text
      from prompts p join scope o on o.tenant_id = p.tenant_id and o.id = p.order_id
      where p.way <> 'client' and p.state in ('answered', 'declined')
    ), charged as (
      select c.tenant_id, c.order_id, c.run, c.kind, c.unit, count(*) as records,
        bool_and(c.device_id = o.device_id) as of_device
      from charge_records c join scope o on o.tenant_id = c.tenant_id and o.id = c.order_id
      group by c.tenant_id, c.order_id, c.run, c.kind, c.unit
    )
    select tenant_id, order_id, run, format('%s %s', rtrim(kind || ' ' || unit), case when c.records is null then 'was not charged'
      when e.tag is null then 'was charged and did not happen' when c.records > 1 then format('was charged %s times', c.records)
      else 'was charged for another device' end) as what
    from (select *, true as tag from earned) e full join charged c using (tenant_id, order_id, run, kind, unit)
    where c.records is null or c.records > 1 or not c.of_device or (e.tag is null and kind in ('order.accepted', 'sms.part', 'pap.push',
      'pull.link', 'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'))`,
};

/**
 * What the user had agreed to before spoke for him, and stood then. Whoever takes it back begins before he has the row's lock,
 * so that its end may bear a time that is a little earlier.
 */
const STOOD = `(e.type = 'consent.standing' and exists (
          select 1 from standing_consents s where s.tenant_id = e.tenant_id and s.id::text = e.detail ->> 'consent'
            and s.device_id = o.device_id and s.given_at <= e.at and s.expires_at > e.at
            and (s.ended_at is null or s.ended_at > e.at - interval '1 minute')))`;

/** Answers lock the order as deliveries do: the numbers of their events are in the order of their commits. */
const CONSENT: Invariant = {
  name: 'consent-before-delivery',
  promise: 'I7',
  title: 'Who must say yes has said so before anything is sent, and a question is answered once',
  sql: `
    with ${SCOPE}, told as (
      select e.tenant_id, e.order_id, e.run,
        min(e.id) filter (where e.type in ('attempt.started', 'order.carried')) as started,
        min(e.id) filter (where e.type = 'user.answered' or ${STOOD}) as accepted,
        min(e.id) filter (where e.type = 'user.declined') as declined,
        count(*) filter (where e.type in ('user.answered', 'user.declined')) as answers,
        count(*) filter (where e.type = 'user.asked') as questions
      from order_events e join scope o on o.tenant_id = e.tenant_id and o.id = e.order_id
      group by e.tenant_id, e.order_id, e.run
    ), heard as (
      select t.*, (t.questions > 0 or (t.run = o.run and jsonb_typeof(o.policy -> 'ask') = 'object'))
          and coalesce(o.policy #>> '{ask,onTimeout}', 'expire') <> 'proceed' as must_ask,
        (select count(*) from consents c where c.tenant_id = t.tenant_id and c.order_id = t.order_id and c.run = t.run) as consents,
        (select count(*) from prompts p where p.tenant_id = t.tenant_id and p.order_id = t.order_id and p.run = t.run
          and p.state in ('answered', 'declined')) as consumed
      from told t join scope o on o.tenant_id = t.tenant_id and o.id = t.order_id
    )
    select tenant_id, order_id, run, 'was sent before anybody said yes' as what from heard
    where must_ask and started is not null and (accepted is null or accepted > started)
    union all
    select tenant_id, order_id, run, 'was sent to somebody who said no' from heard where started is not null and declined is not null
    union all
    select tenant_id, order_id, run, format('was answered %s times; %s consents, %s questions closed by an answer', answers, consents,
      consumed)
    from heard where answers > 1 or consents <> answers or consumed <> answers`,
};

export const CHARGE_INVARIANTS: readonly Invariant[] = [CHARGES, CONSENT];
