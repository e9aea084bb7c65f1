import { createHash } from 'node:crypto';
import { type TSchema, Type } from '@sinclair/typebox';
import { ProvisioningError } from '../domain/errors.ts';
import { formed } from './schemas.ts';

/** Headers of a route that changes what another may change meanwhile (RFC 9110 §13.1.1). */
export const CHANGE_HEADERS = Type.Object({
  'if-match': Type.Optional(
    formed('etag', 'The ETag of what is to be changed, as it was last seen; `*` for whatever is there'),
  ),
} satisfies Record<string, TSchema>);

/** A thing's revision, from 1, as a strong validator (RFC 9110 §8.8.3). */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** For what has no revision of its own: the same content has the same. */
export function etagOfContent(body: object): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
}

/**
 * The revision that the caller has seen; undefined when any will do.
 *
 * @throws ProvisioningError `precondition_missing` without the header: a change made blindly undoes somebody else's
 */
export function revisionFrom(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) {
    throw new ProvisioningError('precondition_missing', 'Cannot change this: expected a header If-Match, got none', {
      faults: [{ field: 'If-Match', expected: 'the ETag of what is to be changed, or *', got: 'absent' }],
    });
  }
  return ifMatch === '*' ? undefined : Number(ifMatch.slice(1, -1));
}

/**
 * Whether the caller knows this state already (RFC 9110 §13.1.2, weak comparison). `Cache-Control` of the request is not
 * looked at: it is for caches on the way, and some clients send `no-cache` with every condition.
 */
export function isKnownState(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag.replace(/^W\//, ''));
}

/** The same for a change that may be made blindly, because doing it twice does no harm. */
export function revisionIfAny(ifMatch: string | undefined): number | undefined {
  return ifMatch === undefined ? undefined : revisionFrom(ifMatch);
}
