import type { Caller } from '../domain/access.ts';
import type { Sql } from './database.ts';

/** Something that was done and must be answered for. */
export interface AuditedAct {
  readonly object: string;
  readonly operation: string;
  /** The id or name of what it was done to. */
  readonly objectId: string;
  /** Codes, names and counts: never a secret, a number of a subscriber or a document. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who acted, on whose behalf: a caller, or the installation's own command line when `clientId` is null. */
export type Actor = Pick<Caller, 'tenantId' | 'correlator'> & { readonly clientId: string | null };

/** Whoever calls, on the trail of the tenant that it was done to: that of another when the caller runs the installation. */
export function actorIn({ clientId, correlator }: Omit<Actor, 'tenantId'>, tenantId: string): Actor {
  return { tenantId, clientId, correlator };
}

/** Appends to the tenant's audit trail, within the transaction of the act itself, so that neither is there without the other. */
export async function writeAudit(sql: Sql, actor: Actor, act: AuditedAct): Promise<void> {
  await sql.rows(
    `insert into audit_entries (tenant_id, client_id, object, operation, object_id, detail, correlator)
     values (:tenantId, :clientId, :object, :operation, :objectId, :detail, :correlator)`,
    {
      tenantId: actor.tenantId,
      clientId: actor.clientId,
      correlator: actor.correlator,
      object: act.object,
      operation: act.operation,
      objectId: act.objectId,
      detail: JSON.stringify(act.detail ?? {}),
    },
  );
}

/** One act and whose trail it goes to. */
export interface AuditEntry {
  readonly actor: Actor;
  readonly act: AuditedAct;
}

/** Appends to the trails of several tenants. In the order of their ids: two acts that concern the same ones never wait for each other. */
export async function writeAudits(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  const sorted = entries.toSorted((a, b) => (a.actor.tenantId < b.actor.tenantId ? -1 : 1));
  for (const { actor, act } of sorted) await writeAudit(sql, actor, act);
}

/** The entry of an act in the trail of another tenant that it concerns: that it was done, and by which tenant; not by which client. */
export function entryForOther({ tenantId: by, correlator }: Actor, tenantId: string, act: AuditedAct): AuditEntry {
  return { actor: { tenantId, clientId: null, correlator }, act: { ...act, detail: { ...act.detail, by } } };
}
