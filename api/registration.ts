import type { Caller } from '../domain/access.ts';
import type { ClientForm } from '../domain/client.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { OauthIssuer } from './oauth-issuers.ts';
import type { ApiStores } from './stores.ts';
import { invalidInput } from './validate.ts';

/** By what a client is to be known beside its keys. */
interface Registrations {
  readonly oauth?: ClientForm['oauth'] | undefined;
  readonly certificate?: string | null | undefined;
}

/** @throws ProvisioningError `permission_missing`, `request_invalid` */
export type CheckRegistration = (caller: Caller, registrations: Registrations) => Promise<void>;

/**
 * Says what a client may be known by. A certificate is no secret and the name of an OAuth client is none either, so
 * whoever could register any could register another's and be sent his calls. An administrator shows that a certificate
 * is his by calling with it, and registers clients of an issuer that is configured to be his tenant's; whoever runs the
 * installation gives his word for the rest.
 */
export function createRegistrationCheck(
  { tenants }: Pick<ApiStores, 'tenants'>,
  issuers: readonly OauthIssuer[],
): CheckRegistration {
  return async (caller, { oauth, certificate }) => {
    const issuer = issuers.find((one) => one.issuer === oauth?.issuer);
    if (oauth && issuer === undefined) {
      const field = '/oauth/issuer';
      throw invalidInput('body', [{ field, expected: 'an issuer that this installation trusts', got: 'another' }]);
    }
    if (caller.platform && caller.roles.includes('operator')) return;
    if (certificate && certificate !== caller.certificate) {
      throw refused('/certificate', 'the certificate of this connection');
    }
    if (issuer !== undefined && issuer.tenant !== (await tenants.find(caller.tenantId)).name) {
      throw refused('/oauth/issuer', "an issuer that is the caller's own tenant's to register clients of");
    }
  };
}

function refused(field: string, expected: string): ProvisioningError {
  return new ProvisioningError('permission_missing', 'Cannot register what may be of somebody else', {
    faults: [{ field, expected, got: 'another' }],
  });
}
