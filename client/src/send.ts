import { pause } from './pause.ts';
import { problemFrom } from './problem.ts';

export interface RetrySettings {
  /** How often a call is made again, at most. */
  readonly retries: number;
  /** The longest `Retry-After` that is waited for, in seconds; beyond, the caller is told. */
  readonly maxRetryAfter: number;
}

/** A second run of these changes nothing more (RFC 9110 §9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'PUT', 'DELETE'];

/**
 * Makes what sends requests: it makes them again when the service says after how long, and when that is harmless.
 *
 * @returns the answer when it is a success
 * @throws ProblemError when it is none; what `fetch` throws when there is none
 */
export function createSend(fetch: (request: Request) => Promise<Response>, settings: RetrySettings) {
  return async (request: Request): Promise<Response> => {
    for (let retries = settings.retries; ; retries -= 1) {
      // A body can be read once: the copy is for the next time.
      const response = await fetch(retries > 0 ? request.clone() : request);
      if (response.ok) return response;
      const problem = await problemFrom(request, response);
      const { retryAfter, status } = problem;
      const isWorthwhile = retryAfter !== undefined && retryAfter <= settings.maxRetryAfter && retries > 0;
      if (!isWorthwhile || !isHarmless(request, status)) throw problem;
      // Spread, or all that were told the same come back in the same moment.
      await pause(retryAfter * 1_000 * (1 + Math.random() / 4), request.signal);
    }
  };
}

/** Whether the call may be made twice. What was refused for the caller's limits was not done at all. */
function isHarmless({ method, headers }: Request, status: number): boolean {
  return status === 429 || IDEMPOTENT.includes(method) || headers.has('idempotency-key');
}
