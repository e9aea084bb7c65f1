import { ProvisioningError } from '../domain/errors.ts';
import { violatedCheck, waitedInVain } from './database.ts';

/** The table itself looks at the definition: what this process remembers of it may be two seconds old. */
export async function accepting<T>(insert: () => Promise<T>): Promise<T> {
  try {
    return await insert();
  } catch (error) {
    if (waitedInVain(error, 'idempotency_keys')) throw inProgress(error);
    if (violatedCheck(error) !== 'orders_definition_orderable') throw error;
    throw new ProvisioningError('definition_unusable', 'Cannot order from this definition: it was taken out of use', {
      cause: error,
      faults: [{ field: '/definition', expected: 'an active version', got: 'one taken out of use' }],
    });
  }
}

/** A repeat waits for the first request, which takes milliseconds unless something is wrong. */
function inProgress(cause: unknown): ProvisioningError {
  return new ProvisioningError(
    'idempotency_key_in_progress',
    'Cannot tell yet what became of the first request with this Idempotency-Key',
    { cause, retryable: true, retryAfterSeconds: 2 },
  );
}
