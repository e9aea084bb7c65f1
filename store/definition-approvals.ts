import type { Caller } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { DefinitionHead, Page, ProvidersVersion, RegisteredDefinition } from '../domain/requests.ts';
import { type Actor, writeAudit } from './audit.ts';
import { conditionsOf } from './conditions.ts';
import type { Database, Sql } from './database.ts';
import { auditedAs, type Forget, lock, stateUnfit, update } from './definition-lives.ts';
import {
  DEFINITION_COLUMNS,
  type DefinitionRow,
  definitionFromRow,
  HEAD_COLUMNS,
  type HeadRow,
  headFromRow,
} from './definition-rows.ts';
import { cutPage, decodeCursor } from './paging.ts';

/** Something that an operator does to a version. */
interface Deed {
  readonly operation: 'approve' | 'reject' | 'share' | 'unshare';
  /** What it changes, as constant SQL; undefined when it is done already. May throw ProvisioningError. */
  readonly change: (found: RegisteredDefinition) => string | undefined;
  readonly bindings?: Readonly<Record<string, unknown>>;
  /** What is to be there first. */
  readonly before?: (sql: Sql, found: RegisteredDefinition) => Promise<void>;
}

/** What those who run the installation do with the definitions of all tenants. Each act is safe to repeat. */
export function createDefinitionApprovals(database: Database, forget: Forget) {
  const act = async (
    caller: Caller,
    { provider, name, version, revision }: ProvidersVersion & { readonly revision: number | undefined },
    deed: Deed,
  ): Promise<RegisteredDefinition> => {
    const done = await database.transaction(async (sql) => {
      const tenantId = await tenantOf(sql, provider);
      const found = await lock(sql, { tenantId, name, version }, revision);
      return perform(sql, caller, { found, deed });
    });
    forget(done.tenantId, name, version);
    return done;
  };

  return {
    /** Versions of all tenants that wait for an operator, the one that has waited longest first. */
    async awaiting(page: { limit: number; after: string | undefined }): Promise<Page<DefinitionHead>> {
      const [afterAt, after] = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id']);
      const bindings = { afterAt, after, most: page.limit + 1 };
      const rows = await database.rows<HeadRow & { cursor_at: string }>(awaitingStatement(bindings), bindings);
      return cutPage(rows, page.limit, { item: headFromRow, key: (row) => [row.cursor_at, row.id] });
    },

    /** @throws ProvisioningError `tenant_not_found`, `definition_not_found` */
    async show({ provider, name, version }: ProvidersVersion): Promise<RegisteredDefinition> {
      const tenantId = await tenantOf(database, provider);
      const [row] = await database.rows<DefinitionRow>(SHOW, { tenantId, name, version });
      if (row !== undefined) return definitionFromRow(row);
      throw new ProvisioningError('definition_not_found', 'No definition of this tenant has this name and version');
    },

    /**
     * Lets the content of a version reach phones: just this content, as its hash says.
     *
     * @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit`
     */
    approve(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition> {
      return act(caller, { ...of, revision }, approval(caller.clientId));
    },

    /**
     * Sends a version back with a reason. One that is active is taken out of use.
     *
     * @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit`
     */
    reject(
      caller: Caller,
      of: ProvidersVersion,
      { reason, revision }: { readonly reason: string; readonly revision: number | undefined },
    ): Promise<RegisteredDefinition> {
      return act(
        caller,
        { ...of, revision },
        {
          operation: 'reject',
          bindings: { reason, clientId: caller.clientId },
          change: (found) => {
            if (found.state !== 'awaiting_approval' && found.state !== 'active') {
              throw stateUnfit('reject it', 'awaiting approval or active', found);
            }
            return `${found.activatedAt === null ? "state = 'draft'" : "state = 'retired', retired_at = now()"},
            shared = false, approved_at = null, approved_by = null, approved_hash = null,
            rejected_at = now(), rejected_by = :clientId, rejection = :reason`;
          },
        },
      );
    },

    /**
     * Lets every tenant order from a version. The name is the provider's from then on.
     *
     * @throws ProvisioningError `definition_not_found`, `precondition_failed`, `definition_state_unfit`,
     *   `definition_name_taken`
     */
    share(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition> {
      return act(caller, { ...of, revision }, SHARING);
    },

    /** @throws ProvisioningError `definition_not_found`, `precondition_failed` */
    unshare(caller: Caller, of: ProvidersVersion, revision: number | undefined): Promise<RegisteredDefinition> {
      return act(caller, { ...of, revision }, UNSHARING);
    },
  };
}

/** Done, or found done, for a version that is locked. It is in the trail of who did it and of the tenant it was done to. */
export async function perform(
  sql: Sql,
  actor: Actor,
  { found, deed }: { readonly found: RegisteredDefinition; readonly deed: Deed },
): Promise<RegisteredDefinition> {
  const change = deed.change(found);
  if (change === undefined) return found;
  await deed.before?.(sql, found);
  const { tenantId, provider } = found;
  const { object, objectId } = auditedAs(found);
  const { operation } = deed;
  await writeAudit(sql, { ...actor, tenantId }, { object, operation, objectId });
  if (actor.tenantId !== tenantId) {
    await writeAudit(sql, actor, { object, operation, objectId: `${provider}/${objectId}` });
  }
  return update(sql, found, { change, ...(deed.bindings && { bindings: deed.bindings }) });
}

/** @param clientId - the operator's; null for whoever runs the installation */
export function approval(clientId: string | null): Deed {
  return {
    operation: 'approve',
    bindings: { clientId },
    change: (found) => {
      if (found.approvedAt !== null) return undefined;
      if (found.state !== 'awaiting_approval' && found.state !== 'active')
        throw stateUnfit('approve it', 'awaiting approval or active', found);
      const start = found.state === 'active' ? '' : 'activated_at = now(),';
      return `state = 'active', ${start} approved_at = now(), approved_by = :clientId,
        approved_hash = sha256(convert_to(d.body::text, 'UTF8')), rejected_at = null, rejected_by = null, rejection = null`;
    },
  };
}

export const SHARING: Deed = {
  operation: 'share',
  change: (found) => {
    if (found.shared) return undefined;
    if (found.state !== 'active') throw stateUnfit('share it', 'active', found);
    return 'shared = true';
  },
  before: async (sql, { tenantId, name }) => {
    await sql.rows(
      `insert into shared_definition_names (tenant_id, name) values (:tenantId, :name)
       on conflict on constraint shared_definition_names_one_provider do nothing`,
      { tenantId, name },
    );
    const [owner] = await sql.rows<{ tenant_id: string }>(
      'select tenant_id from shared_definition_names where name = :name',
      { name },
    );
    if (owner?.tenant_id === tenantId) return;
    throw new ProvisioningError(
      'definition_name_taken',
      'Cannot share it: other tenants mean the definition of another provider by this name',
    );
  },
};

const UNSHARING: Deed = {
  operation: 'unshare',
  change: ({ shared }) => (shared ? 'shared = false' : undefined),
};

async function tenantOf(sql: Sql, name: string): Promise<string> {
  const [row] = await sql.rows<{ id: string }>('select id from tenants where name = :name', { name });
  if (row !== undefined) return row.id;
  throw new ProvisioningError('tenant_not_found', 'No tenant has this name');
}

const SHOW = `
  select ${DEFINITION_COLUMNS} from definitions d
  where d.tenant_id = :tenantId and d.name = :name and d.version = :version`;

const CONDITIONS: Readonly<Record<string, string>> = {
  after: '(d.submitted_at, d.id) > (:afterAt::timestamptz, :after::uuid)',
};

function awaitingStatement(bindings: Readonly<Record<string, unknown>>): string {
  return `
    select ${HEAD_COLUMNS}, to_char(d.submitted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
    from definitions d where ${["d.state = 'awaiting_approval'", ...conditionsOf(CONDITIONS, bindings)].join(' and ')}
    order by d.submitted_at, d.id limit :most`;
}
