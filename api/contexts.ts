import { ProvisioningError } from '../domain/errors.ts';
import { presentContexts } from './context-contents.ts';
import {
  CONTEXT,
  CONTEXTS,
  expiryFrom,
  GRANT,
  GRANT_PARAMS,
  GRANT_REQUEST,
  GRANTS,
  presentGrant,
} from './context-schemas.ts';
import type { Contexts } from './context-stores.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, ID_PARAMS, NO_CONTENT, NOTHING } from './schemas.ts';
import type { ApiStores } from './stores.ts';

const ONE = {
  object: 'contexts',
  ownership: 'tenant',
  params: ID_PARAMS,
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
  absent: 'context_not_found',
} as const;
const READ = { ...ONE, method: 'GET', operation: 'read', scope: 'contexts:read' } as const;
const LEND = { ...ONE, operation: 'grant', scope: 'contexts:grant' } as const;

/** Configuration contexts: what is believed to be in a phone, whose it is, and who else may use it. */
export function contextRoutes({ contexts, devices }: Pick<ApiStores, 'contexts' | 'devices'>): Route[] {
  return [
    defineRoute(
      {
        ...READ,
        path: '/v1/devices/:id/contexts',
        summary: 'Lists the contexts that are believed to be in the phone: your own, and those lent to you',
        replies: { 200: CONTEXTS },
        absent: 'device_not_found',
      },
      async ({ params: { id } }, { tenantId }) => {
        const device = await devices.find(tenantId, { type: 'id', value: id });
        if (device === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
        const items = await contexts.listByDevice(tenantId, id);
        return { status: 200, body: { items: await presentContexts(contexts, tenantId, items), next: null } };
      },
    ),
    defineRoute(
      { ...READ, path: '/v1/contexts/:id', summary: 'Shows a context', replies: { 200: CONTEXT } },
      async ({ params: { id } }, { tenantId }) => {
        const context = await contexts.find(tenantId, id);
        if (context === undefined) throw notFound();
        const [body] = await presentContexts(contexts, tenantId, [context]);
        if (body === undefined) throw notFound();
        return { status: 200, body };
      },
    ),
    defineRoute(
      {
        ...ONE,
        method: 'DELETE',
        path: '/v1/contexts/:id',
        summary: 'Closes a context that is not in the phone any more, or not to be used: its name is free again',
        operation: 'delete',
        scope: 'contexts:delete',
        replies: { 204: NO_CONTENT },
      },
      async ({ params: { id } }, caller) => {
        await contexts.close(caller, id);
        return { status: 204, body: undefined };
      },
    ),
    ...grantRoutes(contexts),
  ];
}

function grantRoutes(contexts: Contexts): Route[] {
  return [
    lendRoute(contexts),
    defineRoute(
      {
        ...READ,
        path: '/v1/contexts/:id/grants',
        summary: 'Lists to whom a context is lent; of one that is lent to you, your own grants',
        replies: { 200: GRANTS },
      },
      async ({ params: { id } }, { tenantId }) => {
        if ((await contexts.find(tenantId, id)) === undefined) throw notFound();
        const items = await contexts.grants(tenantId, id);
        return { status: 200, body: { items: items.map(presentGrant), next: null } };
      },
    ),
    defineRoute(
      {
        ...LEND,
        method: 'DELETE',
        path: '/v1/contexts/:id/grants/:grantId',
        summary: 'Takes a grant back',
        params: GRANT_PARAMS,
        replies: { 204: NO_CONTENT },
        problems: ['context_grant_not_found'],
      },
      async ({ params: { id, grantId } }, caller) => {
        await contexts.revoke(caller, id, grantId);
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function lendRoute(contexts: Contexts): Route {
  return defineRoute(
    {
      ...LEND,
      method: 'POST',
      path: '/v1/contexts/:id/grants',
      summary: 'Lends a context to another tenant',
      body: GRANT_REQUEST,
      replies: { 201: GRANT },
      replyHeaders: ['Location'],
      errorStatus: { tenant_not_found: 422 },
    },
    async ({ params: { id }, body }, caller) => {
      const grant = await contexts.grant(caller, {
        contextId: id,
        granteeId: body.tenant.toLowerCase(),
        operations: body.operations,
        expiresAt: expiryFrom(body.expiresAt),
      });
      return {
        status: 201,
        body: presentGrant(grant),
        headers: { Location: `/v1/contexts/${id}/grants/${grant.id}` },
      };
    },
  );
}

function notFound(): ProvisioningError {
  return new ProvisioningError('context_not_found', 'No context has this id');
}
