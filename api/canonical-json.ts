import { createHash } from 'node:crypto';

/**
 * SHA-256 of a JSON value in one form whatever the order of its keys and its white space (RFC 8785 in spirit: keys
 * sorted by UTF-16 code units, numbers and strings as ECMAScript writes them), so that a repeated request is recognised
 * by what it says.
 *
 * @param value - as parsed from JSON
 */
export function hashJson(value: unknown): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  // Compared as code units: a locale's order is not the same everywhere.
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // As pairs, because an object moves keys that look like numbers to its front: equal bodies stay equal either way.
  return { members: entries.map(([key, member]) => [key, sorted(member)]) };
}
