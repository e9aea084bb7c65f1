import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { withLookedUp } from '../domain/lookup.ts';
import { longestMs } from '../domain/order.ts';
import { isPinOfDocument } from '../domain/pin.ts';
import type { Order, OrderEventRecord } from '../domain/records.ts';
import type { NewOrder, OrderFilter, OrderMaterial, Page } from '../domain/requests.ts';
import type { Database } from './database.ts';
import { openLookedUp } from './looked-up.ts';
import { withinLimits } from './order-frequency.ts';
import { listOrders, type OrderPage } from './order-list.ts';
import { accepting } from './order-refusals.ts';
import {
  acceptedForm,
  newOrder,
  ORDER_COLUMNS,
  ORDERS_WITH_DEFINITION,
  type OrderRow,
  orderFromRow,
} from './order-rows.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

/** Where the secrets of an order are sealed. */
export const ORDER_PLACES = {
  parameters: (id: string) => `orders.parameters/${id}`,
  answers: (id: string) => `orders.answers/${id}`,
  pin: (id: string) => `orders.pin/${id}`,
} as const;

/** How old the count of orders that wait for a start may be, in milliseconds. */
const BACKLOG_AGE_MS = 1_000;
/** The sweeper starts an order when nobody else has within this time, in seconds. */
const START_GRACE_SECONDS = 10;

interface MaterialRow {
  body: ServiceDefinition;
  approved: boolean;
  device_id: string;
  parameters_sealed: Buffer | null;
  answers_sealed: Buffer | null;
  looked_up_sealed: Buffer | null;
}

interface EventRow {
  id: string;
  run: number;
  type: string;
  detail: Record<string, unknown>;
  at: Date;
}

/** Orders as the API reads and accepts them. */
export function createOrderStore(database: Database, vault: Vault) {
  let backlog = { at: 0, count: 0 };

  const findByIdempotencyKey = async (tenantId: string, key: string, bodyHash: Uint8Array) => {
    const [row] = await database.forTenant(tenantId).rows<OrderRow & { body_hash: Buffer }>(
      `select ${ORDER_COLUMNS}, i.body_hash from idempotency_keys i
       cross join lateral (select * from orders where tenant_id = i.tenant_id and id = i.order_id limit 1) o
       join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
       where i.tenant_id = :tenantId and i.key = :key`,
      { tenantId, key },
    );
    if (row === undefined) return undefined;
    if (!row.body_hash.equals(hashBody(vault, bodyHash))) {
      throw new ProvisioningError('idempotency_key_reused', 'This Idempotency-Key was used with another body', {
        faults: [{ field: 'Idempotency-Key', expected: 'a new key for a new request', got: 'a key used before' }],
      });
    }
    return acceptedForm(orderFromRow(row), row.policy);
  };

  return {
    findByIdempotencyKey,

    /** Safe to repeat: the idempotency key is unique for its tenant, and a repeat finds the stored order. */
    async accept(order: NewOrder): Promise<{ order: Order; created: boolean }> {
      const tenant = database.forTenant(order.principal.tenantId);
      const [row] = await accepting(() =>
        withinLimits(() => tenant.rows<{ accepted_at: Date; expires_at: Date }>(ACCEPT, acceptBindings(order, vault))),
      );
      if (row !== undefined) return { order: newOrder(order, row), created: true };
      const { key, bodyHash } = order.idempotency;
      const stored = await findByIdempotencyKey(order.principal.tenantId, key, bodyHash);
      if (stored === undefined) throw new ProvisioningError('device_not_found', 'The device was removed meanwhile');
      return { order: stored, created: false };
    },

    async find(tenantId: string, id: string): Promise<Order | undefined> {
      const [row] = await database.forTenant(tenantId).rows<OrderRow>(
        `select ${ORDER_COLUMNS} from ${ORDERS_WITH_DEFINITION}
         where o.tenant_id = :tenantId and o.id = :id`,
        { tenantId, id },
      );
      return row === undefined ? undefined : orderFromRow(row);
    },

    list: (tenantId: string, filter: OrderFilter, page: OrderPage): Promise<Page<Order>> =>
      listOrders(database, tenantId, { filter, page }),

    async events(
      tenantId: string,
      id: string,
      page: { limit: number; after: string | undefined },
    ): Promise<Page<OrderEventRecord>> {
      const [after] = page.after === undefined ? ['0'] : decodeCursor(page.after, ['number']);
      const rows = await database.forTenant(tenantId).rows<EventRow>(
        `select id, run, type, detail, at from order_events
         where tenant_id = :tenantId and order_id = :id and id > :after::bigint order by id limit :most`,
        { tenantId, id, after, most: page.limit + 1 },
      );
      return cutPage(rows, page.limit, {
        item: (row) => ({ ...row, at: row.at.toISOString() }),
        key: (row) => [row.id],
      });
    },

    async countToday(tenantId: string, deviceId: string): Promise<number> {
      const [row] = await database.forTenant(tenantId).rows<{ orders: number }>(
        `select c.orders from devices d join tenant_phone_days c on c.tenant_id = d.tenant_id and c.phone_key = d.phone_key
         where d.tenant_id = :tenantId and d.id = :deviceId and c.day = (now() at time zone 'utc')::date`,
        { tenantId, deviceId },
      );
      return row?.orders ?? 0;
    },

    async materialOf(tenantId: string, id: string): Promise<OrderMaterial | undefined> {
      const [row] = await database.forTenant(tenantId).rows<MaterialRow>(
        `select f.body, f.approved_at is not null as approved, o.device_id, o.parameters_sealed, o.answers_sealed,
           o.looked_up_sealed
         from ${ORDERS_WITH_DEFINITION}
         where o.tenant_id = :tenantId and o.id = :id`,
        { tenantId, id },
      );
      if (row === undefined) return undefined;
      const material = {
        definition: row.body,
        approved: row.approved,
        deviceId: row.device_id,
        parameters: openObject(vault, row.parameters_sealed, ORDER_PLACES.parameters(id)),
        answers: openObject(vault, row.answers_sealed, ORDER_PLACES.answers(id)),
      };
      return withLookedUp(material, openLookedUp(vault, row.looked_up_sealed, id));
    },

    async atRest(orders: readonly { readonly tenantId: string; readonly id: string }[]): Promise<string[]> {
      const rows = await database.rows<{ id: string }>(
        `select o.id from jsonb_to_recordset(:orders) as w ("tenantId" uuid, id uuid)
         join orders o on o.tenant_id = w."tenantId" and o.id = w.id
         where o.state = 'awaiting_user' or o.settled_at is not null`,
        { orders: JSON.stringify(orders.map(({ tenantId, id }) => ({ tenantId, id }))) },
      );
      return rows.map(({ id }) => id);
    },

    async backlog(): Promise<number> {
      if (Date.now() - backlog.at < BACKLOG_AGE_MS) return backlog.count;
      // Marked before the answer is there, so that a burst asks once.
      backlog = { at: Date.now(), count: backlog.count };
      const [row] = await database.rows<{ count: string }>("select count(*) from orders where state = 'accepted'");
      backlog = { at: Date.now(), count: Number(row?.count ?? 0) };
      return backlog.count;
    },
  };
}

