import { ProvisioningError } from '../domain/errors.ts';
import { expiryFrom, presentTransfer, TRANSFER, TRANSFER_REQUEST, TRANSFERS } from './context-schemas.ts';
import type { ContextTransfers } from './context-stores.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, ID_PARAMS, NO_CONTENT, NOTHING, PAGING, pageFrom } from './schemas.ts';

const SHARED = { object: 'contexts', ownership: 'tenant', headers: ANY_HEADERS, body: NOTHING } as const;
const READ = { ...SHARED, method: 'GET', operation: 'read', scope: 'contexts:read' } as const;
const SETTLE = {
  ...SHARED,
  params: ID_PARAMS,
  query: NOTHING,
  operation: 'transfer',
  scope: 'contexts:transfer',
  problems: ['context_transfer_state_unfit'],
  absent: 'context_transfer_not_found',
} as const;

/** How a context changes its owner: by an offer that the other side accepts, and by nothing else. */
export function contextTransferRoutes(transfers: ContextTransfers): Route[] {
  return [
    defineRoute(
      {
        ...SETTLE,
        method: 'POST',
        path: '/v1/contexts/:id/transfer',
        summary: 'Offers a context to another tenant, which becomes its owner when it accepts',
        body: TRANSFER_REQUEST,
        replies: { 201: TRANSFER },
        replyHeaders: ['Location'],
        problems: ['context_transfer_state_unfit'],
        absent: 'context_not_found',
        errorStatus: { tenant_not_found: 422 },
      },
      async ({ params, body }, caller) => {
        const offer = { receiverId: body.tenant.toLowerCase(), expiresAt: expiryFrom(body.expiresAt) };
        const transfer = await transfers.offer(caller, { contextId: params.id, ...offer });
        return {
          status: 201,
          body: presentTransfer(transfer),
          headers: { Location: `/v1/context-transfers/${transfer.id}` },
        };
      },
    ),
    ...readRoutes(transfers),
    ...settleRoutes(transfers),
  ];
}

function readRoutes(transfers: ContextTransfers): Route[] {
  return [
    defineRoute(
      {
        ...READ,
        path: '/v1/context-transfers',
        summary: 'Lists offers of contexts, to you and by you, newest first',
        params: NOTHING,
        query: closed(PAGING),
        replies: { 200: TRANSFERS },
      },
      async ({ query }, { tenantId }) => {
        const { items, next } = await transfers.list(tenantId, pageFrom(query));
        return { status: 200, body: { items: items.map(presentTransfer), next } };
      },
    ),
    defineRoute(
      {
        ...READ,
        path: '/v1/context-transfers/:id',
        summary: 'Shows an offer of a context',
        params: ID_PARAMS,
        query: NOTHING,
        replies: { 200: TRANSFER },
        absent: 'context_transfer_not_found',
      },
      async ({ params: { id } }, { tenantId }) => {
        const transfer = await transfers.find(tenantId, id);
        if (transfer !== undefined) return { status: 200, body: presentTransfer(transfer) };
        throw new ProvisioningError('context_transfer_not_found', 'No offer of a context has this id');
      },
    ),
  ];
}

function settleRoutes(transfers: ContextTransfers): Route[] {
  return [
    defineRoute(
      {
        ...SETTLE,
        method: 'POST',
        path: '/v1/context-transfers/:id/accept',
        summary: 'Accepts a context that is offered; a device of your own for its phone must be known',
        replies: { 200: TRANSFER },
        problems: ['context_already_open', 'context_transfer_state_unfit'],
        errorStatus: { device_not_found: 422 },
      },
      async ({ params }, caller) => ({
        status: 200,
        body: presentTransfer(await transfers.accept(caller, params.id)),
      }),
    ),
    defineRoute(
      {
        ...SETTLE,
        method: 'POST',
        path: '/v1/context-transfers/:id/decline',
        summary: 'Declines a context that is offered',
        replies: { 200: TRANSFER },
        problems: ['context_transfer_state_unfit'],
      },
      async ({ params }, caller) => ({
        status: 200,
        body: presentTransfer(await transfers.decline(caller, params.id)),
      }),
    ),
    defineRoute(
      {
        ...SETTLE,
        method: 'DELETE',
        path: '/v1/context-transfers/:id',
        summary: 'Withdraws an offer',
        replies: { 204: NO_CONTENT },
        problems: ['context_transfer_state_unfit'],
      },
      async ({ params }, caller) => {
        await transfers.withdraw(caller, params.id);
        return { status: 204, body: undefined };
      },
    ),
  ];
}
