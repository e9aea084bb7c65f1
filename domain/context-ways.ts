import type { SecurityMethod, Trust } from './document.ts';

/**
 * Kinds of bearers that bring a document to its phone by a path that the phone trusts: a gateway that says whose it is, and the URL of
 * the context, to which the phone comes itself.
 */
const TRUSTED_PATHS: readonly string[] = ['pap', 'pull'];

/** Those by which it can go with a proof of its own in place of that. */
const SIGNED_PATHS: readonly string[] = ['smpp'];

/** What decides how a document may travel. */
export interface Trusted {
  readonly security: Trust;
  readonly fallback: SecurityMethod | null;
  /** The URL of the context is one that we serve. */
  readonly isServed: boolean;
  /** The phone is known to trust no path: it has no continuous provisioning. */
  readonly trustsNoPath: boolean;
}

/** Tells whether a phone can trust what comes by a bearer of this kind for that alone. */
export function isTrustedPath(kind: string): boolean {
  return TRUSTED_PATHS.includes(kind);
}

/**
 * The kinds of bearers that an order may go by, the first to be tried first. Into a context that is by trusted paths, and by the
 * others only with a proof of its own, when the trusted ones have failed.
 */
export function kindsFor({ security, fallback, isServed, trustsNoPath }: Trusted, kinds: readonly string[]): string[] {
  if (security !== 'none') return [...kinds];
  const rest = fallback === null ? [] : kinds.filter((kind) => SIGNED_PATHS.includes(kind));
  if (trustsNoPath) return rest;
  return [...kinds.filter((kind) => isTrustedPath(kind) && (kind !== 'pull' || isServed)), ...rest];
}

/** Tells whether the document goes by a bearer of this kind with its proof in the place of a trusted path. */
export function goesSigned({ security }: Pick<Trusted, 'security'>, kind: string): boolean {
  return security === 'none' && !isTrustedPath(kind);
}
