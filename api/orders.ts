import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import type { Acceptance } from './accept-order.ts';
import { createOrderRoute } from './create-order.ts';
import { etagOfContent } from './etag.ts';
import { EVENTS, ORDER, ORDER_LIST_QUERY, ORDERS, type OrderRequest } from './order-schemas.ts';
import { presentOrder, presentQuestions } from './present-order.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, PAGING, pageFrom } from './schemas.ts';
import type { Orders } from './stores.ts';

export interface OrderRoutesDeps {
  readonly orders: Pick<Orders, 'find' | 'list' | 'events' | 'materialOf' | 'atRest'>;
  readonly acceptOrder: (principal: Principal, request: OrderRequest, idempotencyKey: string) => Promise<Acceptance>;
  /** Aborted when the process is about to end. */
  readonly stopping: AbortSignal | undefined;
}

const READ = { method: 'GET', object: 'orders', operation: 'read', ownership: 'tenant', scope: 'orders:read' } as const;
const EVENTS_QUERY = closed(PAGING);

/** Making and reading orders. */
export function orderRoutes(deps: OrderRoutesDeps): Route[] {
  const { orders } = deps;
  return [
    createOrderRoute(deps),
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
      replyHeaders: ['ETag'],
      absent: 'order_not_found',
    },
    async ({ params: { id } }, { tenantId }) => {
      const order = await findOrder(orders, tenantId, id);
      const made = order.state === 'awaiting_user' ? await orders.materialOf(tenantId, id) : undefined;
      const questions = made === undefined ? {} : presentQuestions(made.definition, Object.keys(made.parameters));
      const body = { ...presentOrder(order), ...questions };
      return { status: 200, body, headers: { ETag: etagOfContent(body) } };
    },
  );
}

async function findOrder(orders: Pick<Orders, 'find'>, tenantId: string, id: string): Promise<Order> {
  const order = await orders.find(tenantId, id);
  if (order === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
  return order;
}
