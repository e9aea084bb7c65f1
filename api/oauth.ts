import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isScope, type Scope } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { OauthIssuer } from './oauth-issuers.ts';
import { createKeySource } from './oauth-keys.ts';

/** Clocks differ. */
const TOLERANCE_SECONDS = 60;
const MOST_CHARACTERS = 8_192;
const FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** Headers by which a token would bring its own key. None is looked at, and a token that tries is refused. */
const KEYS_IN_HEADERS = ['jwk', 'jku', 'x5u', 'x5c'] as const;

/** What an access token says, once it is known to be true. */
interface Token {
  readonly type: 'ok';
  readonly issuer: string;
  /** What the issuer calls the client. */
  readonly subject: string;
  readonly scopes: readonly Scope[];
  /** SHA-256, in hexadecimal digits, of the certificate that it is bound to (RFC 8705 §3), if it is. */
  readonly certificate: string | undefined;
}

export type TokenAnswer = Token | { readonly type: 'unknown' | 'expired' };

/**
 * Checks access tokens (RFC 9068) of the issuers that an installation trusts. We issue none.
 *
 * @param now - milliseconds, monotonic
 * @returns a function that throws ProvisioningError `service_unavailable` when an issuer's keys cannot be had: nobody is let in unchecked
 */
export function createTokenCheck(
  issuers: readonly OauthIssuer[],
  now: () => number = () => performance.now(),
): (token: string) => Promise<TokenAnswer> {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: createKeySource(issuer.jwksUrl, now) }] as const),
  );
  return async (token) => {
    if (!isTokenLike(token)) return { type: 'unknown' };
    try {
      const found = known.get(decodeJwt(token).iss ?? '');
      if (found === undefined || !hasFitHeader(token, found.issuer)) return { type: 'unknown' };
      return readClaims(await verify(token, found), found.issuer);
    } catch (error) {
      if (error instanceof ProvisioningError) throw error;
      return { type: error instanceof errors.JWTExpired ? 'expired' : 'unknown' };
    }
  };
}

/** Whether a text has the form and the size of an access token; all else is refused without a look. */
export function isTokenLike(text: string): boolean {
  return text.length <= MOST_CHARACTERS && FORM.test(text);
}

function hasFitHeader(token: string, { tokenType }: OauthIssuer): boolean {
  const header = decodeProtectedHeader(token);
  if (KEYS_IN_HEADERS.some((name) => name in header)) return false;
  const type = header.typ?.toLowerCase().replace(/^application\//, '');
  return type === 'at+jwt' || (tokenType === 'any' && (type === undefined || type === 'jwt'));
}

async function verify(
  token: string,
  { issuer, keys }: { readonly issuer: OauthIssuer; readonly keys: JWTVerifyGetKey },
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: [...issuer.algorithms],
    issuer: issuer.issuer,
    audience: issuer.audience,
    clockTolerance: TOLERANCE_SECONDS,
    requiredClaims: ['exp', 'iat'],
  });
  return payload;
}

function readClaims(payload: JWTPayload, { issuer, clientClaim, maxLifetimeSeconds }: OauthIssuer): TokenAnswer {
  const { exp = 0, iat = 0, [clientClaim]: subject } = payload;
  const isLate = iat > Date.now() / 1_000 + TOLERANCE_SECONDS;
  if (isLate || exp - iat > maxLifetimeSeconds) return { type: 'unknown' };
  if (typeof subject !== 'string' || subject === '') return { type: 'unknown' };
  const binding = readBinding(payload['cnf']);
  if (binding === null) return { type: 'unknown' };
  return { type: 'ok', issuer, subject, scopes: readScopes(payload), certificate: binding };
}

/** As `scope` (RFC 9068 §2.2.3), or the list `scp` that some servers give instead. */
function readScopes({ scope, scp }: JWTPayload): Scope[] {
  const given: unknown[] = typeof scope === 'string' ? scope.split(' ') : Array.isArray(scp) ? scp : [];
  return given.filter((name) => typeof name === 'string').filter(isScope);
}

/** Undefined for a token that is bound to nothing, null for one that is bound to what we cannot check. */
function readBinding(cnf: unknown): string | undefined | null {
  if (cnf === undefined) return undefined;
  const bindings = Object.entries(Object(cnf));
  const [[name, thumbprint] = []] = bindings;
  if (bindings.length !== 1 || name !== 'x5t#S256' || typeof thumbprint !== 'string') return null;
  const hex = Buffer.from(thumbprint, 'base64url').toString('hex');
  return hex.length === 64 ? hex : null;
}
