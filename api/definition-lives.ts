import { approvalNeeded, type ContentPlace } from '../domain/content.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { DEFINITION, VERSION_PARAMS } from './definition-schemas.ts';
import { CHANGE_HEADERS, revisionIfAny } from './etag.ts';
import { replyOwn } from './present-definition.ts';
import { defineRoute, type Route } from './route.ts';
import { NOTHING } from './schemas.ts';
import type { ApiStores, Definitions } from './stores.ts';

const CHANGE = {
  method: 'POST',
  object: 'definitions',
  ownership: 'tenant',
  params: VERSION_PARAMS,
  query: NOTHING,
  headers: CHANGE_HEADERS,
  body: NOTHING,
  replies: { 200: DEFINITION },
  replyHeaders: ['ETag'],
  absent: 'definition_not_found',
} as const;

/** How a version comes into use and goes out of it, by the hand of its provider. */
export function definitionLifeRoutes(stores: Pick<ApiStores, 'definitions' | 'tenants'>): Route[] {
  return [activation(stores), retirement(stores.definitions)];
}

function activation({ definitions, tenants }: Pick<ApiStores, 'definitions' | 'tenants'>): Route {
  return defineRoute(
    {
      ...CHANGE,
      path: '/v1/definitions/:name/:version/activate',
      summary: 'Makes a version active, or lets it wait for an operator where its content needs one',
      operation: 'activate',
      scope: 'definitions:activate',
      problems: ['content_forbidden'],
    },
    async ({ params: { name, version }, headers }, caller) => {
      const { tenantId } = caller;
      const found = await definitions.look(tenantId, name, version);
      if (found?.tenantId !== tenantId) {
        throw new ProvisioningError('definition_not_found', 'No definition of yours has this name and version');
      }
      const needs = approvalNeeded(found.definition, await tenants.rights(tenantId));
      requireApprovable(needs);
      const revision = revisionIfAny(headers['if-match']);
      return replyOwn(await definitions.activate(caller, { tenantId, name, version }, { needs, revision }));
    },
  );
}

function retirement(definitions: Definitions): Route {
  return defineRoute(
    {
      ...CHANGE,
      path: '/v1/definitions/:name/:version/retire',
      summary: 'Takes a version out of use. Orders that have been accepted go on',
      operation: 'retire',
      scope: 'definitions:retire',
      problems: ['definition_state_unfit'],
    },
    async ({ params, headers }, caller) => {
      const { tenantId } = caller;
      return replyOwn(await definitions.retire(caller, { ...params, tenantId }, revisionIfAny(headers['if-match'])));
    },
  );
}

/** An operator approves what is written in a definition. What orders will bring is written nowhere. */
function requireApprovable(places: readonly ContentPlace[]): void {
  const hopeless = places.filter(({ approvable }) => !approvable);
  if (hopeless.length === 0) return;
  const faults = hopeless.map(({ path, why }) => ({ field: path, expected: why, got: 'no such entitlement' }));
  throw new ProvisioningError(
    'content_forbidden',
    'Cannot make the definition active: orders would bring content that your tenant is not entitled to',
    { faults },
  );
}
