import { type Static, Type } from '@sinclair/typebox';
import type { AuditEntry } from '../domain/audit.ts';
import { defineRoute, type Route } from './route.ts';
import {
  ANY_HEADERS,
  closed,
  formed,
  label,
  NOTHING,
  named,
  nullable,
  PAGING,
  pageFrom,
  pageOf,
  TIME,
  UUID,
} from './schemas.ts';
import type { ApiStores } from './stores.ts';

const ENTRY = named(
  'AuditEntry',
  closed({
    number: Type.Integer({ minimum: 1, description: 'From 1, without gaps within a tenant' }),
    at: TIME,
    clientId: nullable(UUID),
    object: Type.String({ description: 'What it was done to' }),
    operation: Type.String({ description: 'What was done' }),
    objectId: Type.String({ description: 'The id or name of what it was done to' }),
    detail: Type.Record(Type.String(), Type.Unknown(), { description: 'Codes, names and counts' }),
    correlator: Type.String({ description: 'The x-correlator of the request; empty for a command line' }),
    hash: Type.String({ description: 'SHA-256 over the hash before and this entry; keep the newest elsewhere' }),
  }),
);
const ENTRY_PAGE = named('AuditPage', pageOf(ENTRY));

const QUERY = closed({
  object: Type.Optional(label(64, 'Only what was done to things of this kind')),
  operation: Type.Optional(label(64, 'Only what was done this way')),
  clientId: Type.Optional(UUID),
  from: Type.Optional(TIME),
  until: Type.Optional(TIME),
  ...PAGING,
});

const TENANT_PARAMS = closed({ tenant: formed('tenant-name', 'The name of a tenant') });

/** The audit trail of the caller's tenant, and of any tenant for those who run the installation. */
export function auditRoutes({ audit, tenants }: Pick<ApiStores, 'audit' | 'tenants'>): Route[] {
  const show = async (tenantId: string, query: Static<typeof QUERY>) => {
    const { limit: _limit, after: _after, ...filter } = query;
    const { items, next } = await audit.list(tenantId, filter, pageFrom(query));
    return { status: 200, body: { items: items.map(presentEntry), next } };
  };
  const common = {
    method: 'GET',
    object: 'audit',
    query: QUERY,
    headers: ANY_HEADERS,
    body: NOTHING,
    replies: { 200: ENTRY_PAGE },
  } as const;
  return [
    defineRoute(
      {
        ...common,
        path: '/v1/audit',
        summary: 'Lists what was done in the tenant, newest first',
        operation: 'read',
        ownership: 'tenant',
        scope: 'audit:read',
        params: NOTHING,
      },
      ({ query }, { tenantId }) => show(tenantId, query),
    ),
    defineRoute(
      {
        ...common,
        path: '/v1/tenants/:tenant/audit',
        summary: 'Lists what was done in a tenant, newest first',
        operation: 'inspect',
        ownership: 'platform',
        scope: 'audit:inspect',
        params: TENANT_PARAMS,
        absent: 'tenant_not_found',
      },
      async ({ params: { tenant }, query }) => show((await tenants.named(tenant)).id, query),
    ),
  ];
}

function presentEntry(entry: AuditEntry): Static<typeof ENTRY> {
  return { ...entry };
}
