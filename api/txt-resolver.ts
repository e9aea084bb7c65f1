import { Resolver } from 'node:dns/promises';
import { ProvisioningError } from '../domain/errors.ts';
import type { ResolveTxt } from './stores.ts';

/** What the DNS says when there is nothing: no such name, or no such record. */
const NOTHING_THERE = ['ENOTFOUND', 'ENODATA'];

/**
 * Looks TXT records up.
 *
 * @param options.servers - as `address` or `address:port`; those of the system when there are none
 * @param options.timeoutMs - longest wait for one answer; each server is asked twice
 * @throws Error when a server has not that form
 */
export function createTxtResolver({
  servers,
  timeoutMs = 2_000,
}: {
  readonly servers: readonly string[];
  readonly timeoutMs?: number;
}): ResolveTxt {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return async (name) => {
    try {
      // A record longer than 255 octets comes in pieces (RFC 1035 §3.3.14).
      return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
    } catch (error) {
      if (error instanceof Error && 'code' in error && NOTHING_THERE.includes(String(error.code))) return [];
      throw new ProvisioningError('service_unavailable', 'Cannot ask the DNS for the moment', {
        cause: error,
        retryable: true,
      });
    }
  };
}
