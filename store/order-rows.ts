import type { OrderKind } from '../domain/definition.ts';
import type { SecurityMethod, Trust } from '../domain/document.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { OrderPolicy, OrderState, Reason } from '../domain/order.ts';
import type { PinWay } from '../domain/pin.ts';
import type { Attempt, OpenQuestion, Order } from '../domain/records.ts';
import type { NewOrder, RunToStart } from '../domain/requests.ts';

/** An order as `ORDER_COLUMNS` selects it. */
export interface OrderRow {
  id: string;
  tenant_id: string;
  device_id: string;
  definition_name: string;
  definition_version: string;
  kind: OrderKind;
  external_id: string | null;
  run: number;
  state: OrderState;
  reason: Reason | null;
  evidence: Evidence;
  wanted_evidence: Evidence;
  security: Trust;
  fallback: SecurityMethod | null;
  context_id: string | null;
  context_name: string | null;
  content: Order['content'];
  pin_way: PinWay | null;
  pin_told_at: Date | null;
  policy: OrderPolicy;
  accepted_at: Date;
  expires_at: Date;
  answer_due_at: Date | null;
  waits_until: Date | null;
  asking: OpenQuestion | null;
  settled_at: Date | null;
  erased_at: Date | null;
  replaces: string | null;
  replaced_by: string | null;
  carried_by: string | null;
  carries: string[];
  queued_behind: string | null;
  queue_place: number | null;
  attempts: Attempt[];
}

/** Orders as `o`, each with the definition it was made from as `f`, whatever has become of that since. */
export const ORDERS_WITH_DEFINITION = `orders o
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)`;

const utc = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const STARTS_AT = `o.accepted_at + make_interval(secs => (o.policy ->> 'startInMs')::float8 / 1000)`;

/** To be used with `ORDERS_WITH_DEFINITION`. */
export const ORDER_COLUMNS = `
  o.id, o.tenant_id, o.device_id, f.name as definition_name, f.version as definition_version, o.kind, o.external_id,
  o.run, o.state, o.reason, o.evidence, o.wanted_evidence, o.security, o.fallback, o.context_id, o.context_name, o.content, o.pin_way, o.pin_told_at, o.policy, o.accepted_at, o.expires_at,
  o.answer_due_at, case when o.state = 'scheduled' then ${STARTS_AT}
    when o.reason in ('quiet_hours', 'tenant_paced') and o.settled_at is null then o.waits_until end as waits_until,
  o.settled_at, o.erased_at, o.replaces, o.replaced_by,
  case when o.carrier_end is distinct from 'released' then o.carried_by end as carried_by,
  (select coalesce(jsonb_agg(k.id order by k.lined_up_at, k.id), '[]') from orders k where k.tenant_id = o.tenant_id
    and k.carried_by = o.id and k.carried_run = o.run and k.carrier_end is distinct from 'released') as carries,
  case when o.state = 'awaiting_user' then (select jsonb_build_object('way', p.way, 'since', ${utc('p.asked_at')},
      'until', ${utc('p.due_at')}, 'remindedAt', ${utc('p.reminded_at')}) from prompts p
    where p.order_id = o.id and p.run = o.run and p.tenant_id = o.tenant_id and p.state = 'open') end as asking,
  case when o.state = 'queued' then (select h.id from orders h where h.phone_key = o.phone_key and h.holds_turn
    and h.tenant_id = o.tenant_id and h.id <> o.id) end as queued_behind,
  case when o.state = 'queued' and not o.holds_turn then (select 1 + count(*)::int from orders w
    where w.phone_key = o.phone_key and w.state = 'queued' and w.tenant_id = o.tenant_id and not w.holds_turn
      and (w.lined_up_at, w.id) < (o.lined_up_at, o.id)) end as queue_place,
  (select coalesce(jsonb_agg(jsonb_build_object('run', a.run, 'attempt', a.attempt, 'bearer', a.bearer,
      'partCount', a.part_count, 'partsAccepted', a.parts_accepted, 'partsDelivered', a.parts_delivered,
      'outcome', a.outcome, 'reason', a.reason, 'why', a.why, 'passedOver', a.passed_over,
      'startedAt', ${utc('a.started_at')})
      order by a.run, a.attempt), '[]') from attempts a where a.tenant_id = o.tenant_id and a.order_id = o.id) as attempts`;

