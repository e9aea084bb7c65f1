import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Authentication } from '../domain/requests.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import { parseApiKey } from './api-key.ts';
import type { Clients } from './stores.ts';

/** How long an answer about a key is used again, in milliseconds: a revoked key works no longer than this. */
const REMEMBER_MS = 5_000;
const REMEMBER_MOST = 1_000;

export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Principal>;

/**
 * Finds out who calls by the API key in `Authorization: Bearer` or `x-api-key`. A key in the query is never looked at.
 *
 * @param now - milliseconds, monotonic
 * @returns a function that throws ProvisioningError `credential_missing`, `credential_invalid` (malformed, unknown and
 * revoked look the same) or `credential_expired`
 */
export function createAuthenticate(clients: Clients, now: () => number = () => performance.now()): Authenticate {
  const memory = createShortMemory<Authentication>({ ms: REMEMBER_MS, most: REMEMBER_MOST, now });

  /** Many calls with one key at once ask the database once. Keyed by a hash, so that no secret stays in memory. */
  const ask = (text: string, keyId: string, secret: string): Promise<Authentication> =>
    memory.recall(createHash('sha256').update(text).digest('base64'), () => clients.authenticate(keyId, secret));

  return async (headers) => {
    const text = credential(headers);
    const key = parseApiKey(text);
    if (key === undefined) throw invalid();
    const answer = await ask(text, key.keyId, key.secret);
    switch (answer.type) {
      case 'ok':
        return answer.principal;
      case 'expired':
        throw new ProvisioningError('credential_expired', 'Cannot accept the API key: it has expired');
      case 'unknown':
      case 'revoked':
        throw invalid();
    }
  };
}

function credential(headers: IncomingHttpHeaders): string {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization === undefined) {
    if (typeof apiKey === 'string') return apiKey;
    throw new ProvisioningError(
      'credential_missing',
      'Cannot tell who calls: expected an API key in "Authorization: Bearer" or "x-api-key", got none',
    );
  }
  const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (bearer === undefined) throw invalid();
  return bearer;
}

function invalid(): ProvisioningError {
  return new ProvisioningError('credential_invalid', 'Cannot accept the API key: it is malformed, unknown or revoked');
}
