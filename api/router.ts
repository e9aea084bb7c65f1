import { Router } from '@koa/router';
import type Koa from 'koa';
import { type Caller, type Denial, decide, isScope, rolesFor, type Scope } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Authenticate } from './authenticate.ts';
import { allowUpload } from './body-deadline.ts';
import type { ApiMiddleware, RequestState } from './context.ts';
import { hasJsonBody } from './declared.ts';
import { visitOf } from './peer.ts';
import type { RateLimit } from './rate-limit.ts';
import { readJson, uploadType } from './read-body.ts';
import type { Route } from './route.ts';
import { writeReply } from './write-reply.ts';

export interface RouterOptions {
  readonly authenticate: Authenticate;
  /** Keeps clients to their limits; nobody is kept to any when absent. */
  readonly rateLimit?: RateLimit;
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
  { maxBodyOctets, ...guards }: RouterOptions,
): void {
  for (const route of routes) requireDeclared(route);
  const router = new Router<RequestState>({ sensitive: true, strict: true });
  for (const route of routes) {
    router.register(route.path, [route.method], async (ctx) => {
      ctx.state.route = route;
      const caller = await admit(ctx, route, guards);
      const { params, query, headers } = ctx;
      if (route.longUpload === true) allowUpload(ctx.req);
      const upload = { type: uploadType(ctx.req, route), stream: ctx.req };
      const body = hasJsonBody(route) ? await readJson(ctx.req, maxBodyOctets) : undefined;
      const gone = new AbortController();
      // An abort makes an error with its stack: not for every request that has been answered.
      ctx.res.once('close', () => {
        if (!ctx.res.writableFinished) gone.abort();
      });
      const reply = await route.answer({
        gone: gone.signal,
        params,
        query,
        headers,
        body: body === undefined ? {} : body,
        upload,
        caller,
      });
      writeReply(ctx, route, reply);
    });
  }
  app.use(refuseForeignTargets).use(router.routes()).use(createRefusal(router));
}

/** Only paths are served (RFC 9112 §3.2.1): a whole URL as the target is for proxies, `*` asks of the server as such. */
const refuseForeignTargets: ApiMiddleware = async (ctx, next) => {
  if (ctx.url === '*' && ctx.method === 'OPTIONS') {
    ctx.status = 204;
    return;
  }
  if (!ctx.url.startsWith('/')) {
    throw new ProvisioningError('request_malformed', 'Cannot serve this target: expected a path, got another form');
  }
  await next();
};

function createRefusal(router: Router<RequestState>): ApiMiddleware {
  return (ctx) => {
    const methods = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    if (methods.length === 0) throw new ProvisioningError('route_unknown', 'Nothing is at this path');
    const allowed = [...new Set([...methods, 'OPTIONS'])].toSorted().join(', ');
    ctx.set('Allow', allowed);
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204;
      return;
    }
    throw new ProvisioningError('method_not_allowed', `Cannot use this method here: expected one of ${allowed}`);
  };
}

/** Who calls, if they may call this at all. */
async function admit(
  ctx: Parameters<ApiMiddleware>[0],
  route: Route,
  { authenticate, rateLimit }: Pick<RouterOptions, 'authenticate' | 'rateLimit'>,
): Promise<Caller | undefined> {
  const { scope, ownership } = route;
  if (scope === null || ownership === 'public') return undefined;
  const visit = visitOf(ctx.req);
  const admission = await authenticate(visit);
  const { principal } = admission;
  ctx.state.principal = principal;
  await rateLimit?.(ctx, route, admission);
  const decision = decide(principal, { scope, ownership });
  if (decision.allowed) return { ...principal, correlator: ctx.state.correlator, certificate: visit.certificate };
  ctx.state.denial = decision.reason;
  throw new ProvisioningError('permission_missing', `Cannot do this: ${DENIALS[decision.reason](scope)}`);
}

const DENIALS: Readonly<Record<Denial, (scope: Scope) => string>> = {
  scope_missing: (scope) => `expected a client with the scope ${scope}`,
  role_missing: (scope) => `expected a client with one of the roles ${rolesFor(scope).join(', ')}`,
  platform_only: () => 'expected a client of those who run this installation',
};

const PARTS = [
  'method',
  'path',
  'summary',
  'object',
  'operation',
  'ownership',
  'params',
  'query',
  'headers',
  'body',
] as const;
/** What may be seen without a credential. A route becomes public by being named here as well, not by oversight. */
const PUBLIC_PATHS = [
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/problems',
  '/problems/:code',
  '/reference',
  '/reference/:asset',
];

function requireDeclared(route: Route): void {
  const missing: string[] = PARTS.filter((part) => route[part] === undefined);
  if (Object.keys(route.replies ?? {}).length === 0) missing.push('replies');
  const isPublic = PUBLIC_PATHS.includes(route.path);
  const scope = isPublic ? null : `${route.object}:${route.operation}`;
  if (route.scope !== scope || (scope !== null && !isScope(scope))) missing.push(`scope ${scope}`);
  if (isPublic !== (route.ownership === 'public')) missing.push('the ownership that goes with its scope');
  if (missing.length === 0) return;
  throw new Error(`Cannot serve ${route.method} ${route.path}: its declaration lacks ${missing.join(', ')}`);
}
