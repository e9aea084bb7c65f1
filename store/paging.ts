import { ProvisioningError } from '../domain/errors.ts';
import type { Page } from '../domain/requests.ts';

/** A cursor is the sort key of the last row seen, packed so that nobody is tempted to make one up. */
function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** A page of what was read with one row more than it may hold, which says whether another page follows. */
export function cutPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  { item, key }: { readonly item: (row: Row) => T; readonly key: (row: Row) => readonly string[] },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null;
  return { items: shown.map(item), next };
}

/** What a part of a cursor may be, so that PostgreSQL can read it. */
const FORMS = {
  number: /^\d{1,18}$/,
  time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/,
  name: /^[a-z0-9][a-z0-9-]{0,63}$/,
  version: /^\d{1,9}(\.\d{1,9}){2}$/,
  id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const;

/** @throws ProvisioningError `request_invalid` when the text is no cursor of ours */
export function decodeCursor(cursor: string, forms: readonly (keyof typeof FORMS)[]): string[] {
  const parts = parse(cursor);
  if (parts.length === forms.length && forms.every((form, i) => hasForm(parts[i] ?? '', form))) return parts;
  throw new ProvisioningError('request_invalid', 'Cannot read the cursor', {
    faults: [{ field: 'after', expected: 'the "next" of the page before', got: 'another text' }],
  });
}

/** The form alone would let a time of no calendar through, which PostgreSQL cannot read. */
function hasForm(part: string, form: keyof typeof FORMS): boolean {
  return FORMS[form].test(part) && (form !== 'time' || !Number.isNaN(Date.parse(part)));
}

function parse(cursor: string): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(key) ? key.filter((part) => typeof part === 'string') : [];
  } catch {
    return [];
  }
}
