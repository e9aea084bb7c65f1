import type { TSchema } from '@sinclair/typebox';
import { type ErrorCode, isErrorCode } from '../domain/errors.ts';
import type { ReplyHeader } from './reply-headers.ts';
import type { Reply, RouteDeclaration } from './route.ts';

/** What a caller may be told on every route that asks for a credential. */
const OF_CALLERS: readonly ErrorCode[] = [
  'credential_missing',
  'credential_invalid',
  'credential_expired',
  'permission_missing',
  'source_forbidden',
  'rate_limited',
  'service_unavailable',
];
const OF_JSON: readonly ErrorCode[] = ['request_malformed', 'request_too_large', 'media_type_unsupported'];
/** By the lower-case name of a request header that a route reads. */
const OF_HEADERS: Readonly<Record<string, readonly ErrorCode[]>> = {
  'if-match': ['precondition_failed'],
  'idempotency-key': ['idempotency_key_reused'],
};
/** By the lower-case name of a request header that a route cannot do without. */
const OF_MISSING: Readonly<Record<string, readonly ErrorCode[]>> = {
  'if-match': ['precondition_missing'],
  'idempotency-key': ['idempotency_key_missing'],
};

/**
 * Every code that a route can answer: those that follow from what it declares, and those it names itself. One that it
 * answers and that is not here is told of by the app's event `undeclared`, on which the worlds of tests fail.
 */
export function problemsOf(route: RouteDeclaration): ErrorCode[] {
  const { scope, params, headers, absent = 'route_unknown', errorStatus = {}, problems = [] } = route;
  const codes: ErrorCode[] = [
    // A query that the route does not know, or an x-correlator that is none.
    'request_invalid',
    ...(scope === null ? [] : OF_CALLERS),
    ...(fieldsOf(params).length > 0 ? [absent] : []),
    ...codesOfBody(route),
    ...requiredHeaders(route).flatMap((name) => OF_MISSING[name] ?? []),
    ...fieldsOf(headers).flatMap((name) => OF_HEADERS[name] ?? []),
    ...Object.keys(errorStatus).filter(isErrorCode),
    ...problems,
  ];
  return [...new Set(codes)];
}

/** Whether a route takes a body as JSON. */
export function hasJsonBody({ method, uploads }: Pick<RouteDeclaration, 'method' | 'uploads'>): boolean {
  return method !== 'GET' && uploads === undefined;
}

function codesOfBody(route: RouteDeclaration): readonly ErrorCode[] {
  if (hasJsonBody(route)) return OF_JSON;
  return route.uploads === undefined ? [] : ['media_type_unsupported'];
}

/** Headers whose absence has a code of its own. What leaves no choice but done or not may be done without having been seen. */
export function requiredHeaders({ method, headers }: Pick<RouteDeclaration, 'method' | 'headers'>): string[] {
  const overwrites = method === 'PATCH' || method === 'PUT';
  return fieldsOf(headers).filter((name) => name in OF_MISSING && (overwrites || name !== 'if-match'));
}

/** Names of the fields of an object's schema. */
export function fieldsOf({ properties }: TSchema): string[] {
  return Object.keys(Object(properties));
}

/** Headers that a route's replies with this status may have, beside those that every reply has. */
export function headersOf(route: RouteDeclaration, status: number): ReplyHeader[] {
  const { replies, replyHeaders = [] } = route;
  if (!(status in replies)) return [];
  return [...replyHeaders, ...(isPaged(route) && status === 200 ? (['Link'] as const) : [])];
}

/** Whether it answers a page of a list at a time. */
export function isPaged({ method, query }: RouteDeclaration): boolean {
  return method === 'GET' && fieldsOf(query).includes('after');
}

/** Those that speak of the content itself, which every reply may have. */
const OF_CONTENT = ['content-type', 'content-disposition', 'cache-control', 'content-security-policy', 'vary'];

/** Names of headers that a reply has and its route does not declare. */
export function undeclaredHeaders(route: RouteDeclaration, { status, headers = {} }: Reply): string[] {
  const declared = [...headersOf(route, status), ...OF_CONTENT].map((name) => name.toLowerCase());
  return Object.keys(headers).filter((name) => !declared.includes(name.toLowerCase()));
}

/** Media types of a route's replies, the usual first. */
export function typesOf({ produces = 'application/json' }: Pick<RouteDeclaration, 'produces'>): readonly string[] {
  return typeof produces === 'string' ? [produces] : produces;
}
