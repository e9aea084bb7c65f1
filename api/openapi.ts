import { readFileSync } from 'node:fs';
import { OBJECTS, SCOPES } from '../domain/access.ts';
import { ERROR_CODES } from '../domain/errors.ts';
import { describeOperation } from './openapi-operation.ts';
import { isObject, type JsonObject, type NamedSchemas } from './openapi-schema.ts';
import { REPLY_HEADERS } from './reply-headers.ts';
import type { RouteDeclaration } from './route.ts';

const VERSION = productVersion();

const DESCRIPTION = `Configures people's phones: a provisioning system orders a service for a device, and the order is
followed until there is evidence that the settings arrived.

- Errors are problem details (RFC 9457). Programs branch on \`code\`; \`type\` leads to a page that says what to do.
- Lists are paged: \`limit\` and \`after\`, the \`next\` of the page before; the header \`Link\` names the next page.
- \`x-correlator\` names a request in the log; it is given back, or made up.
- Times are RFC 3339 in UTC, durations ISO 8601, numbers of phones E.164 with the plus.
- Another tenant's object does not exist (404); an act that a client may not do is refused (403).`;

/** What is known of an installation beside its routes. */
export interface ApiDescription {
  readonly routes: readonly RouteDeclaration[];
}

/**
 * The interface as an OpenAPI 3.1 document, made of the declarations that requests and replies are checked against.
 *
 * @throws Error when two schemas have one name
 */
export function describeApi({ routes }: ApiDescription): JsonObject {
  const named: NamedSchemas = new Map();
  const paths = describePaths(routes, named);
  return {
    openapi: '3.1.0',
    info: {
      title: 'dm-wsi',
      version: VERSION,
      summary: 'Provisioning of devices by OMA Client Provisioning',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
    tags: describeTags(routes),
    paths,
    components: {
      schemas: { Problem: PROBLEM, ...Object.fromEntries([...named].toSorted(([a], [b]) => a.localeCompare(b, 'en'))) },
      parameters: PARAMETERS,
      headers: REPLY_HEADERS,
      responses: RESPONSES,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function describePaths(routes: readonly RouteDeclaration[], named: NamedSchemas): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeOperation(route, named) };
  }
  return paths;
}

function describeTags(routes: readonly RouteDeclaration[]): JsonObject[] {
  return [...new Set(routes.map(({ object }) => object))].map((name) => ({ name, description: OBJECTS[name] }));
}

const SECURITY_SCHEMES = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: `An API key of a client. Scopes: ${SCOPES.join(', ')}`,
  },
  apiKeyHeader: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key, by another header' },
} as const;

const PARAMETERS = {
  'x-correlator': {
    name: 'x-correlator',
    in: 'header',
    description: 'Names the request in the log and in the reply; made up when absent',
    required: false,
    schema: { type: 'string', pattern: '^[a-zA-Z0-9_:;./<>{}-]{0,256}$', examples: ['case-17'] },
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: 'The ETag of what is known already: answered 304 while it is still so',
    required: false,
    schema: { type: 'string' },
  },
} as const;

/** What is wrong with a request: RFC 9457, with our own `code` and `errors`. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where there is a page about the code' },
    title: { type: 'string', description: 'What the code means' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', enum: ERROR_CODES, description: 'For programs; absent when the failure was not foreseen' },
    detail: { type: 'string', description: 'What was wanted and what was got, for people' },
    errors: {
      type: 'array',
      description: 'What is wrong with the input, never with its values',
      items: {
        type: 'object',
        required: ['field', 'expected', 'got'],
        additionalProperties: false,
        properties: {
          field: {
            type: 'string',
            description: 'A JSON Pointer into the body, or the name of a header or a query parameter',
          },
          expected: { type: 'string' },
          got: { type: 'string' },
        },
      },
    },
  },
} as const;

const CORRELATOR = { 'x-correlator': { $ref: '#/components/headers/x-correlator' } } as const;

const RESPONSES = {
  NotModified: {
    description: 'Still as it was when it had this ETag',
    headers: { ...CORRELATOR, ETag: { $ref: '#/components/headers/ETag' } },
  },
  Unforeseen: {
    description: 'A failure that was not foreseen; `x-correlator` leads to it in the log',
    headers: CORRELATOR,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  },
} as const;

function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = isObject(manifest) ? manifest['version'] : undefined;
  if (typeof version !== 'string') throw new Error('Cannot tell the version: expected one in package.json');
  return version;
}
