import { ProvisioningError } from '../domain/errors.ts';
import type { AcceptOrder } from './accept-order.ts';
import { ORDER_PROBLEMS } from './create-order.ts';
import { requireKey } from './idempotency-key.ts';
import { ORDER, REPLACE_HEADERS, REPLACEMENT } from './order-schemas.ts';
import { presentOrder } from './present-order.ts';
import { defineRoute, type Route } from './route.ts';
import { ID_PARAMS, NOTHING } from './schemas.ts';
import type { Orders } from './stores.ts';

interface ReplaceOrderDeps {
  readonly orders: Pick<Orders, 'find'>;
  readonly acceptOrder: AcceptOrder;
}

const DESCRIPTION = `A new order for the same device, which has the place of the old one in the queue of the phone. Nothing more is sent of
the old one: it is \`cancelled\` (\`replaced\`) when nothing of it may be on its way; else it goes on waiting for evidence, and the new one
comes after it. Of a document that waits at a push proxy gateway the gateway is asked to deliver the new one in its place. An order
that has ended cannot be replaced: run it again, or make a new one.`;

const DECLARATION = {
  method: 'POST',
  path: '/v1/orders/:id/replace',
  summary: 'Puts a new order in the place of one that is open',
  description: DESCRIPTION,
  object: 'orders',
  operation: 'replace',
  ownership: 'tenant',
  scope: 'orders:replace',
  params: ID_PARAMS,
  query: NOTHING,
  headers: REPLACE_HEADERS,
  body: REPLACEMENT,
  replies: { 202: ORDER },
  replyHeaders: ['Location', 'Idempotent-Replayed'],
  problems: [...ORDER_PROBLEMS, 'order_state_unfit', 'order_replaced'],
  absent: 'order_not_found',
  errorStatus: { device_not_found: 422, definition_not_found: 422, context_not_found: 422 },
} as const;

export function replaceOrderRoute({ orders, acceptOrder }: ReplaceOrderDeps): Route {
  return defineRoute(DECLARATION, async ({ params: { id }, headers, body }, principal) => {
    const old = await orders.find(principal.tenantId, id);
    if (old === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
    const request = { ...body, device: { id: old.deviceId }, replaces: id };
    const { order, replayed } = await acceptOrder(principal, request, requireKey(headers['idempotency-key']));
    return {
      status: 202,
      body: presentOrder(order),
      headers: { Location: `/v1/orders/${order.id}`, ...(replayed && { 'Idempotent-Replayed': 'true' }) },
    };
  });
}