/** Opens a sealed object. Nothing is in it when nothing was kept, or what was is erased. */
export function openObject(vault: Vault, sealed: Buffer | null, place: string): Record<string, unknown> {
  if (sealed === null) return {};
  const value: unknown = JSON.parse(vault.open(sealed, place).toString());
  return Object.fromEntries(Object.entries(Object(value)));
}

/** A keyed hash: the body may hold a PIN, which a plain one would let whoever has a dump guess. */
function hashBody(vault: Vault, bodyHash: Uint8Array): Buffer {
  return vault.index('idempotency', Buffer.from(bodyHash).toString('hex'));
}

/** What `ACCEPT` takes. */
export function acceptBindings(order: NewOrder, vault: Vault): Record<string, unknown> {
  const { id, policy } = order;
  return {
    id,
    tenantId: order.principal.tenantId,
    clientId: order.principal.clientId,
    deviceId: order.device.id,
    definitionTenantId: order.definition.tenantId,
    definitionId: order.definition.id,
    kind: order.definition.definition.kind,
    class: order.definition.definition.charging.class,
    externalId: order.externalId,
    state: policy.startInMs > 0 ? 'scheduled' : 'accepted',
    wanted: policy.wantedEvidence,
    security: order.security,
    fallback: order.fallback,
    contextId: order.context?.id ?? null,
    contextName: order.context?.name ?? null,
    content: order.content,
    policy: JSON.stringify(policy),
    parameters: vault.seal(JSON.stringify(order.parameters), ORDER_PLACES.parameters(id)),
    pinWay: order.pinWay,
    pinReady: order.pinWay !== null && !isPinOfDocument(order.security),
    pin: order.pin === null ? null : vault.seal(order.pin, ORDER_PLACES.pin(id)),
    perTenant: order.limits.perTenantAndDay,
    perPhone: order.limits.perPhoneAndDay,
    longest: longestMs(policy) / 1_000,
    endsAt: policy.endsAt === undefined ? null : new Date(policy.endsAt),
    timeZone: order.timeZone ?? null,
    grace: START_GRACE_SECONDS,
    key: order.idempotency.key,
    bodyHash: hashBody(vault, order.idempotency.bodyHash),
  };
}

/** The device is locked against being erased or given another number meanwhile: the order takes the phone it has now. */
export const ACCEPT = `
  with device as (
    select phone_key from devices where tenant_id = :tenantId and id = :deviceId and erased_at is null for key share
  ), fresh as (
    insert into idempotency_keys (tenant_id, key, body_hash, order_id)
    select :tenantId, :key, :bodyHash, :id from device on conflict do nothing returning order_id
  ), counted as (
    select phone_key, wsi_count_order(phone_key, :perTenant, :perPhone) from fresh, device
  ), stored as (
    insert into orders (tenant_id, id, client_id, device_id, definition_tenant_id, definition_id, kind, external_id, state,
      wanted_evidence, security, fallback, context_id, context_name, content, policy, parameters_sealed, pin_sealed, pin_way, pin_ready,
      phone_key, expires_at, start_due_at, time_zone)
    select :tenantId, order_id, :clientId, :deviceId, :definitionTenantId, :definitionId, :kind, :externalId, :state,
      :wanted, :security, :fallback, :contextId, :contextName, :content, :policy, :parameters, :pin, :pinWay, :pinReady, phone_key,
      least(now() + make_interval(secs => :longest), :endsAt::timestamptz),
      now() + make_interval(secs => :grace), :timeZone
    from fresh, counted returning id, accepted_at, expires_at
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select :tenantId, id, 1, 'order.accepted',
      jsonb_strip_nulls(jsonb_build_object('security', :security::text, 'pin', :pinWay::text)) from stored
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, class, device_id)
    select :tenantId, id, 1, 'order.accepted', :class, :deviceId from stored
  )
  select accepted_at, expires_at from stored`;
