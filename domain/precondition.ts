import { ProvisioningError } from './errors.ts';

/** The revision that a caller saw is no longer the one that is there. */
export function preconditionFailed(): ProvisioningError {
  return new ProvisioningError('precondition_failed', 'Cannot change this: it was changed since it was last seen', {
    faults: [{ field: 'If-Match', expected: 'the ETag it has now', got: 'another' }],
  });
}
