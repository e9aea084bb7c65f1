import { Type } from '@sinclair/typebox';
import { DEFINITION_STATES } from '../domain/definition-life.ts';
import { diffJson } from '../domain/diff-json.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import {
  DEFINITION,
  DEFINITION_HEAD,
  DEFINITION_NAME,
  DEFINITION_VERSION,
  PROVIDER_NAME,
  VERSION_PARAMS,
} from './definition-schemas.ts';
import { presentDefinition, presentHead, replyOwn } from './present-definition.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import { ANY_HEADERS, closed, NOTHING, oneOf, PAGING, pageFrom, pageOf } from './schemas.ts';
import type { Definitions } from './stores.ts';

const LIST_QUERY = closed({
  ...PAGING,
  name: Type.Optional(DEFINITION_NAME),
  state: Type.Optional(oneOf(DEFINITION_STATES, 'Only versions in this state')),
  provider: Type.Optional({ ...PROVIDER_NAME, description: 'Only those of the tenant of this name' }),
});

const DIFFERENCE = closed({
  from: DEFINITION_VERSION,
  to: DEFINITION_VERSION,
  changes: Type.Array(
    closed({
      path: Type.String({ description: 'JSON Pointer: of what was removed its place before, else its place after' }),
      kind: oneOf(['added', 'removed', 'changed'], 'What happened there'),
      before: Type.Optional(Type.Unknown({ description: 'What was there' })),
      after: Type.Optional(Type.Unknown({ description: 'What is there' })),
    }),
    { description: 'By place; empty when only the version differs' },
  ),
});

const READ = {
  method: 'GET',
  object: 'definitions',
  operation: 'read',
  ownership: 'tenant',
  scope: 'definitions:read',
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
} as const;

export function definitionRoutes(definitions: Definitions): Route[] {
  return [listing(definitions), newest(definitions), oneVersion(definitions), difference(definitions)];
}

function listing(definitions: Definitions): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/definitions',
      summary: 'Lists service definitions, own and shared, the newest version of each first',
      params: NOTHING,
      query: LIST_QUERY,
      replies: { 200: pageOf(DEFINITION_HEAD) },
    },
    async ({ query }, { tenantId }) => {
      const { limit: _limit, after: _after, ...filter } = query;
      const { items, next } = await definitions.list(tenantId, filter, pageFrom(query));
      return { status: 200, body: { items: items.map(presentHead), next } };
    },
  );
}

function newest(definitions: Definitions): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/definitions/:name',
      summary: 'Shows the newest active version of a service definition',
      params: closed({ name: DEFINITION_NAME }),
      replies: { 200: DEFINITION },
      absent: 'definition_not_found',
    },
    async ({ params: { name } }, { tenantId }) => {
      const { status, body } = replyFound(await definitions.look(tenantId, name, undefined), tenantId);
      // Without ETag: the next version is another thing, and may be of the same revision.
      return { status, body };
    },
  );
}

function oneVersion(definitions: Definitions): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/definitions/:name/:version',
      summary: 'Shows one version of a service definition',
      description: 'A version of your own has an `ETag`, for `If-Match` when it is changed.',
      params: VERSION_PARAMS,
      replies: { 200: DEFINITION },
      replyHeaders: ['ETag'],
      absent: 'definition_not_found',
    },
    async ({ params: { name, version } }, { tenantId }) =>
      replyFound(await definitions.look(tenantId, name, version), tenantId),
  );
}

function difference(definitions: Definitions): Route {
  return defineRoute(
    {
      ...READ,
      path: '/v1/definitions/:name/:version/diff',
      summary: 'Tells how a version differs from another of the same name',
      params: VERSION_PARAMS,
      query: closed({ against: { ...DEFINITION_VERSION, description: 'The version to compare with' } }),
      replies: { 200: DIFFERENCE },
      absent: 'definition_not_found',
    },
    async ({ params: { name, version }, query: { against } }, { tenantId }) => {
      const [before, after] = [
        required(await definitions.look(tenantId, name, against)),
        required(await definitions.look(tenantId, name, version)),
      ];
      const changes = diffJson(contentOf(before), contentOf(after));
      return { status: 200, body: { from: against, to: version, changes } };
    },
  );
}

/** Every two versions differ in their number: that is what was asked for, not a difference. */
function contentOf({ definition }: RegisteredDefinition) {
  const { version: _version, ...content } = definition;
  return content;
}

function replyFound(found: RegisteredDefinition | undefined, tenantId: string): Reply {
  const registered = required(found);
  if (registered.tenantId === tenantId) return replyOwn(registered);
  return { status: 200, body: presentDefinition(registered, false) };
}

function required(found: RegisteredDefinition | undefined): RegisteredDefinition {
  if (found !== undefined) return found;
  throw new ProvisioningError('definition_not_found', 'No definition has this name and version');
}
