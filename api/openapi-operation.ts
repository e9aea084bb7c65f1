import { STATUS_CODES } from 'node:http';
import type { TSchema } from '@sinclair/typebox';
import { rolesFor } from '../domain/access.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { fieldsOf, hasJsonBody, headersOf, problemsOf, requiredHeaders, typesOf } from './declared.ts';
import { exampleOf } from './openapi-example.ts';
import { describeSchema, isObject, type JsonObject, type NamedSchemas } from './openapi-schema.ts';
import { operationIdOf } from './operation-id.ts';
import { PROBLEM_TYPES } from './problems.ts';
import type { ReplyHeader } from './reply-headers.ts';
import type { RouteDeclaration } from './route.ts';

const NO_CONTENT = [204, 304];
const JSON_TYPE = 'application/json';
/** Statuses that say when to come back. */
const RETRIED = [429, 503];

/** One operation of an OpenAPI document. */
export function describeOperation(route: RouteDeclaration, named: NamedSchemas): JsonObject {
  const { summary, object, operation, ownership, scope } = route;
  const roles = scope === null ? [] : rolesFor(scope);
  const body = describeBody(route, named);
  return {
    operationId: operationIdOf(route),
    summary,
    description: [route.description, describeAccess(route)].filter((text) => text !== undefined).join('\n\n'),
    tags: [object],
    ...(scope === null && { security: [] }),
    'x-object': object,
    'x-operation': operation,
    'x-ownership': ownership,
    ...(scope !== null && { 'x-scope': scope, 'x-roles': roles }),
    parameters: describeParameters(route, named),
    ...(body !== undefined && { requestBody: body }),
    responses: { ...describeReplies(route, named), ...describeProblems(route) },
  };
}

function describeAccess({ scope, ownership }: RouteDeclaration): string {
  if (scope === null) return 'Open to anybody: no credential is looked at.';
  const reach = ownership === 'platform' ? ' Only clients of those who run the installation may call it.' : '';
  return `Scope \`${scope}\`, for the roles ${rolesFor(scope).join(', ')}.${reach}`;
}

function describeParameters(route: RouteDeclaration, named: NamedSchemas): JsonObject[] {
  return [
    ...parametersIn('path', route, named),
    ...parametersIn('query', route, named),
    ...parametersIn('header', route, named),
    ...(givesTags(route) ? [{ $ref: '#/components/parameters/If-None-Match' }] : []),
    { $ref: '#/components/parameters/x-correlator' },
  ];
}

function parametersIn(place: 'path' | 'query' | 'header', route: RouteDeclaration, named: NamedSchemas): JsonObject[] {
  const schema = { path: route.params, query: route.query, header: route.headers }[place];
  const properties: JsonObject = Object(schema['properties']);
  const required: readonly unknown[] = [
    ...(Array.isArray(schema['required']) ? schema['required'] : []),
    ...(place === 'header' ? requiredHeaders(route) : []),
  ];
  return Object.entries(properties).map(([name, property]) => {
    const description = isObject(property) ? property['description'] : undefined;
    return {
      name: place === 'header' ? headerName(name) : name,
      in: place,
      ...(description !== undefined && { description }),
      required: place === 'path' || required.includes(name),
      schema: describeSchema(property, named),
    };
  });
}

function headerName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function describeBody(route: RouteDeclaration, named: NamedSchemas): JsonObject | undefined {
  const { uploads, bodyForm: body = route.body } = route;
  if (uploads !== undefined) {
    const content = Object.fromEntries(uploads.map((type) => [type, { schema: { type: 'string' } }]));
    return { required: true, content };
  }
  if (!hasJsonBody(route) || isEmpty(body)) return undefined;
  const isOptional = body['type'] === 'object' && body['required'] === undefined && body['minProperties'] === undefined;
  const described = { schema: describeSchema(body, named), example: exampleOf(body) };
  const types = route.method === 'PATCH' ? ['application/merge-patch+json', JSON_TYPE] : [JSON_TYPE];
  return { required: !isOptional, content: Object.fromEntries(types.map((type) => [type, described])) };
}

/** An object without any field. */
function isEmpty(schema: TSchema): boolean {
  return schema['type'] === 'object' && schema['additionalProperties'] === false && fieldsOf(schema).length === 0;
}

function describeReplies(route: RouteDeclaration, named: NamedSchemas): JsonObject {
  const replies = Object.entries(route.replies).map(([status, schema]) => [
    status,
    {
      description: STATUS_CODES[Number(status)] ?? 'A reply',
      headers: describeHeaders([...headersOfAny(route), ...headersOf(route, Number(status))]),
      ...(!NO_CONTENT.includes(Number(status)) && { content: describeContent(route, schema, named) }),
    },
  ]);
  const unchanged = givesTags(route) ? { 304: { $ref: '#/components/responses/NotModified' } } : {};
  return { ...Object.fromEntries(replies), ...unchanged };
}

/** Those of every reply: what is counted says how it stands. */
function headersOfAny({ scope }: RouteDeclaration): ReplyHeader[] {
  return scope === null ? ['x-correlator'] : ['x-correlator', 'RateLimit-Policy', 'RateLimit'];
}

/** Whether what it reads can be asked for again only if it has changed. */
function givesTags({ method, replyHeaders = [] }: RouteDeclaration): boolean {
  return method === 'GET' && replyHeaders.includes('ETag');
}

function describeHeaders(names: readonly ReplyHeader[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** A text is for types that are not JSON; all else is for JSON. */
function describeContent(route: RouteDeclaration, schema: TSchema, named: NamedSchemas): JsonObject {
  const types = typesOf(route).map((type) => {
    if (!type.endsWith('json')) return [type, { schema: { type: 'string' } }];
    const own = objectOf(schema);
    return [type, { schema: describeSchema(own, named), example: exampleOf(own) }];
  });
  return Object.fromEntries(types);
}

/** Of what may be a text or an object: the object. */
function objectOf(schema: unknown): unknown {
  const anyOf = isObject(schema) ? schema['anyOf'] : undefined;
  if (!Array.isArray(anyOf)) return schema;
  const objects = anyOf.filter((one) => isObject(one) && one['type'] !== 'string');
  return objects.length === 1 && anyOf.length === 2 ? objects[0] : schema;
}

/** What may go wrong, by status; the code tells more. */
function describeProblems(route: RouteDeclaration): JsonObject {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of problemsOf(route)) {
    const status = route.errorStatus?.[code] ?? PROBLEM_TYPES[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus].map(([status, codes]) => [status, describeProblem(route, status, codes)]);
  return { ...Object.fromEntries(answers), 500: { $ref: '#/components/responses/Unforeseen' } };
}

function describeProblem(route: RouteDeclaration, status: number, codes: readonly ErrorCode[]): JsonObject {
  // Nobody is counted before he is known.
  const names: ReplyHeader[] = status === 401 ? ['x-correlator'] : headersOfAny(route);
  if (RETRIED.includes(status) || codes.includes('idempotency_key_in_progress')) names.push('Retry-After');
  if (status === 401) names.push('WWW-Authenticate');
  const examples = codes.map((code) => [
    code,
    {
      summary: PROBLEM_TYPES[code].title,
      value: { type: `/problems/${code}`, title: PROBLEM_TYPES[code].title, status, code },
    },
  ]);
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEM_TYPES[code].title}`).join('. '),
    headers: describeHeaders(names),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }],
          properties: { status: { const: status }, code: { enum: codes } },
          required: ['code'],
        },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
