import { randomUUID } from 'node:crypto';
import type { Caller } from '../domain/access.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { type Activation, type ApprovalNeed, activation } from '../domain/definition-life.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { preconditionFailed } from '../domain/precondition.ts';
import type { DefinitionVersion, RegisteredDefinition } from '../domain/requests.ts';
import { type Actor, writeAudit } from './audit.ts';
import type { Database, Sql } from './database.ts';
import { DEFINITION_COLUMNS, type DefinitionRow, definitionFromRow } from './definition-rows.ts';

export type Forget = (tenantId: string, name: string, version: string) => void;

/** What a provider does with the versions of its definitions. Each act is safe to repeat: done once, it is there. */
export function createDefinitionLives(database: Database, forget: Forget) {
  const act = async <T>(of: DefinitionVersion, work: (sql: Sql) => Promise<T>): Promise<T> => {
    const result = await database.forTenant(of.tenantId).transaction(work);
    forget(of.tenantId, of.name, of.version);
    return result;
  };

  return {
    /**
     * Makes a version active, or lets it wait for an operator.
     *
     * @param needs - what of its content an operator must approve
     * @param revision - the one that the caller saw; undefined when any will do
     * @throws ProvisioningError `definition_not_found`, `precondition_failed`
     */
    activate(
      caller: Caller,
      of: DefinitionVersion,
      { needs, revision }: { readonly needs: readonly ApprovalNeed[]; readonly revision: number | undefined },
    ): Promise<RegisteredDefinition> {
      return act(of, async (sql) => activate(sql, caller, { found: await lock(sql, of, revision), needs }));
    },

    /**
     * Takes a version out of use, or back from an operator's desk. Orders that have been accepted are not touched.
     *
     * @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit` for a draft
     */
    retire(caller: Caller, of: DefinitionVersion, revision: number | undefined): Promise<RegisteredDefinition> {
      return act(of, async (sql) => {
        const found = await lock(sql, of, revision);
        if (found.state === 'retired') return found;
        if (found.state === 'draft') throw stateUnfit('retire it', 'active or awaiting approval', found);
        await writeAudit(sql, caller, { ...auditedAs(found), operation: 'retire' });
        return update(sql, found, { change: "state = 'retired', retired_at = now()" });
      });
    },

    /** @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit` unless it is a draft */
    remove(caller: Caller, of: DefinitionVersion, revision: number | undefined): Promise<void> {
      return act(of, async (sql) => {
        const found = await lock(sql, of, revision);
        if (found.state !== 'draft') throw stateUnfit('delete it', 'a draft', found);
        await writeAudit(sql, caller, { ...auditedAs(found), operation: 'delete' });
        await sql.rows('delete from definitions where tenant_id = :tenantId and id = :id', {
          tenantId: found.tenantId,
          id: found.id,
        });
      });
    },
  };
}

/** Stores a version as a draft, unless it is there; `same`: with this content. */
export async function registerDefinition(
  sql: Sql,
  actor: Actor,
  definition: ServiceDefinition,
): Promise<{ readonly registered: RegisteredDefinition; readonly created: boolean; readonly same: boolean }> {
  const { tenantId, clientId } = actor;
  const { name, version } = definition;
  const body = JSON.stringify(definition);
  const created = await sql.rows(INSERT, { tenantId, id: randomUUID(), name, version, body, clientId });
  const [row] = await sql.rows<DefinitionRow & { same: boolean }>(
    `select ${DEFINITION_COLUMNS}, d.body::text = :body as same from definitions d
     where d.tenant_id = :tenantId and d.name = :name and d.version = :version`,
    { tenantId, name, version, body },
  );
  if (row === undefined) throw new Error('Insert into definitions left no row');
  const registered = definitionFromRow(row);
  if (created.length > 0) await writeAudit(sql, actor, { ...auditedAs(registered), operation: 'create' });
  return { registered, created: created.length > 0, same: row.same };
}

const INSERT = `
  insert into definitions (tenant_id, id, provider, name, version, body, created_by)
  select t.id, :id, t.name, :name, :version, :body, :clientId from tenants t where t.id = :tenantId
  on conflict on constraint definitions_version_unique do nothing returning id`;

/** As `activate` of the store, for a version that is locked. */
export async function activate(
  sql: Sql,
  actor: Actor,
  { found, needs }: { readonly found: RegisteredDefinition; readonly needs: readonly ApprovalNeed[] },
): Promise<RegisteredDefinition> {
  if (found.state === 'active') return found;
  const next = activation({ approved: found.approvedAt !== null, rejected: found.rejection !== null }, needs);
  if (stands(found, next)) return found;
  const detail = { state: next.state, needs: next.needs.length };
  await writeAudit(sql, actor, { ...auditedAs(found), operation: 'activate', detail });
  const waited = found.state === 'awaiting_approval';
  const since =
    next.state === 'active' ? 'activated_at = now()' : `submitted_at = ${waited ? 'd.submitted_at' : 'now()'}`;
  return update(sql, found, {
    change: `state = :state, approval_needs = :needs, retired_at = null, ${since}`,
    bindings: {
      state: next.state,
      needs: JSON.stringify(next.needs.map(({ path, kind, why }) => ({ path, kind, why }))),
    },
  });
}

/** It waits for an operator already, and for the same. */
function stands({ state, approvalNeeds }: RegisteredDefinition, next: Activation): boolean {
  return state === next.state && asText(approvalNeeds) === asText(next.needs);
}

function asText(needs: readonly ApprovalNeed[]): string {
  return JSON.stringify(needs.map(({ path, kind, why }) => [path, kind, why]));
}

/**
 * Holds a version of the tenant's own until the transaction ends.
 *
 * @throws ProvisioningError `definition_not_found`, `precondition_failed`
 */
export async function lock(
  sql: Sql,
  { tenantId, name, version }: DefinitionVersion,
  revision: number | undefined,
): Promise<RegisteredDefinition> {
  const [row] = await sql.rows<DefinitionRow>(
    `select ${DEFINITION_COLUMNS} from definitions d
     where d.tenant_id = :tenantId and d.name = :name and d.version = :version for update`,
    { tenantId, name, version },
  );
  if (row === undefined) throw new ProvisioningError('definition_not_found', 'No definition has this name and version');
  if (revision !== undefined && revision !== row.revision) throw preconditionFailed();
  return definitionFromRow(row);
}

/** Changes a version that is locked; `change` is constant SQL. */
export async function update(
  sql: Sql,
  { tenantId, id }: RegisteredDefinition,
  { change, bindings = {} }: { readonly change: string; readonly bindings?: Readonly<Record<string, unknown>> },
): Promise<RegisteredDefinition> {
  const [row] = await sql.rows<DefinitionRow>(
    `update definitions d set ${change}, revision = d.revision + 1
     where d.tenant_id = :tenantId and d.id = :id returning ${DEFINITION_COLUMNS}`,
    { ...bindings, tenantId, id },
  );
  if (row === undefined) throw new Error('Update of definitions found no row');
  return definitionFromRow(row);
}

export function auditedAs({ name, version }: DefinitionVersion) {
  return { object: 'definitions', objectId: `${name}/${version}` };
}

export function stateUnfit(deed: string, wanted: string, { state }: RegisteredDefinition): ProvisioningError {
  return new ProvisioningError(
    'definition_state_unfit',
    `Cannot ${deed}: expected a definition that is ${wanted}, got one that is ${state}`,
  );
}
