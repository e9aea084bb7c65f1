import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import type { Acceptance } from './accept-order.ts';
import {
  EVENTS,
  ORDER,
  ORDER_HEADERS,
  ORDER_LIST_QUERY,
  ORDER_REQUEST,
  ORDERS,
  type OrderRequest,
} from './order-schemas.ts';
import { presentOrder, presentQuestions } from './present-order.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, PAGING, pageFrom } from './schemas.ts';
import type { Orders } from './stores.ts';

interface OrderRoutesDeps {
  readonly orders: Pick<Orders, 'find' | 'list' | 'events' | 'materialOf'>;
  readonly acceptOrder: (principal: Principal, request: OrderRequest, idempotencyKey: string) => Promise<Acceptance>;
}

const READ = { method: 'GET', object: 'orders', operation: 'read', ownership: 'tenant', scope: 'orders:read' } as const;
const EVENTS_QUERY = closed(PAGING);

/** Making and reading orders. */
export function orderRoutes({ orders, acceptOrder }: OrderRoutesDeps): Route[] {
  return [
    createRoute(acceptOrder),
    listRoute(orders),
    readRoute(orders),
    defineRoute(
      {
        ...READ,
        path: '/v1/orders/:id/events',
        summary: 'Lists what happened to an order, oldest first',
        params: ID_PARAMS,
        query: EVENTS_QUERY,
        headers: ANY_HEADERS,
        body: NOTHING,
        replies: { 200: EVENTS },
        absent: 'order_not_found',
      },
      async ({ params: { id }, query }, { tenantId }) => {
        const { items, next } = await orders.events(tenantId, id, pageFrom(query));
        if (items.length === 0) await findOrder(orders, tenantId, id);
        const events = items.map((event) => ({
          id: event.id,
          run: event.run,
          type: event.type,
          at: event.at,
          detail: event.detail,
        }));
        return { status: 200, body: { items: events, next } };
      },
    ),
  ];
}

function createRoute(acceptOrder: OrderRoutesDeps['acceptOrder']): Route {
  return defineRoute(
    {
      method: 'POST',
      path: '/v1/orders',
      summary: 'Orders one service for one device. Answered when the order is stored; the rest happens afterwards',
      object: 'orders',
      operation: 'create',
      ownership: 'tenant',
      scope: 'orders:create',
      params: NOTHING,
      query: NOTHING,
      headers: ORDER_HEADERS,
      body: ORDER_REQUEST,
      replies: { 202: ORDER },
      replyHeaders: ['Location', 'Idempotent-Replayed'],
      problems: [
        'device_not_addressable',
        'device_unfit',
        'content_forbidden',
        'context_already_open',
        'definition_unusable',
        'parameters_invalid',
        'security_unavailable',
        'document_invalid',
        'document_too_large',
        'frequency_exceeded',
        'backlog_full',
      ],
      // What the body names and is not there is a fault of the body, not of the path.
      errorStatus: { device_not_found: 422, definition_not_found: 422 },
    },
    async ({ headers, body }, principal) => {
      const { order, replayed } = await acceptOrder(principal, body, requireKey(headers['idempotency-key']));
      const headersOut = { Location: `/v1/orders/${order.id}`, ...(replayed && { 'Idempotent-Replayed': 'true' }) };
      return { status: 202, body: presentOrder(order), headers: headersOut };
    },
  );
}

function listRoute(orders: Pick<Orders, 'list'>): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/orders',
      summary: 'Lists orders, newest first',
      params: NOTHING,
      query: ORDER_LIST_QUERY,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: ORDERS },
    },
    async ({ query }, { tenantId }) => {
      const { limit: _limit, after: _after, ...filter } = query;
      const { items, next } = await orders.list(tenantId, filter, pageFrom(query));
      return { status: 200, body: { items: items.map(presentOrder), next } };
    },
  );
}

function readRoute(orders: Pick<Orders, 'find' | 'materialOf'>): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/orders/:id',
      summary: 'Shows an order, with the questions for its user while it waits for the answers',
      params: ID_PARAMS,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: ORDER },
      absent: 'order_not_found',
    },
    async ({ params: { id } }, { tenantId }) => {
      const order = await findOrder(orders, tenantId, id);
      const made = order.state === 'awaiting_user' ? await orders.materialOf(tenantId, id) : undefined;
      const questions = made === undefined ? {} : presentQuestions(made.definition, Object.keys(made.parameters));
      return { status: 200, body: { ...presentOrder(order), ...questions } };
    },
  );
}

async function findOrder(orders: Pick<Orders, 'find'>, tenantId: string, id: string): Promise<Order> {
  const order = await orders.find(tenantId, id);
  if (order === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
  return order;
}

function requireKey(key: string | undefined): string {
  if (key !== undefined) return key;
  throw new ProvisioningError(
    'idempotency_key_missing',
    'Cannot accept the order: expected a header Idempotency-Key, got none',
    { faults: [{ field: 'Idempotency-Key', expected: '1 to 255 visible ASCII characters', got: 'absent' }] },
  );
}
