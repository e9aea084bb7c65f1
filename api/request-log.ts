import { randomUUID } from 'node:crypto';
import type { ApiMiddleware, RequestLog } from './context.ts';
import { invalidInput } from './validate.ts';

/** What may name a request (CAMARA Commonalities): nothing that could be taken for something else in a log or a header. */
const CORRELATOR = /^[a-zA-Z0-9\-_:;./<>{}]{0,256}$/;

/** What every reply says unless its route says otherwise: it may hold numbers of subscribers, and is no page. */
const STANDARD_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;
/** For a year, where the listener is our own. */
const TLS_HEADERS = { 'Strict-Transport-Security': 'max-age=31536000' } as const;

/** Names the request, by the caller's `x-correlator` when that has the form of one, and logs one line when it is over. */
export function requestLog(log: RequestLog): ApiMiddleware {
  return async (ctx, next) => {
    const started = performance.now();
    ctx.state.correlator = correlatorFrom(ctx.get('x-correlator'));
    ctx.set({ 'x-correlator': ctx.state.correlator, ...STANDARD_HEADERS, ...(ctx.secure && TLS_HEADERS) });
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

function correlatorFrom(given: string): string {
  return given !== '' && CORRELATOR.test(given) ? given : randomUUID();
}

/** A name that is none is a mistake of the caller, who would look for it in vain. */
export const requireCorrelator: ApiMiddleware = async (ctx, next) => {
  if (!CORRELATOR.test(ctx.get('x-correlator'))) {
    const expected = `at most 256 characters of A-Z a-z 0-9 - _ : ; . / < > { }`;
    throw invalidInput('headers', [{ field: 'x-correlator', expected, got: 'another text' }]);
  }
  await next();
};
