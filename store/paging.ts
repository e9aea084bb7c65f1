import { ProvisioningError } from '../domain/errors.ts';

/** A cursor is the sort key of the last row seen, packed so that nobody is tempted to make one up. */
export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** What the parts of a cursor may look like: a number, a time or a UUID. */
const PART = /^[0-9A-Za-z:.-]{1,40}$/;

/** @throws ProvisioningError `request_invalid` when the text is no cursor of ours */
export function decodeCursor(cursor: string, length: number): string[] {
  const parts = parse(cursor);
  if (parts.length === length && parts.every((part) => PART.test(part))) return parts;
  throw new ProvisioningError('request_invalid', 'Cannot read the cursor', {
    faults: [{ field: 'after', expected: 'the "next" of the page before', got: 'another text' }],
  });
}

function parse(cursor: string): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) ? key.map(String) : [];
  } catch {
    return [];
  }
}
