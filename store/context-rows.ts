import type { ContextOperation, TenantName } from '../domain/context.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type Actor, type AuditEntry, entryForOther } from './audit.ts';
import type { Sql } from './database.ts';

/** A context that its owner is about to do something to. */
export interface OwnContextRow {
  id: string;
  name: string;
  phone_key: Buffer;
}

/**
 * Locks a context of a tenant's own. For the service: what follows may concern other tenants.
 *
 * @throws ProvisioningError `context_not_found`, or `permission_missing` for one that is lent to the tenant
 */
export async function lockOwnContext(sql: Sql, tenantId: string, id: string): Promise<OwnContextRow> {
  const [row] = await sql.rows<OwnContextRow>(
    'select id, name, phone_key from contexts where tenant_id = :tenantId and id = :id for update',
    { tenantId, id },
  );
  if (row !== undefined) return row;
  const [lent] = await sql.rows(
    'select 1 from context_grants where grantee_id = :tenantId and context_id = :id and expires_at > now()',
    { tenantId, id },
  );
  if (lent === undefined) throw new ProvisioningError('context_not_found', 'No context has this id');
  throw new ProvisioningError('permission_missing', 'Cannot do this to a context that is lent: expected its owner');
}

/**
 * Closes contexts of the actor's, with all that was granted in them and offered of them.
 *
 * @returns the entries for those who were lent or offered them
 */
export async function closeContexts(sql: Sql, actor: Actor, ids: readonly string[]): Promise<AuditEntry[]> {
  if (ids.length === 0) return [];
  const bindings = { tenantId: actor.tenantId, ids: JSON.stringify(ids) };
  const concerned = await sql.rows<{ tenant_id: string; context_id: string }>(CONCERNED, bindings);
  await sql.rows(
    `delete from contexts
     where tenant_id = :tenantId and id = any(array(select jsonb_array_elements_text(:ids)::uuid))`,
    bindings,
  );
  return concerned.map(({ tenant_id, context_id }) =>
    entryForOther(actor, tenant_id, { object: 'contexts', operation: 'delete', objectId: context_id }),
  );
}

const CONCERNED = `
  with closing as (select jsonb_array_elements_text(:ids)::uuid as id)
  select g.grantee_id as tenant_id, g.context_id from context_grants g join closing on closing.id = g.context_id
    where g.tenant_id = :tenantId
  union
  select t.receiver_id, t.context_id from context_transfers t join closing on closing.id = t.context_id
    where t.tenant_id = :tenantId and t.state = 'open'`;

/**
 * The tenant that something is to be given to.
 *
 * @throws ProvisioningError `tenant_not_found`, `request_invalid` for the tenant itself
 */
export async function requireReceiver(sql: Sql, tenantId: string, receiverId: string): Promise<TenantName> {
  const field = '/tenant';
  if (tenantId === receiverId) {
    throw new ProvisioningError('request_invalid', 'Cannot give the context to its owner: expected another tenant', {
      faults: [{ field, expected: 'another tenant', got: 'the owner itself' }],
    });
  }
  const [row] = await sql.rows<TenantName>(
    'select id, name from tenants where id = :receiverId and suspended_at is null',
    { receiverId },
  );
  if (row !== undefined) return row;
  throw new ProvisioningError('tenant_not_found', 'Cannot give the context to this tenant: no tenant has this id', {
    faults: [{ field, expected: 'the id of a tenant', got: 'another id' }],
  });
}

/** Names of tenants that a caller has to do with by right: it lends to them, or was lent something. */
export async function namesOf(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, TenantName>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.rows<TenantName>(
    'select id, name from tenants where id = any(array(select jsonb_array_elements_text(:ids)::uuid))',
    { ids: JSON.stringify([...new Set(ids)]) },
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export function nameIn(names: ReadonlyMap<string, TenantName>, id: string): TenantName {
  const name = names.get(id);
  if (name === undefined) throw new Error('Cannot name a tenant: expected one that is there');
  return name;
}

/** As they are listed everywhere. */
export function sortedOperations(operations: readonly ContextOperation[]): ContextOperation[] {
  return operations.toSorted();
}
