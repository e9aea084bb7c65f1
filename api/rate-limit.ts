import { ProvisioningError } from '../domain/errors.ts';
import { RATE_WINDOW_SECONDS, type RateClass, type RateLimits } from '../domain/rate.ts';
import type { Admission } from './authenticate.ts';
import type { ApiMiddleware } from './context.ts';
import type { Standing } from './rate-counter.ts';
import type { Route } from './route.ts';

/** Counts a request and says so in the reply's headers, whatever is answered. */
export type RateLimit = (ctx: Parameters<ApiMiddleware>[0], route: Route, admission: Admission) => Promise<void>;

/**
 * Keeps each client to its limits, by class of request.
 *
 * @param count - counts one request in a bucket
 * @param defaults - for clients whose tenant has none of its own
 * @returns a function that throws ProvisioningError `rate_limited`
 */
export function createRateLimit(
  count: (name: string, limit: number) => Promise<Standing>,
  defaults: RateLimits,
): RateLimit {
  return async (ctx, route, { principal, limits }) => {
    const rateClass = rateClassOf(route);
    const standing = await count(`${principal.clientId}/${rateClass}`, limitFor(rateClass, limits, defaults));
    const seconds = Math.max(1, Math.ceil(standing.endsInMs / 1_000));
    // draft-ietf-httpapi-ratelimit-headers-10.
    ctx.set('RateLimit-Policy', `"${rateClass}";q=${standing.limit};w=${RATE_WINDOW_SECONDS}`);
    ctx.set('RateLimit', `"${rateClass}";r=${standing.remaining};t=${seconds}`);
    if (standing.allowed) return;
    const told = `at most ${standing.limit} ${rateClass} a minute`;
    throw new ProvisioningError('rate_limited', `Cannot take more requests for the moment: expected ${told}`, {
      retryable: true,
      retryAfterSeconds: seconds,
    });
  };
}

/** What a request of a route counts as. */
export function rateClassOf({ method, object, operation }: Pick<Route, 'method' | 'object' | 'operation'>): RateClass {
  if (operation === 'reveal') return 'reveals';
  if (method === 'GET') return 'reads';
  return object === 'orders' && operation === 'create' ? 'orders' : 'changes';
}

/** The tenant's own stands for the installation's; the client's own can only be less. */
function limitFor(
  rateClass: RateClass,
  [tenant = {}, client = {}]: readonly Partial<RateLimits>[],
  defaults: RateLimits,
): number {
  const whole = tenant[rateClass] ?? defaults[rateClass];
  return Math.min(whole, client[rateClass] ?? whole);
}
