import type { Caller } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Tenant } from '../domain/tenant.ts';
import { clientFrom } from './client-forms.ts';
import { CLIENT_REQUEST, MADE_CLIENT, presentClient } from './client-schemas.ts';
import { DOMAIN, newToken, presentDomain } from './domain-schemas.ts';
import { CHANGE_HEADERS, etagOf, revisionFrom } from './etag.ts';
import type { CheckRegistration } from './registration.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, NO_CONTENT, NOTHING, PAGING, pageFrom, pageOf } from './schemas.ts';
import type { ApiStores } from './stores.ts';
import { presentTenant, TENANT, TENANT_CHANGE, TENANT_REQUEST } from './tenant-schemas.ts';

type Stores = Pick<ApiStores, 'tenants' | 'credentials' | 'domains'> & {
  readonly checkRegistration: CheckRegistration;
};

const NAME = closed({ tenant: formed('tenant-name', 'The name of the tenant') });
const PLAIN = { params: NOTHING, query: NOTHING, headers: ANY_HEADERS, body: NOTHING } as const;
const OF_ONE = { ...PLAIN, params: NAME, absent: 'tenant_not_found' } as const;

/** What access control applies to: tenants of anybody, for those who run the installation. */
function of<Operation extends 'create' | 'read' | 'update' | 'suspend' | 'admit' | 'entrust'>(operation: Operation) {
  return { object: 'tenants', operation, ownership: 'platform', scope: `tenants:${operation}` } as const;
}

function replyWith(tenant: Tenant, status = 200): Reply {
  return { status, body: presentTenant(tenant), headers: { ETag: etagOf(tenant.revision) } };
}

/** Tenants, as whoever runs the installation manages them. */
export function tenantRoutes(stores: Stores): Route[] {
  return [
    createRoute(stores),
    defineRoute(
      {
        ...PLAIN,
        ...of('read'),
        method: 'GET',
        path: '/v1/tenants',
        summary: 'Lists tenants, by name',
        query: closed(PAGING),
        replies: { 200: pageOf(TENANT) },
      },
      async ({ query }) => {
        const { items, next } = await stores.tenants.list(pageFrom(query));
        return { status: 200, body: { items: items.map(presentTenant), next } };
      },
    ),
    defineRoute(
      {
        ...OF_ONE,
        ...of('read'),
        method: 'GET',
        path: '/v1/tenants/:tenant',
        summary: 'Shows a tenant',
        replies: { 200: TENANT },
        replyHeaders: ['ETag'],
      },
      async ({ params }) => replyWith(await stores.tenants.named(params.tenant)),
    ),
    updateRoute(stores),
    switchRoute(stores, { path: '/v1/tenants/:tenant/suspend', suspended: true }),
    switchRoute(stores, { path: '/v1/tenants/:tenant/resume', suspended: false }),
    admitRoute(stores),
    ...domainRoutes(stores),
  ];
}

function createRoute({ tenants }: Stores): Route {
  return defineRoute(
    {
      ...PLAIN,
      ...of('create'),
      method: 'POST',
      path: '/v1/tenants',
      summary: 'Makes a tenant',
      body: TENANT_REQUEST,
      replies: { 201: TENANT },
      replyHeaders: ['ETag', 'Location'],
      problems: ['tenant_already_exists'],
    },
    async ({ body }, caller) => {
      const reply = replyWith(await tenants.create(caller, body), 201);
      return { ...reply, headers: { ...reply.headers, Location: `/v1/tenants/${body.name}` } };
    },
  );
}

function updateRoute({ tenants }: Stores): Route {
  return defineRoute(
    {
      ...OF_ONE,
      ...of('update'),
      method: 'PATCH',
      path: '/v1/tenants/:tenant',
      summary: 'Changes a tenant: what it is called, what it may do. Seen everywhere within five seconds',
      headers: CHANGE_HEADERS,
      body: TENANT_CHANGE,
      replies: { 200: TENANT },
      replyHeaders: ['ETag'],
    },
    async ({ params, body, headers }, caller) => {
      const revision = revisionFrom(headers['if-match']);
      const { id } = await tenants.named(params.tenant);
      return replyWith(await tenants.update(caller, id, { change: body, revision }));
    },
  );
}

/** The kill switch: no client of the tenant is let in by any process after five seconds. */
function switchRoute({ tenants }: Stores, { path, suspended }: { path: string; suspended: boolean }): Route {
  return defineRoute(
    {
      ...OF_ONE,
      ...of('suspend'),
      method: 'POST',
      path,
      summary: suspended
        ? 'Shuts a tenant out: none of its clients is let in after five seconds, and nothing more goes out for it'
        : 'Lets the clients of a tenant in again',
      replies: { 200: TENANT },
      replyHeaders: ['ETag'],
      problems: ['tenant_protected'],
    },
    async ({ params }, caller) => {
      const tenant = await tenants.named(params.tenant);
      if (tenant.platform) throw protectedTenant();
      return replyWith(await tenants.setSuspended(caller, tenant.id, suspended));
    },
  );
}

function admitRoute({ tenants, credentials, checkRegistration }: Stores): Route {
  return defineRoute(
    {
      ...OF_ONE,
      ...of('admit'),
      method: 'POST',
      path: '/v1/tenants/:tenant/clients',
      summary: 'Makes a client of a tenant, such as its first administrator; its key is shown once',
      body: CLIENT_REQUEST,
      replies: { 201: MADE_CLIENT },
      problems: ['limit_reached', 'client_registration_taken'],
    },
    async ({ params, body }, caller) => {
      await checkRegistration(caller, body);
      const { id } = await tenants.named(params.tenant);
      const { form, fresh } = clientFrom(body, id === caller.tenantId ? caller : null);
      const client = await credentials.create(caller, id, form);
      return { status: 201, body: { ...presentClient(client), key: fresh?.text ?? null } };
    },
  );
}

/** Domains by the operator's word. */
function domainRoutes({ tenants, domains }: Stores): Route[] {
  const params = closed({
    tenant: formed('tenant-name', 'The name of the tenant'),
    domain: formed('domain-or-any', 'The domain; * for every host'),
  });
  const named = { ...PLAIN, ...of('entrust'), path: '/v1/tenants/:tenant/domains/:domain', params } as const;
  const idOf = async ({ tenant }: { tenant: string }): Promise<string> => (await tenants.named(tenant)).id;
  return [
    defineRoute(
      {
        ...named,
        method: 'PUT',
        summary: "Gives a tenant a domain, by the operator's word: its documents may name its hosts and those under it",
        absent: 'tenant_not_found',
        replies: { 200: DOMAIN },
      },
      async ({ params }, caller: Caller) => {
        const given = { domain: params.domain, token: newToken() };
        return { status: 200, body: presentDomain(await domains.entrust(caller, await idOf(params), given)) };
      },
    ),
    defineRoute(
      {
        ...named,
        method: 'DELETE',
        summary: 'Takes a domain from a tenant, whoever proved it',
        absent: 'domain_not_found',
        replies: { 204: NO_CONTENT },
        problems: ['tenant_not_found'],
      },
      async ({ params }, caller) => {
        await domains.remove(caller, await idOf(params), params.domain);
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function protectedTenant(): ProvisioningError {
  return new ProvisioningError('tenant_protected', 'Cannot shut out the tenant that runs the installation');
}
