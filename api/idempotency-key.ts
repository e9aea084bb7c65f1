import { ProvisioningError } from '../domain/errors.ts';

/**
 * The name of a request, of what the header `Idempotency-Key` says: a quoted string of structured fields (RFC 9651
 * §3.3.3), as the IETF draft wants it, or the same without quotes. Both name the same request.
 *
 * @throws ProvisioningError `idempotency_key_missing`
 */
export function requireKey(header: string | undefined): string {
  if (header === undefined) {
    throw new ProvisioningError(
      'idempotency_key_missing',
      'Cannot accept the order: expected a header Idempotency-Key, got none',
      { faults: [{ field: 'Idempotency-Key', expected: '1 to 255 visible ASCII characters', got: 'absent' }] },
    );
  }
  return header.startsWith('"') ? header.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : header;
}
