import { randomUUID } from 'node:crypto';
import type { ContextGrant, ContextOperation, NewContextGrant } from '../domain/context.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { type Actor, entryForOther, writeAudits } from './audit.ts';
import { lockOwnContext, nameIn, namesOf, requireReceiver, sortedOperations } from './context-rows.ts';
import type { Database } from './database.ts';

interface GrantRow {
  id: string;
  context_id: string;
  grantee_id: string;
  operations: ContextOperation[];
  expires_at: Date;
  created_at: Date;
}

/** Most grants of one context at a time: it is read whole with each. */
const MOST = 100;

/** How contexts are lent. Both sides have each act in their audit trail. */
export function createContextGrants(database: Database) {
  return {
    /** @throws ProvisioningError `context_not_found`, `permission_missing`, `tenant_not_found`, `request_invalid`, `limit_reached` */
    async grant(actor: Actor, { contextId, granteeId, operations, expiresAt }: NewContextGrant): Promise<ContextGrant> {
      return database.transaction(async (sql) => {
        await lockOwnContext(sql, actor.tenantId, contextId);
        const grantee = await requireReceiver(sql, actor.tenantId, granteeId);
        const id = randomUUID();
        const [row] = await sql.rows<GrantRow>(INSERT, {
          id,
          tenantId: actor.tenantId,
          contextId,
          granteeId,
          operations: JSON.stringify(operations),
          expiresAt,
          clientId: actor.clientId,
          most: MOST,
        });
        if (row === undefined) throw tooMany();
        const detail = { grant: id, operations: sortedOperations(operations), expiresAt: expiresAt.toISOString() };
        const act = { object: 'contexts', operation: 'grant', objectId: contextId, detail };
        await writeAudits(sql, [
          { actor, act: { ...act, detail: { ...detail, to: granteeId } } },
          entryForOther(actor, granteeId, act),
        ]);
        return grantFromRow(row, new Map([[granteeId, grantee]]));
      });
    },

    /** All of its owner; of one that is lent, those to the tenant itself. Oldest first. */
    async grants(tenantId: string, contextId: string): Promise<ContextGrant[]> {
      const rows = await database
        .forTenant(tenantId)
        .rows<GrantRow>('select * from context_grants where context_id = :contextId order by created_at, id', {
          contextId,
        });
      const names = await namesOf(
        database,
        rows.map((row) => row.grantee_id),
      );
      return rows.map((row) => grantFromRow(row, names));
    },

    /** @throws ProvisioningError `context_not_found`, `permission_missing`, `context_grant_not_found` */
    async revoke(actor: Actor, contextId: string, id: string): Promise<void> {
      await database.transaction(async (sql) => {
        await lockOwnContext(sql, actor.tenantId, contextId);
        const [row] = await sql.rows<GrantRow>(
          'delete from context_grants where tenant_id = :tenantId and context_id = :contextId and id = :id returning *',
          { tenantId: actor.tenantId, contextId, id },
        );
        if (row === undefined) {
          throw new ProvisioningError('context_grant_not_found', 'No grant of the context has this id');
        }
        const act = { object: 'contexts', operation: 'grant', objectId: contextId, detail: { revoked: id } };
        await writeAudits(sql, [{ actor, act }, entryForOther(actor, row.grantee_id, act)]);
      });
    },
  };
}

function grantFromRow(row: GrantRow, names: Parameters<typeof nameIn>[0]): ContextGrant {
  return {
    id: row.id,
    contextId: row.context_id,
    grantee: nameIn(names, row.grantee_id),
    operations: sortedOperations(row.operations),
    expiresAt: row.expires_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}

function tooMany(): ProvisioningError {
  return new ProvisioningError('request_invalid', `Cannot lend the context: it has ${MOST} grants already`, {
    faults: [{ field: '', expected: `a context with less than ${MOST} grants`, got: 'one with as many' }],
  });
}

const INSERT = `
  insert into context_grants (tenant_id, id, context_id, grantee_id, operations, expires_at, created_by)
  select :tenantId, :id, :contextId, :granteeId, array(select jsonb_array_elements_text(:operations)), :expiresAt, :clientId
  where (select count(*) from context_grants where tenant_id = :tenantId and context_id = :contextId) < :most
  returning *`;
