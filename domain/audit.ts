/** Something that was done and is answered for. */
export interface AuditEntry {
  /** From 1, without gaps within a tenant. */
  readonly number: number;
  readonly at: string;
  /** Who acted; null for whoever runs the installation, by its command line. */
  readonly clientId: string | null;
  readonly object: string;
  readonly operation: string;
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Of the request, as in the reply and the log. */
  readonly correlator: string;
  /** SHA-256 over the hash before and this entry, in hexadecimal. */
  readonly hash: string;
}

export interface AuditFilter {
  readonly object?: string;
  readonly operation?: string;
  readonly clientId?: string;
  /** RFC 3339; entries of this time and later. */
  readonly from?: string;
  /** RFC 3339; entries before this time. */
  readonly until?: string;
}
