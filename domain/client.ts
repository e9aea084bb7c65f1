import type { Role, Scope } from './access.ts';
import type { RateLimits } from './rate.ts';

/** Longest life of a key. */
export const MAX_KEY_DAYS = 366;

/** An API key as it may be shown: never its secret. Times are RFC 3339. */
export interface ClientKey {
  /** The public part of the key. */
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** At most a minute old; null when it was never used. */
  readonly lastUsedAt: string | null;
}

/** What a client is at an OAuth authorization server. */
interface OauthRegistration {
  readonly issuer: string;
  /** What its tokens name it, in the claim that the issuer is configured with. */
  readonly subject: string;
}

/** One client of a tenant, with the credentials that let it in. */
export interface Client {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  /** CIDR ranges it may call from; none for anywhere. */
  readonly sourceRanges: readonly string[];
  /** Where less than those of its tenant. */
  readonly limits: Partial<RateLimits>;
  readonly oauth: OauthRegistration | null;
  /** SHA-256 of its TLS certificate, in lower-case hexadecimal digits. */
  readonly certificate: string | null;
  /** Live ones; those that have expired are among them until the next is made. */
  readonly keys: readonly ClientKey[];
  readonly createdAt: string;
  /** By whichever credential. */
  readonly lastUsedAt: string | null;
  readonly revision: number;
}

/** A key that is to be made. Its secret is hashed before it is stored. */
export interface NewKey {
  readonly keyId: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** A client that is to be made. */
export interface ClientForm {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  readonly sourceRanges: readonly string[];
  readonly limits: Partial<RateLimits>;
  readonly oauth: OauthRegistration | null;
  readonly certificate: string | null;
  readonly key: NewKey | null;
}

/** What may be changed of a client; what is absent stays. */
export type ClientChange = Partial<
  Pick<ClientForm, 'name' | 'roles' | 'scopes' | 'sourceRanges' | 'limits' | 'certificate'>
>;

/** By what a client is known that does not show a key. */
export type Registration =
  | ({ readonly type: 'oauth' } & OauthRegistration)
  | { readonly type: 'certificate'; readonly thumbprint: string };

/** What let a caller in: a key, or the client itself where it has none. */
export type UsedCredential =
  | { readonly type: 'key'; readonly keyId: string }
  | { readonly type: 'client'; readonly tenantId: string; readonly clientId: string };
