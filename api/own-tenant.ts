import { Type } from '@sinclair/typebox';
import { reasonUnprovable } from '../domain/domain-name.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { DOMAIN, newToken, presentDomain, proofRecord } from './domain-schemas.ts';
import { CHANGE_HEADERS, etagOf, revisionFrom } from './etag.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, NO_CONTENT, NOTHING } from './schemas.ts';
import type { ApiStores, ResolveTxt } from './stores.ts';
import { OWN_CHANGE, presentTenant, TENANT } from './tenant-schemas.ts';

type Stores = Pick<ApiStores, 'tenants' | 'domains'>;

const PLAIN = { ownership: 'tenant', params: NOTHING, query: NOTHING, headers: ANY_HEADERS, body: NOTHING } as const;
const OF_ONE = {
  ...PLAIN,
  params: closed({ domain: formed('domain', 'The domain') }),
  absent: 'domain_not_found',
} as const;

/** What a tenant sees and changes of itself. */
export function ownTenantRoutes({ tenants }: Pick<Stores, 'tenants'>): Route[] {
  return [
    defineRoute(
      {
        ...PLAIN,
        method: 'GET',
        path: '/v1/tenant',
        summary: "Shows the caller's tenant: its settings and limits, and what its documents may contain",
        object: 'settings',
        operation: 'read',
        scope: 'settings:read',
        operationId: 'getOwnTenant',
        replies: { 200: TENANT },
        replyHeaders: ['ETag'],
      },
      async (_call, { tenantId }) => {
        const tenant = await tenants.read(tenantId);
        return { status: 200, body: presentTenant(tenant), headers: { ETag: etagOf(tenant.revision) } };
      },
    ),
    defineRoute(
      {
        ...PLAIN,
        method: 'PATCH',
        path: '/v1/tenant',
        summary: "Changes settings of the caller's tenant that are its own to choose",
        object: 'settings',
        operation: 'update',
        scope: 'settings:update',
        headers: CHANGE_HEADERS,
        body: OWN_CHANGE,
        operationId: 'updateOwnTenant',
        replies: { 200: TENANT },
        replyHeaders: ['ETag'],
      },
      async ({ body, headers }, caller) => {
        const revision = revisionFrom(headers['if-match']);
        const tenant = await tenants.update(caller, caller.tenantId, { change: body, revision });
        return { status: 200, body: presentTenant(tenant), headers: { ETag: etagOf(tenant.revision) } };
      },
    ),
  ];
}

/** The domains of the caller's tenant. */
export function domainRoutes({ domains }: Pick<Stores, 'domains'>, resolveTxt: ResolveTxt): Route[] {
  return [
    defineRoute(
      {
        ...PLAIN,
        method: 'GET',
        path: '/v1/domains',
        summary: "Lists the domains of the caller's tenant, by name",
        object: 'domains',
        operation: 'read',
        scope: 'domains:read',
        replies: { 200: closed({ items: Type.Array(DOMAIN) }) },
      },
      async (_call, { tenantId }) => {
        const items = await domains.list(tenantId);
        return { status: 200, body: { items: items.map(presentDomain) } };
      },
    ),
    claimRoute({ domains }),
    proveRoute({ domains }, resolveTxt),
    defineRoute(
      {
        ...OF_ONE,
        method: 'DELETE',
        path: '/v1/domains/:domain',
        summary: 'Gives a domain up: documents may not name its hosts any more',
        params: closed({ domain: formed('domain-or-any', 'The domain') }),
        object: 'domains',
        operation: 'delete',
        scope: 'domains:delete',
        replies: { 204: NO_CONTENT },
      },
      async ({ params }, caller) => {
        await domains.remove(caller, caller.tenantId, params.domain);
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function claimRoute({ domains }: Pick<Stores, 'domains'>): Route {
  return defineRoute(
    {
      ...PLAIN,
      method: 'POST',
      path: '/v1/domains',
      summary: "Says that a domain is the caller's own, and shows the DNS record that proves it",
      object: 'domains',
      operation: 'create',
      scope: 'domains:create',
      body: closed({ domain: formed('domain', 'In lower case; a name in another script in its ASCII form') }),
      replies: { 200: DOMAIN, 201: DOMAIN },
      problems: ['domain_unprovable', 'limit_reached'],
    },
    async ({ body }, caller) => {
      const wanted = reasonUnprovable(body.domain);
      if (wanted !== undefined) {
        throw new ProvisioningError('domain_unprovable', 'Cannot let this domain be proved by a record', {
          faults: [{ field: '/domain', expected: wanted, got: 'another name' }],
        });
      }
      const { domain, created } = await domains.claim(caller, body.domain, newToken());
      return { status: created ? 201 : 200, body: presentDomain(domain) };
    },
  );
}

function proveRoute({ domains }: Pick<Stores, 'domains'>, resolveTxt: ResolveTxt): Route {
  return defineRoute(
    {
      ...OF_ONE,
      method: 'POST',
      path: '/v1/domains/:domain/verify',
      summary: 'Looks for the DNS record of a domain, and notes it as proved when it is there',
      object: 'domains',
      operation: 'prove',
      scope: 'domains:prove',
      replies: { 200: DOMAIN },
      problems: ['domain_unproved'],
    },
    async ({ params }, caller) => {
      const known = await domains.find(caller.tenantId, params.domain);
      if (known.proof !== null) return { status: 200, body: presentDomain(known) };
      const { name, value } = proofRecord(known);
      const found = await resolveTxt(name);
      if (found.includes(value)) {
        return { status: 200, body: presentDomain(await domains.prove(caller, params.domain)) };
      }
      throw new ProvisioningError('domain_unproved', `Cannot find the record: expected a TXT record at ${name}`, {
        retryable: true,
        faults: [{ field: 'domain', expected: 'the record that the domain shows', got: wordsFor(found.length) }],
      });
    },
  );
}

function wordsFor(records: number): string {
  return records === 0 ? 'no TXT record' : `${records} other TXT record${records === 1 ? '' : 's'}`;
}