export function orderFromRow(row: OrderRow): Order {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    deviceId: row.device_id,
    definition: { name: row.definition_name, version: row.definition_version },
    kind: row.kind,
    externalId: row.external_id,
    run: row.run,
    state: row.state,
    reason: row.reason,
    evidence: row.evidence,
    wantedEvidence: row.wanted_evidence,
    security: row.security,
    fallback: row.fallback,
    context: contextFromRow(row),
    content: row.content,
    pin: row.pin_way === null ? null : { way: row.pin_way, toldAt: timeOf(row.pin_told_at) },
    acceptedAt: row.accepted_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    answerDueAt: timeOf(row.answer_due_at),
    waitsUntil: timeOf(row.waits_until),
    asking: row.asking,
    settledAt: timeOf(row.settled_at),
    erasedAt: timeOf(row.erased_at),
    replaces: row.replaces,
    replacedBy: row.replaced_by,
    carriedBy: row.carried_by,
    carries: row.carries,
    queuedBehind: row.queued_behind,
    queuePlace: row.queue_place,
    attempts: row.attempts,
  };
}

function contextFromRow({ context_id: id, context_name: name }: OrderRow): Order['context'] {
  return id === null || name === null ? null : { id, name };
}

function timeOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

/** An order that was stored this moment. */
export function newOrder(order: NewOrder, row: { accepted_at: Date; expires_at: Date }): Order {
  const { definition } = order.definition;
  return {
    id: order.id,
    tenantId: order.principal.tenantId,
    deviceId: order.device.id,
    definition: { name: definition.name, version: definition.version },
    kind: definition.kind,
    externalId: order.externalId,
    run: 1,
    state: order.policy.startInMs > 0 ? 'scheduled' : 'accepted',
    reason: null,
    evidence: 'none',
    wantedEvidence: order.policy.wantedEvidence,
    security: order.security,
    fallback: order.fallback,
    context: order.context,
    content: order.content,
    pin: order.pinWay === null ? null : { way: order.pinWay, toldAt: null },
    acceptedAt: row.accepted_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    answerDueAt: null,
    waitsUntil: startOf(order.policy, row.accepted_at.toISOString()),
    asking: null,
    settledAt: null,
    erasedAt: null,
    replaces: null,
    replacedBy: null,
    carriedBy: null,
    carries: [],
    queuedBehind: null,
    queuePlace: null,
    attempts: [],
  };
}

/** The order as it was when it was accepted: what a repeated request is answered with, whatever happened since. */
export function acceptedForm(order: Order, policy: OrderPolicy): Order {
  return {
    ...order,
    run: 1,
    state: policy.startInMs > 0 ? 'scheduled' : 'accepted',
    reason: null,
    evidence: 'none',
    pin: order.pin && { ...order.pin, toldAt: null },
    answerDueAt: null,
    waitsUntil: startOf(policy, order.acceptedAt),
    asking: null,
    settledAt: null,
    erasedAt: null,
    replacedBy: null,
    carriedBy: null,
    carries: [],
    queuedBehind: null,
    queuePlace: null,
    attempts: [],
  };
}

/** When an order starts that does not at once. */
function startOf({ startInMs }: OrderPolicy, acceptedAt: string): string | null {
  return startInMs > 0 ? new Date(Date.parse(acceptedAt) + startInMs).toISOString() : null;
}

/** A row that names a run whose workflow is to be started. */
export interface RunRow {
  id: string;
  run: number;
  tenant_id: string;
  device_id: string;
  definition_name: string;
  definition_version: string;
  policy: OrderPolicy;
}

export function runFromRow(row: RunRow): RunToStart {
  return {
    id: row.id,
    run: row.run,
    tenantId: row.tenant_id,
    deviceId: row.device_id,
    definition: { name: row.definition_name, version: row.definition_version },
    policy: row.policy,
  };
}
