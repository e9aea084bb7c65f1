import { Type } from '@sinclair/typebox';
import { CONNECTIVITY_XML } from '../codecs/wsp-names.ts';
import { checkDefinitionInTurns } from './check-definition.ts';
import {
  DEFINITION,
  DEFINITION_CONTENT,
  DEFINITION_NAME,
  DEFINITION_VERSION,
  NEW_DEFINITION,
  VERSION_PARAMS,
} from './definition-schemas.ts';
import { CHANGE_HEADERS, revisionIfAny } from './etag.ts';
import { importDefinition } from './import-definition.ts';
import { replyOwn } from './present-definition.ts';
import { readText } from './read-body.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, label, NO_CONTENT, NOTHING } from './schemas.ts';
import type { Definitions } from './stores.ts';

/** What a document is posted as: by its own type, or as XML of any kind. */
const XML_TYPES = ['application/xml', 'text/xml', CONNECTIVITY_XML];
/** Many times what a document may have that fits short messages. */
const MAX_IMPORT_OCTETS = 65_536;

const OWN = { object: 'definitions', ownership: 'tenant' } as const;

const PROPOSAL = closed({
  definition: DEFINITION_CONTENT,
  notes: Type.Array(
    closed({
      path: Type.String({ description: 'JSON Pointer into the definition' }),
      message: Type.String({ description: 'What to look at there' }),
    }),
    { description: 'What you may want to look at before you register it' },
  ),
});

/** How versions of definitions come, and how they go before they are used. */
export function definitionRegistrationRoutes(definitions: Definitions): Route[] {
  return [registration(definitions), importing(), removal(definitions)];
}

function registration(definitions: Definitions): Route {
  return defineRoute(
    {
      ...OWN,
      method: 'POST',
      path: '/v1/definitions',
      summary: 'Registers a version of a service definition as a draft. Its content never changes afterwards',
      operation: 'create',
      scope: 'definitions:create',
      params: NOTHING,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: Type.Unknown(),
      bodyForm: NEW_DEFINITION,
      replies: { 200: DEFINITION, 201: DEFINITION },
      replyHeaders: ['ETag', 'Location'],
      problems: ['definition_invalid', 'definition_already_exists'],
    },
    async ({ body }, caller) => {
      const { registered, created } = await definitions.register(caller, await checkDefinitionInTurns(body));
      const { headers, ...reply } = replyOwn(registered, created ? 201 : 200);
      const { name, version } = registered;
      return { ...reply, headers: { ...headers, Location: `/v1/definitions/${name}/${version}` } };
    },
  );
}

function importing(): Route {
  return defineRoute(
    {
      ...OWN,
      method: 'POST',
      path: '/v1/definitions/import',
      summary: 'Proposes a definition for a wap-provisioningdoc that works today. Nothing is stored',
      operation: 'create',
      scope: 'definitions:create',
      params: NOTHING,
      query: closed({
        name: DEFINITION_NAME,
        version: Type.Optional({ ...DEFINITION_VERSION, default: '1.0.0' }),
        title: Type.Optional(label(100, 'For people; the name when left out')),
      }),
      headers: ANY_HEADERS,
      body: NOTHING,
      uploads: XML_TYPES,
      replies: { 200: PROPOSAL },
      problems: ['request_malformed', 'request_too_large', 'document_invalid', 'definition_invalid'],
    },
    async ({ query: { name, version = '1.0.0', title }, upload }) => {
      const xml = await readText(upload.stream, MAX_IMPORT_OCTETS);
      const as = { name, version, ...(title !== undefined && { title }) };
      const { definition, notes } = await importDefinition(xml, as);
      return { status: 200, body: { definition, notes } };
    },
  );
}

function removal(definitions: Definitions): Route {
  return defineRoute(
    {
      ...OWN,
      method: 'DELETE',
      path: '/v1/definitions/:name/:version',
      summary: 'Deletes a draft',
      operation: 'delete',
      scope: 'definitions:delete',
      params: VERSION_PARAMS,
      query: NOTHING,
      headers: CHANGE_HEADERS,
      body: NOTHING,
      replies: { 204: NO_CONTENT },
      problems: ['definition_state_unfit'],
      absent: 'definition_not_found',
    },
    async ({ params, headers }, caller) => {
      const { tenantId } = caller;
      await definitions.remove(caller, { ...params, tenantId }, revisionIfAny(headers['if-match']));
      return { status: 204, body: undefined };
    },
  );
}
