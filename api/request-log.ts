import { randomUUID } from 'node:crypto';
import type { ApiMiddleware, RequestLog } from './context.ts';

const CORRELATOR = /^[A-Za-z0-9-]{1,128}$/;

/** Names the request, by the caller's `x-correlator` when that has the form of one, and logs one line when it is over. */
export function requestLog(log: RequestLog): ApiMiddleware {
  return async (ctx, next) => {
    const started = performance.now();
    const given = ctx.get('x-correlator');
    ctx.state.correlator = CORRELATOR.test(given) ? given : randomUUID();
    ctx.set('x-correlator', ctx.state.correlator);
    // Replies hold numbers of subscribers, and nothing here is a page.
    ctx.set('Cache-Control', 'no-store');
    ctx.set('X-Content-Type-Options', 'nosniff');
    await next();
    const { route, principal, correlator, denial } = ctx.state;
    log({
      event: 'request',
      method: ctx.method,
      route: route?.path ?? null,
      status: ctx.status,
      ms: Math.round((performance.now() - started) * 10) / 10,
      correlator,
      tenantId: principal?.tenantId ?? null,
      clientId: principal?.clientId ?? null,
      ...(denial !== undefined && { denial }),
    });
  };
}
