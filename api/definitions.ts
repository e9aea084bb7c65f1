import { type Static, Type } from '@sinclair/typebox';
import { DEFINITION_STATES } from '../domain/definition-life.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { DefinitionHead, RegisteredDefinition } from '../domain/requests.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import {
  ANY_HEADERS,
  closed,
  FREE_OBJECT,
  formed,
  NOTHING,
  named,
  nullable,
  oneOf,
  PAGING,
  pageFrom,
  pageOf,
  TIME,
} from './schemas.ts';
import type { Definitions } from './stores.ts';

const NAME = formed('definition-name', 'The name');
const NAME_PARAMS = closed({ name: NAME });
const VERSION_PARAMS = closed({ name: NAME, version: formed('definition-version', 'The version') });

const MAYBE_TIME = nullable(TIME);

const HEAD = {
  name: Type.String(),
  version: Type.String(),
  title: Type.String(),
  kind: Type.String(),
  provider: Type.String({ description: 'The tenant that registered it' }),
  state: oneOf(DEFINITION_STATES, 'Only an active version can be ordered'),
  shared: Type.Boolean({ description: 'Every tenant may order from it' }),
  createdAt: TIME,
  activatedAt: MAYBE_TIME,
  retiredAt: MAYBE_TIME,
} as const;

const DEFINITION = named(
  'Definition',
  closed({
    ...HEAD,
    parameters: Type.Unsafe<object>({ type: 'object', description: "JSON Schema 2020-12 of an order's parameters" }),
    prompts: Type.Array(FREE_OBJECT, { description: 'Questions to the user' }),
    confirmation: Type.Unsafe<object>({ type: 'object', description: 'Who must say yes before anything is sent' }),
    document: Type.Array(FREE_OBJECT, { description: 'Template of the document' }),
    requires: Type.Unsafe<object>({ type: 'object', description: 'What the device must support' }),
    delivery: Type.Unsafe<object>({ type: 'object', description: 'How the document reaches the device' }),
    acknowledgement: Type.Unsafe<object>({ type: 'object', description: 'The evidence that completes an order' }),
    charging: Type.Unsafe<object>({ type: 'object', description: 'How an order is charged' }),
  }),
);

const LIST_QUERY = closed({
  ...PAGING,
  name: Type.Optional(NAME),
  state: Type.Optional(oneOf(DEFINITION_STATES, 'Only those in this state')),
  provider: Type.Optional(Type.String({ maxLength: 63, description: 'Only those of the tenant of this name' })),
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
  return [
    defineRoute(
      {
        ...READ,
        path: '/v1/definitions',
        summary: 'Lists service definitions, own and shared, the newest version of each first',
        params: NOTHING,
        query: LIST_QUERY,
        replies: { 200: pageOf(named('DefinitionHead', closed(HEAD))) },
      },
      async ({ query }, { tenantId }) => {
        const { limit: _limit, after: _after, ...filter } = query;
        const page = await definitions.list(tenantId, filter, pageFrom(query));
        return { status: 200, body: { items: page.items.map(presentHead), next: page.next } };
      },
    ),
    defineRoute(
      {
        ...READ,
        path: '/v1/definitions/:name',
        summary: 'Shows the newest active version of a service definition',
        params: NAME_PARAMS,
        replies: { 200: DEFINITION },
        absent: 'definition_not_found',
      },
      async ({ params: { name } }, { tenantId }) => found(await definitions.find(tenantId, name, undefined)),
    ),
    defineRoute(
      {
        ...READ,
        path: '/v1/definitions/:name/:version',
        summary: 'Shows one version of a service definition',
        params: VERSION_PARAMS,
        replies: { 200: DEFINITION },
        absent: 'definition_not_found',
      },
      async ({ params: { name, version } }, { tenantId }) => found(await definitions.find(tenantId, name, version)),
    ),
  ];
}

function found(registered: RegisteredDefinition | undefined): Reply {
  if (registered === undefined) throw new ProvisioningError('definition_not_found', 'No definition has this name');
  return { status: 200, body: presentDefinition(registered) };
}

function presentHead({ name, version, title, kind, provider, state, shared, ...times }: DefinitionHead) {
  const { createdAt, activatedAt, retiredAt } = times;
  return { name, version, title, kind, provider, state, shared, createdAt, activatedAt, retiredAt };
}

function presentDefinition(registered: RegisteredDefinition): Static<typeof DEFINITION> {
  const { definition } = registered;
  return {
    ...presentHead(registered),
    parameters: definition.parameters,
    prompts: definition.prompts.map((prompt) => ({ ...prompt })),
    confirmation: definition.confirmation,
    document: definition.document.map((characteristic) => ({ ...characteristic })),
    requires: definition.requires,
    delivery: definition.delivery,
    acknowledgement: definition.acknowledgement,
    charging: definition.charging,
  };
}
