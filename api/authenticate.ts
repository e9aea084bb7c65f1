import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { RateLimits } from '../domain/rate.ts';
import type { Authentication } from '../domain/requests.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import { type ApiKey, parseApiKey } from './api-key.ts';
import type { FailureGuard } from './failure-guard.ts';
import { isTokenLike, type TokenAnswer } from './oauth.ts';
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
export interface Admission {
  readonly principal: Principal;
  /** The lesser of each class holds. */
  readonly limits: readonly Partial<RateLimits>[];
}

export type Authenticate = (visit: Visit) => Promise<Admission>;

export interface AuthenticateDeps {
  readonly clients: Clients;
  /** Checks access tokens; none is taken when absent. */
  readonly checkToken?: (token: string) => Promise<TokenAnswer>;
  /** Keeps those out who show one wrong credential after another; nobody is kept out when absent. */
  readonly failures?: FailureGuard;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** What was shown, with the name under which the answer to it is remembered: never the secret itself. */
type Credential = { readonly memory: string } & (
  | ({ readonly type: 'key' } & ApiKey)
  | { readonly type: 'certificate'; readonly thumbprint: string }
  | { readonly type: 'token'; readonly token: string }
);

interface Known {
  readonly answer: Authentication;
  /** The certificate without which it is not let in. */
  readonly boundTo: string | undefined;
  readonly isFrom: (address: string) => boolean;
}

/**
 * Finds out who calls: by an API key in `Authorization: Bearer` or `x-api-key`, by an access token, or by the certificate
 * of the connection.
 * A credential in the query is never looked at.
 *
 * @returns a function that throws ProvisioningError `credential_missing`, `credential_invalid` (malformed, unknown and
 * revoked look the same), `credential_expired`, `source_forbidden` or `rate_limited`
 */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const { clients, failures, now = () => performance.now() } = deps;
  const memory = createShortMemory<Known>({ ms: REMEMBER_MS, most: REMEMBER_MOST, now });
  return async ({ headers, address, certificate }) => {
    const credential = credentialFrom(headers, certificate);
    failures?.check(address, credential.memory);
    // Many calls with one credential at once ask the database once.
    const { answer, boundTo, isFrom } = await memory.recall(credential.memory, async () => {
      const found = await ask(deps, credential);
      if (found.answer.type === 'ok') failures?.passed(credential.memory);
      else await failures?.failed(address);
      return found;
    });
    switch (answer.type) {
      case 'ok':
        if (boundTo !== undefined && boundTo !== certificate) throw invalid();
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

async function ask(deps: AuthenticateDeps, credential: Credential): Promise<Known> {
  switch (credential.type) {
    case 'key':
      return known(await deps.clients.authenticate(credential.keyId, credential.secret));
    case 'certificate':
      return known(await deps.clients.identify(credential));
    case 'token':
      return askByToken(deps, credential.token);
  }
}

/** A client may do what both it and its token may. */
async function askByToken({ clients, checkToken }: AuthenticateDeps, text: string): Promise<Known> {
  const token = await (checkToken?.(text) ?? { type: 'unknown' as const });
  if (token.type !== 'ok') return known(token);
  const answer = await clients.identify({ type: 'oauth', issuer: token.issuer, subject: token.subject });
  if (answer.type !== 'ok') return known(answer);
  const scopes = answer.principal.scopes.filter((scope) => token.scopes.includes(scope));
  return known({ ...answer, principal: { ...answer.principal, scopes } }, token.certificate);
}

function known(answer: Authentication, boundTo?: string): Known {
  const ranges = answer.type === 'ok' ? (answer.sourceRanges ?? []) : [];
  return { answer, boundTo, isFrom: ranges.length === 0 ? () => true : createRangeTest(ranges) };
}

function credentialFrom(headers: IncomingHttpHeaders, certificate: string | undefined): Credential {
  const text = textFrom(headers);
  if (text !== undefined) {
    const memory = createHash('sha256').update(text).digest('base64');
    const key = parseApiKey(text);
    if (key !== undefined) return { type: 'key', memory, ...key };
    if (!isTokenLike(text)) throw invalid();
    return { type: 'token', memory, token: text };
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
