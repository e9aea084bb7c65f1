import { ProvisioningError } from '../domain/errors.ts';
import type { Order } from '../domain/records.ts';
import type { AcceptOrder } from './accept-order.ts';
import { createOrderRoute } from './create-order.ts';
import { etagOfContent } from './etag.ts';
import { EVENTS, ORDER, ORDER_LIST_QUERY, ORDERS, PREFER_HEADERS } from './order-schemas.ts';
import { createOrderWait, type WaitForOrder } from './order-wait.ts';
import { appliedFrom, preferenceFrom } from './prefer.ts';
import { presentOrder, presentQuestions } from './present-order.ts';
import { replaceOrderRoute } from './replace-order.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NOTHING, PAGING, pageFrom } from './schemas.ts';
import type { Orders } from './stores.ts';

export interface OrderRoutesDeps {
  readonly orders: Pick<Orders, 'find' | 'list' | 'events' | 'materialOf' | 'atRest'>;
  readonly acceptOrder: AcceptOrder;
  /** Aborted when the process is about to end. */
  readonly stopping: AbortSignal | undefined;
}

const READ = { method: 'GET', object: 'orders', operation: 'read', ownership: 'tenant', scope: 'orders:read' } as const;
const EVENTS_QUERY = closed(PAGING);

/** Making and reading orders. */
export function orderRoutes(deps: OrderRoutesDeps): Route[] {
  const { orders, acceptOrder, stopping } = deps;
  const waitForOrder = createOrderWait({ orders, stopping });
  return [
    createOrderRoute({ acceptOrder, waitForOrder }),
    replaceOrderRoute({ orders, acceptOrder }),
    listRoute(orders),
    readRoute(orders, waitForOrder),
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

const READ_DESCRIPTION = `With \`Prefer: wait=N\` it is answered when the order has ended or waits for its user, or after N seconds:
asked again and again it follows an order.`;

function readRoute(orders: Pick<Orders, 'find' | 'materialOf'>, waitForOrder: WaitForOrder): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/orders/:id',
      summary: 'Shows an order, with the questions for its user while it waits for the answers',
      description: READ_DESCRIPTION,
      params: ID_PARAMS,
      query: NOTHING,
      headers: PREFER_HEADERS,
      body: NOTHING,
      replies: { 200: ORDER },
      replyHeaders: ['ETag', 'Preference-Applied'],
      absent: 'order_not_found',
    },
    async ({ params: { id }, headers, gone }, { tenantId }) => {
      const preference = { ...preferenceFrom(headers.prefer), respondAsync: false };
      const found = await findOrder(orders, tenantId, id);
      const order = (await waitForOrder(found, { preference, gone })) ?? found;
      const made = order.state === 'awaiting_user' ? await orders.materialOf(tenantId, id) : undefined;
      const questions = made === undefined ? {} : presentQuestions(made.definition, Object.keys(made.parameters));
      const body = { ...presentOrder(order), ...questions };
      const applied = appliedFrom(preference, true);
      const headersOut = { ETag: etagOfContent(body), ...(applied !== undefined && { 'Preference-Applied': applied }) };
      return { status: 200, body, headers: headersOut };
    },
  );
}

async function findOrder(orders: Pick<Orders, 'find'>, tenantId: string, id: string): Promise<Order> {
  const order = await orders.find(tenantId, id);
  if (order === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
  return order;
}
