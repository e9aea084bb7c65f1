import { isFinalState } from '../domain/order.ts';
import type { AcceptOrder } from './accept-order.ts';
import { requireKey } from './idempotency-key.ts';
import { ORDER, ORDER_HEADERS, ORDER_REQUEST } from './order-schemas.ts';
import type { WaitForOrder } from './order-wait.ts';
import { appliedFrom, preferenceFrom } from './prefer.ts';
import { presentOrder } from './present-order.ts';
import { defineRoute, type Route } from './route.ts';
import { NOTHING } from './schemas.ts';

interface CreateOrderDeps {
  readonly acceptOrder: AcceptOrder;
  readonly waitForOrder: WaitForOrder;
}

const DESCRIPTION = `Answered when the order is stored: whatever dies afterwards, it will run. A repeat with the same
\`Idempotency-Key\` and body gives the answer of the first time; one that comes while the first is worked on waits for it.
The key is kept as long as the order. With \`Prefer: wait=N\` the end of the order is waited for, and answered 200.`;

/** What may be wrong with an order, beside its form. */
export const ORDER_PROBLEMS = [
  'idempotency_key_in_progress',
  'device_not_addressable',
  'device_unfit',
  'user_unreachable',
  'confirmation_required',
  'content_forbidden',
  'context_already_open',
  'context_not_found',
  'context_unfit',
  'definition_unusable',
  'parameters_invalid',
  'security_unavailable',
  'document_invalid',
  'document_too_large',
  'frequency_exceeded',
  'backlog_full',
] as const;

const DECLARATION = {
  method: 'POST',
  path: '/v1/orders',
  summary: 'Orders one service for one device. Answered when the order is stored; the rest happens afterwards',
  description: DESCRIPTION,
  object: 'orders',
  operation: 'create',
  ownership: 'tenant',
  scope: 'orders:create',
  params: NOTHING,
  query: NOTHING,
  headers: ORDER_HEADERS,
  body: ORDER_REQUEST,
  replies: { 200: ORDER, 202: ORDER },
  replyHeaders: ['Location', 'Idempotent-Replayed', 'Preference-Applied'],
  problems: ORDER_PROBLEMS,
  // What the body names and is not there is a fault of the body, not of the path.
  errorStatus: { device_not_found: 422, definition_not_found: 422, context_not_found: 422 },
} as const;

export function createOrderRoute({ acceptOrder, waitForOrder }: CreateOrderDeps): Route {
  return defineRoute(DECLARATION, async ({ headers, body, gone }, principal) => {
    const { order, replayed } = await acceptOrder(principal, body, requireKey(headers['idempotency-key']));
    const preference = preferenceFrom(headers.prefer);
    const latest = await waitForOrder(order, { preference, gone });
    const isDone = latest !== undefined && isFinalState(latest.state);
    const applied = appliedFrom(preference, isDone);
    return {
      status: isDone ? 200 : 202,
      body: presentOrder(latest ?? order),
      headers: {
        Location: `/v1/orders/${order.id}`,
        ...(replayed && { 'Idempotent-Replayed': 'true' }),
        ...(applied !== undefined && { 'Preference-Applied': applied }),
      },
    };
  });
}
