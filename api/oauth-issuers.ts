import { isIP } from 'node:net';
import { Type } from '@sinclair/typebox';
import { plainAddress } from './source.ts';
import { createValidator } from './validate.ts';

/** An authorization server whose tokens let clients in. */
export interface OauthIssuer {
  /** Exactly as `iss` has it. */
  readonly issuer: string;
  /** What `aud` must name: this installation. */
  readonly audience: string;
  readonly jwksUrl: string;
  /** Of one family: a key of one kind is never taken for one of another. */
  readonly algorithms: readonly string[];
  /** The claim that names the client. */
  readonly clientClaim: string;
  /** `at+jwt` (RFC 9068), or `any` for servers that say `JWT` or nothing. */
  readonly tokenType: 'at+jwt' | 'any';
  /** Longest life of a token, in seconds. */
  readonly maxLifetimeSeconds: number;
  /**
   * The tenant whose administrators may register clients of this server; others need the operator's word. One alone: of
   * two that share a server, each could register what is the other's.
   */
  readonly tenant: string | undefined;
}

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const FAMILIES: readonly RegExp[] = [/^RS/, /^PS/, /^ES/, /^Ed/];

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const ISSUERS = Type.Array(
  Type.Object(
    {
      issuer: text(512),
      audience: text(512),
      jwksUrl: text(2_048),
      algorithms: Type.Array(Type.Union(ALGORITHMS.map((name) => Type.Literal(name))), {
        minItems: 1,
        uniqueItems: true,
      }),
      clientClaim: Type.Optional(Type.Union(['client_id', 'sub', 'azp', 'appid'].map((name) => Type.Literal(name)))),
      tokenType: Type.Optional(Type.Union([Type.Literal('at+jwt'), Type.Literal('any')])),
      maxLifetimeSeconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400 })),
      tenant: Type.Optional(text(63)),
    },
    { additionalProperties: false },
  ),
);
const parse = createValidator(ISSUERS, 'body');

/**
 * Reads what an installation says of the authorization servers that it trusts, as JSON: a list of `OauthIssuer`.
 *
 * @throws Error that says what was wanted, without the value
 */
export function parseIssuers(json: string): readonly OauthIssuer[] {
  if (json === '') return [];
  const validation = parse(readJson(json));
  if (!validation.valid) {
    const [fault] = validation.faults;
    throw new Error(`expected ${fault?.expected ?? 'a list'} at ${fault?.field || 'the whole'}`);
  }
  const issuers = validation.value.map((given) => ({
    clientClaim: 'client_id',
    tokenType: 'at+jwt' as const,
    maxLifetimeSeconds: 3_600,
    tenant: undefined,
    ...given,
  }));
  requireSound(issuers);
  return issuers;
}

function requireSound(issuers: readonly OauthIssuer[]): void {
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length) throw new Error('expected each issuer once');
  for (const { jwksUrl, algorithms } of issuers) {
    if (!isTrustworthy(jwksUrl)) throw new Error('expected a jwksUrl of https, or of http on this machine');
    if (!FAMILIES.some((family) => algorithms.every((name) => family.test(name)))) {
      throw new Error('expected algorithms of one family for each issuer');
    }
  }
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('expected JSON');
  }
}

/** Keys that came over a line that others can write to would let anybody in. */
function isTrustworthy(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  const host = plainAddress(hostname.replace(/^\[|\]$/g, ''));
  const isLocal = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}
