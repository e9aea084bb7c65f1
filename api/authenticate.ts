import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { RateLimits } from '../domain/rate.ts';
import type { Authentication } from '../domain/requests.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import { type ApiKey, parseApiKey } from './api-key.ts';
import { createRangeTest } from './source.ts';
import type { Clients } from './stores.ts';

/** How long an answer about a credential is used again, in milliseconds: a revoked one works no longer than this. */
const REMEMBER_MS = 5_000;
const REMEMBER_MOST = 1_000;

/** What is known of a request before anybody is let in. */
export interface Visit {
  readonly headers: IncomingHttpHeaders;
  /** Of the other end of the connection, whatever headers say. */
  readonly address: string;
  /** SHA-256 in hexadecimal digits of the certificate that the connection's TLS has checked; no header can say this. */
  readonly certificate?: string | undefined;
}

/** Who is let in. */
interface Admission {
  readonly principal: Principal;
  /** The lesser of each class holds. */
  readonly limits: readonly Partial<RateLimits>[];
}

export type Authenticate = (visit: Visit) => Promise<Admission>;

export interface AuthenticateDeps {
  readonly clients: Clients;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** What was shown, with the name under which the answer to it is remembered: never the secret itself. */
type Credential = { readonly memory: string } & (
  | ({ readonly type: 'key' } & ApiKey)
  | { readonly type: 'certificate'; readonly thumbprint: string }
);

interface Known {
  readonly answer: Authentication;
  readonly isFrom: (address: string) => boolean;
}

/**
 * Finds out who calls: by an API key in `Authorization: Bearer` or `x-api-key`, or by the certificate of the connection.
 * A credential in the query is never looked at.
 *
 * @returns a function that throws ProvisioningError `credential_missing`, `credential_invalid` (malformed, unknown and
 * revoked look the same), `credential_expired` or `source_forbidden`
 */
export function createAuthenticate({ clients, now = () => performance.now() }: AuthenticateDeps): Authenticate {
  const memory = createShortMemory<Known>({ ms: REMEMBER_MS, most: REMEMBER_MOST, now });

  const ask = (credential: Credential): Promise<Authentication> =>
    credential.type === 'key'
      ? clients.authenticate(credential.keyId, credential.secret)
      : clients.identify(credential);

  return async ({ headers, address, certificate }) => {
    const credential = credentialFrom(headers, certificate);
    // Many calls with one credential at once ask the database once.
    const { answer, isFrom } = await memory.recall(credential.memory, async () => known(await ask(credential)));
    switch (answer.type) {
      case 'ok':
        if (!isFrom(address)) throw forbiddenSource();
        if (answer.credential !== undefined) clients.noteUse(answer.credential);
        return { principal: answer.principal, limits: answer.limits ?? [] };
      case 'expired':
        throw new ProvisioningError('credential_expired', 'Cannot accept the credential: it has expired');
      case 'unknown':
      case 'revoked':
        throw invalid();
    }
  };
}

function known(answer: Authentication): Known {
  const ranges = answer.type === 'ok' ? (answer.sourceRanges ?? []) : [];
  return { answer, isFrom: ranges.length === 0 ? () => true : createRangeTest(ranges) };
}

function credentialFrom(headers: IncomingHttpHeaders, certificate: string | undefined): Credential {
  const text = textFrom(headers);
  if (text !== undefined) {
    const key = parseApiKey(text);
    if (key === undefined) throw invalid();
    return { type: 'key', memory: createHash('sha256').update(text).digest('base64'), ...key };
  }
  if (certificate !== undefined) return { type: 'certificate', memory: certificate, thumbprint: certificate };
  throw new ProvisioningError(
    'credential_missing',
    'Cannot tell who calls: expected a credential in "Authorization: Bearer" or "x-api-key", got none',
  );
}

function textFrom({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  if (authorization === undefined) return typeof apiKey === 'string' ? apiKey : undefined;
  const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (bearer === undefined) throw invalid();
  return bearer;
}

function invalid(): ProvisioningError {
  return new ProvisioningError(
    'credential_invalid',
    'Cannot accept the credential: it is malformed, unknown or revoked',
  );
}

function forbiddenSource(): ProvisioningError {
  return new ProvisioningError('source_forbidden', 'Cannot accept the credential: its client may not call from there');
}
