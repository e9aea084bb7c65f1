import type { Principal, Role, Scope } from './access.ts';
import { type InputFault, ProvisioningError } from './errors.ts';

/** What a client is given. */
export interface Grant {
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
}

/**
 * Nobody gives what he has not got: otherwise whoever may make clients may do everything. Whoever runs the installation
 * gives anything to clients of other tenants, but what is for those who run it.
 *
 * @param tenantId - whose client it is
 * @throws ProvisioningError `permission_missing` naming what is too much
 */
export function requireGrantable(
  giver: Pick<Principal, 'tenantId' | 'roles' | 'scopes'>,
  tenantId: string,
  { roles, scopes }: Grant,
): void {
  const isOwn = giver.tenantId === tenantId;
  const faults: InputFault[] = [
    ...roles.flatMap((role, i) =>
      (isOwn ? giver.roles.includes(role) : role !== 'operator') ? [] : [tooMuch(`/roles/${i}`, 'a role')],
    ),
    ...scopes.flatMap((scope, i) =>
      isOwn && !giver.scopes.includes(scope) ? [tooMuch(`/scopes/${i}`, 'a scope')] : [],
    ),
  ];
  if (faults.length === 0) return;
  throw new ProvisioningError('permission_missing', 'Cannot give a client more than the caller has', { faults });
}

function tooMuch(field: string, kind: string): InputFault {
  return { field, expected: `${kind} that the caller may give`, got: 'another' };
}
