import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { ProvisioningError } from '../domain/errors.ts';

/** In milliseconds: how long keys are used, how soon an unknown key makes us look again, how long we wait. */
const KEYS_AGE_MS = 600_000;
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 3_000;
/** After a failure nobody asks again for as long, whatever comes in. */
const PAUSE_MS = 5_000;
const MOST_OCTETS = 262_144;

/**
 * Keys of an authorization server, from the address that it is configured with and from nowhere else.
 *
 * @param now - milliseconds, monotonic
 * @returns a function that throws ProvisioningError `service_unavailable` when the keys cannot be had
 */
export function createKeySource(url: string, now: () => number): JWTVerifyGetKey {
  let pausedUntil = -Infinity;
  const fetchKeys = async (target: string, options: RequestInit): Promise<Response> => {
    if (now() < pausedUntil) throw new Error('The keys were asked for a moment ago, without success');
    try {
      const response = await fetch(target, options);
      const body = await readBounded(response);
      if (response.status !== 200) throw new Error(`The keys were answered with ${response.status}`);
      requireKeySet(JSON.parse(body.toString()));
      return new Response(body, { status: 200 });
    } catch (error) {
      pausedUntil = now() + PAUSE_MS;
      throw error;
    }
  };
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: KEYS_AGE_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: fetchKeys,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isTokensFault =
        error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      if (isTokensFault) throw error;
      throw new ProvisioningError('service_unavailable', 'Cannot check tokens of this issuer for the moment', {
        cause: error,
        retryable: true,
        retryAfterSeconds: PAUSE_MS / 1_000,
      });
    }
  };
}

/** @throws Error when what came has not the form of keys (RFC 7517 §5): it is a failure like any other, to be paused after */
function requireKeySet(value: unknown): void {
  const isSet = typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
  if (!isSet) throw new Error('The keys are answered with something else');
}

/** @throws Error when there is more than a set of keys can need */
async function readBounded({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let octets = 0;
  for await (const chunk of body ?? []) {
    octets += chunk.length;
    if (octets > MOST_OCTETS) throw new Error('The keys are answered with too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
