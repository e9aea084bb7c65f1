import { createHash } from 'node:crypto';
import { describeApi } from './openapi.ts';
import type { JsonObject } from './openapi-schema.ts';
import { definePublicRoute, type Route } from './route.ts';
import { ANY_HEADERS, FREE_OBJECT, NOTHING } from './schemas.ts';

/** It changes with a release only, and a client that asks again is told so for little. */
const CACHE_CONTROL = 'public, max-age=60';

/**
 * Serves the OpenAPI document.
 *
 * @param routes - all there are, this one among them; asked for once, when the document is first wanted
 */
export function openApiRoute(routes: () => readonly Route[]): Route {
  let made: { readonly document: JsonObject; readonly etag: string } | undefined;
  return definePublicRoute(
    {
      method: 'GET',
      path: '/openapi.json',
      summary: 'Describes the interface as an OpenAPI 3.1 document',
      operationId: 'getOpenApi',
      object: 'service',
      operation: 'read',
      ownership: 'public',
      scope: null,
      params: NOTHING,
      query: NOTHING,
      headers: ANY_HEADERS,
      body: NOTHING,
      replies: { 200: FREE_OBJECT },
      replyHeaders: ['ETag'],
    },
    () => {
      made ??= make(routes());
      const headers = { ETag: made.etag, 'Cache-Control': CACHE_CONTROL };
      return Promise.resolve({ status: 200, body: made.document, headers });
    },
  );
}

function make(routes: readonly Route[]) {
  const document = describeApi({ routes });
  const hash = createHash('sha256').update(JSON.stringify(document)).digest('base64url');
  return { document, etag: `"${hash}"` };
}
