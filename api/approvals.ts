import type { ProvidersVersion } from '../domain/requests.ts';
import { AWAITING_DEFINITION, DEFINITION, PROVIDERS_VERSION_PARAMS } from './definition-schemas.ts';
import { CHANGE_HEADERS, revisionIfAny } from './etag.ts';
import { presentApproval, presentHead, replyOwn } from './present-definition.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, label, NOTHING, PAGING, pageFrom, pageOf } from './schemas.ts';
import type { Approvals } from './stores.ts';

const PLATFORM = { object: 'definitions', ownership: 'platform', body: NOTHING } as const;
const APPROVE = { ...PLATFORM, operation: 'approve', scope: 'definitions:approve' } as const;
const SHARE = { ...PLATFORM, operation: 'share', scope: 'definitions:share' } as const;
const ONE = {
  params: PROVIDERS_VERSION_PARAMS,
  query: NOTHING,
  headers: CHANGE_HEADERS,
  replies: { 200: DEFINITION },
  replyHeaders: ['ETag'],
  problems: ['tenant_not_found', 'definition_state_unfit'],
  absent: 'definition_not_found',
} as const;
const VERSION = '/v1/tenants/:tenant/definitions/:name/:version';

/** What those who run the installation do with the definitions of all tenants. */
export function approvalRoutes(approvals: Approvals): Route[] {
  return [
    waiting(approvals),
    shown(approvals),
    approval(approvals),
    rejection(approvals),
    sharing(approvals),
    unsharing(approvals),
  ];
}

function waiting(approvals: Approvals): Route {
  return defineRoute(
    {
      ...APPROVE,
      method: 'GET',
      path: '/v1/approvals',
      summary: 'Lists versions of all tenants that wait for approval, the one that has waited longest first',
      params: NOTHING,
      query: closed({ ...PAGING }),
      headers: ANY_HEADERS,
      replies: { 200: pageOf(AWAITING_DEFINITION) },
    },
    async ({ query }) => {
      const { items, next } = await approvals.awaiting(pageFrom(query));
      return {
        status: 200,
        body: { items: items.map((item) => ({ ...presentHead(item), ...presentApproval(item) })), next },
      };
    },
  );
}

function shown(approvals: Approvals): Route {
  return defineRoute(
    {
      ...APPROVE,
      ...ONE,
      method: 'GET',
      path: VERSION,
      summary: 'Shows a version of any tenant, as it is to be approved',
      headers: ANY_HEADERS,
      problems: ['tenant_not_found'],
    },
    async ({ params }) => replyOwn(await approvals.show(versionFrom(params))),
  );
}

function approval(approvals: Approvals): Route {
  return defineRoute(
    {
      ...APPROVE,
      ...ONE,
      method: 'POST',
      path: `${VERSION}/approve`,
      summary: 'Approves the content of a version and makes it active',
    },
    async ({ params, headers }, caller) =>
      replyOwn(await approvals.approve(caller, versionFrom(params), revisionIfAny(headers['if-match']))),
  );
}

function rejection(approvals: Approvals): Route {
  return defineRoute(
    {
      ...APPROVE,
      ...ONE,
      method: 'POST',
      path: `${VERSION}/reject`,
      summary: 'Sends a version back to its provider with a reason. One that is active is taken out of use',
      body: closed({ reason: label(1_000, 'Why; the provider is shown it') }),
    },
    async ({ params, headers, body: { reason } }, caller) => {
      const revision = revisionIfAny(headers['if-match']);
      return replyOwn(await approvals.reject(caller, versionFrom(params), { reason, revision }));
    },
  );
}

function sharing(approvals: Approvals): Route {
  return defineRoute(
    {
      ...SHARE,
      ...ONE,
      method: 'POST',
      path: `${VERSION}/share`,
      summary: 'Lets every tenant order from a version. Its name is the provider’s from then on',
      problems: [...ONE.problems, 'definition_name_taken'],
    },
    async ({ params, headers }, caller) =>
      replyOwn(await approvals.share(caller, versionFrom(params), revisionIfAny(headers['if-match']))),
  );
}

function unsharing(approvals: Approvals): Route {
  return defineRoute(
    {
      ...SHARE,
      ...ONE,
      method: 'POST',
      path: `${VERSION}/unshare`,
      summary: 'Leaves a version to its provider alone. Orders that have been accepted go on',
    },
    async ({ params, headers }, caller) =>
      replyOwn(await approvals.unshare(caller, versionFrom(params), revisionIfAny(headers['if-match']))),
  );
}

function versionFrom({ tenant, name, version }: { tenant: string; name: string; version: string }): ProvidersVersion {
  return { provider: tenant, name, version };
}
