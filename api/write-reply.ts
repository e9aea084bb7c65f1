import type { ApiMiddleware } from './context.ts';
import { isPaged, typesOf, undeclaredHeaders } from './declared.ts';
import { isKnownState } from './etag.ts';
import type { Reply, Route } from './route.ts';

type Context = Parameters<ApiMiddleware>[0];

/** Sends what a route answers, with the headers that follow from it. */
export function writeReply(ctx: Context, route: Route, reply: Reply): void {
  tellUndeclared(ctx, route, reply);
  ctx.status = reply.status;
  ctx.set({ ...reply.headers });
  ctx.body = reply.body;
  if (route.produces !== undefined && reply.body !== undefined && reply.headers?.['Content-Type'] === undefined) {
    ctx.type = typesOf(route)[0] ?? '';
  }
  const next = isPaged(route) ? nextOf(reply.body) : undefined;
  if (next !== undefined) ctx.set('Link', `<${linkTo(ctx, next)}>; rel="next"`);
  if (route.method !== 'GET' || !isUnchanged(ctx.get('If-None-Match'), reply)) return;
  ctx.status = 304;
  ctx.body = null;
}

function tellUndeclared({ app }: Context, route: Route, reply: Reply): void {
  for (const name of undeclaredHeaders(route, reply)) {
    app.emit('undeclared', `${route.method} ${route.path} answers with ${name}: name it in replyHeaders`);
  }
}

function isUnchanged(ifNoneMatch: string, { status, headers }: Reply): boolean {
  const etag = headers?.['ETag'];
  return status === 200 && etag !== undefined && isKnownState(ifNoneMatch, etag);
}

function nextOf(page: unknown): string | undefined {
  if (typeof page !== 'object' || page === null || !('next' in page)) return undefined;
  return typeof page.next === 'string' ? page.next : undefined;
}

/** The same list from there on, as a relative reference: what host the caller used is not ours to say. */
function linkTo({ path, querystring }: { readonly path: string; readonly querystring: string }, after: string): string {
  const query = new URLSearchParams(querystring);
  query.set('after', after);
  return `${path}?${query.toString()}`;
}
