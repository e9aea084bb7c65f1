import { type Caller, type Role, rolesFor, SCOPES, type Scope } from '../domain/access.ts';
import { type ClientForm, MAX_KEY_DAYS, type NewKey } from '../domain/client.ts';
import { createApiKey } from './api-key.ts';
import { invalidInput } from './validate.ts';

const DAY_MS = 86_400_000;
/** How long a key lives that nobody said it of. */
const KEY_DAYS = 365;

/** A client as it is asked for. */
interface ClientRequest
  extends Pick<ClientForm, 'name' | 'roles'>,
    Partial<Pick<ClientForm, 'scopes' | 'sourceRanges' | 'limits'>> {
  readonly oauth?: NonNullable<ClientForm['oauth']>;
  readonly certificate?: string;
  readonly expiresAt?: string;
}

/** A new key, with the text that its client is shown once. */
export interface FreshKey {
  readonly text: string;
  readonly key: NewKey;
}

/**
 * A client as it is stored, with the key that it gets unless it is known by something else.
 *
 * @param giver - who decides what it may have; null for whoever may give everything
 */
export function clientFrom(
  request: ClientRequest,
  giver: Pick<Caller, 'scopes'> | null,
): { readonly form: ClientForm; readonly fresh: FreshKey | null } {
  const { name, roles, sourceRanges = [], limits = {}, oauth = null, certificate = null } = request;
  const scopes =
    request.scopes ?? usableScopes(roles).filter((scope) => giver === null || giver.scopes.includes(scope));
  const fresh = oauth === null && certificate === null ? freshKey(request.expiresAt) : null;
  const form = { name, roles, scopes, sourceRanges, limits, oauth, certificate, key: fresh?.key ?? null };
  return { form, fresh };
}

/** @throws ProvisioningError `request_invalid` when it would be over already, or live too long */
export function freshKey(expiresAt: string | undefined): FreshKey {
  const now = Date.now();
  const end = expiresAt === undefined ? now + KEY_DAYS * DAY_MS : Date.parse(expiresAt);
  if (!(end > now && end <= now + MAX_KEY_DAYS * DAY_MS)) {
    throw invalidInput('body', [
      { field: '/expiresAt', expected: `a time from now to ${MAX_KEY_DAYS} days from now`, got: 'another time' },
    ]);
  }
  const { keyId, secret, text } = createApiKey();
  return { text, key: { keyId, secret, expiresAt: new Date(end) } };
}

/** All that clients of these roles may use. */
function usableScopes(roles: readonly Role[]): Scope[] {
  return SCOPES.filter((scope) => rolesFor(scope).some((role) => roles.includes(role)));
}
