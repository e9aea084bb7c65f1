import { Router } from '@koa/router';
import type Koa from 'koa';
import { ProvisioningError } from '../domain/errors.ts';
import type { Principal } from '../domain/records.ts';
import type { Authenticate } from './authenticate.ts';
import type { ApiMiddleware, RequestState } from './context.ts';
import { readJson } from './read-body.ts';
import type { Route } from './route.ts';

export interface RouterOptions {
  readonly authenticate: Authenticate;
  readonly maxBodyOctets: number;
}

/**
 * Serves routes: who calls, may they, what do they say, act, answer. In this order, so that nothing of a request is
 * read for a caller who may not make it.
 *
 * @throws Error when a route lacks part of its declaration, so that no route is ever open by oversight
 */
export function serveRoutes(
  app: Koa<RequestState>,
  routes: readonly Route[],
  { authenticate, maxBodyOctets }: RouterOptions,
): void {
  for (const route of routes) requireDeclared(route);
  const router = new Router<RequestState>({ sensitive: true, strict: true });
  for (const route of routes) {
    router.register(route.path, [route.method], async (ctx) => {
      ctx.state.route = route;
      const principal = route.scope === null ? undefined : await authenticate(ctx.headers);
      if (principal !== undefined) {
        ctx.state.principal = principal;
        requireScope(principal, route);
      }
      const body = route.method === 'GET' ? undefined : await readJson(ctx.req, maxBodyOctets);
      const { params, query, headers } = ctx;
      const reply = await route.answer({ params, query, headers, body: body === undefined ? {} : body, principal });
      ctx.status = reply.status;
      ctx.set({ ...reply.headers });
      ctx.body = reply.body;
    });
  }
  app.use(refuseForeignTargets).use(router.routes()).use(createRefusal(router));
}

/** Only paths are served (RFC 9112 §3.2.1): a whole URL as the target is for proxies. */
const refuseForeignTargets: ApiMiddleware = async (ctx, next) => {
  if (!ctx.url.startsWith('/')) {
    throw new ProvisioningError('request_malformed', 'Cannot serve this target: expected a path, got another form');
  }
  await next();
};

function createRefusal(router: Router<RequestState>): ApiMiddleware {
  return (ctx) => {
    const methods = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    if (methods.length === 0) throw new ProvisioningError('route_unknown', 'Nothing is at this path');
    const allowed = [...new Set(methods)].toSorted().join(', ');
    ctx.set('Allow', allowed);
    throw new ProvisioningError('method_not_allowed', `Cannot use this method here: expected one of ${allowed}`);
  };
}

function requireScope({ scopes }: Principal, { scope }: Route): void {
  if (scope === null || scopes.includes(scope)) return;
  throw new ProvisioningError('permission_missing', `Cannot do this: expected a key with the scope ${scope}`);
}

const PARTS = ['method', 'path', 'summary', 'object', 'operation', 'params', 'query', 'headers', 'body'] as const;
const PUBLIC_PATHS = ['/healthz', '/readyz'];

function requireDeclared(route: Route): void {
  const missing: string[] = PARTS.filter((part) => route[part] === undefined);
  if (Object.keys(route.replies ?? {}).length === 0) missing.push('replies');
  const scope = PUBLIC_PATHS.includes(route.path) ? null : `${route.object}:${route.operation}`;
  if (route.scope !== scope) missing.push(`scope ${scope}`);
  if (missing.length === 0) return;
  throw new Error(`Cannot serve ${route.method} ${route.path}: its declaration lacks ${missing.join(', ')}`);
}
