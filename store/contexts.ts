import { CONTEXT_OPERATIONS, type Context, type ContextOperation } from '../domain/context.ts';
import { type Actor, writeAudits } from './audit.ts';
import { closeContexts, lockOwnContext, nameIn, namesOf, sortedOperations } from './context-rows.ts';
import type { Database } from './database.ts';

interface ContextRow {
  id: string;
  tenant_id: string;
  name: string;
  device_id: string | null;
  evidence: Context['evidence'];
  opened_at: Date;
  opened_by: string | null;
  lent_operations: ContextOperation[] | null;
}

/** Configuration contexts, as their owner and those whom it lends them to see them. */
export function createContextStore(database: Database) {
  /** Names of owners are of other tenants' rows, which only the service sees. */
  const present = async (tenantId: string, rows: readonly ContextRow[]): Promise<Context[]> => {
    const names = await namesOf(
      database,
      rows.map((row) => row.tenant_id),
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      deviceId: row.device_id,
      ownership: row.tenant_id === tenantId ? 'own' : 'lent',
      owner: nameIn(names, row.tenant_id),
      operations: row.tenant_id === tenantId ? CONTEXT_OPERATIONS : sortedOperations(row.lent_operations ?? []),
      evidence: row.evidence,
      openedAt: row.opened_at.toISOString(),
      openedBy: row.tenant_id === tenantId ? row.opened_by : null,
    }));
  };

  return {
    /** Oldest first: what is believed to be in a phone, as far as it is the tenant's own or lent to it. */
    async listByDevice(tenantId: string, deviceId: string): Promise<Context[]> {
      const rows = await database.forTenant(tenantId).rows<ContextRow>(BY_DEVICE, { tenantId, deviceId });
      return present(tenantId, rows);
    },

    async find(tenantId: string, id: string): Promise<Context | undefined> {
      const rows = await database.forTenant(tenantId).rows<ContextRow>(BY_ID, { tenantId, id });
      const [context] = await present(tenantId, rows);
      return context;
    },

    /** Whether another tenant has a context in the phone of a device. As the service: those are not the tenant's to see. */
    async isOpenForOther(tenantId: string, deviceId: string): Promise<boolean> {
      const rows = await database.rows(
        `select 1 from devices d join contexts c on c.phone_key = d.phone_key and c.tenant_id <> d.tenant_id
         where d.tenant_id = :tenantId and d.id = :deviceId limit 1`,
        { tenantId, deviceId },
      );
      return rows.length > 0;
    },

    /** The context of this name in the phone of a device, if the tenant may know of it. One indexed row. */
    async findByName(
      tenantId: string,
      { deviceId, name }: { readonly deviceId: string; readonly name: string },
    ): Promise<{ readonly id: string } | undefined> {
      const [row] = await database.forTenant(tenantId).rows<{ id: string }>(
        `select c.id from devices d join contexts c on c.phone_key = d.phone_key and c.name = :name
         where d.tenant_id = :tenantId and d.id = :deviceId`,
        { tenantId, deviceId, name },
      );
      return row;
    },

    /**
     * Takes note that a context is not in the phone any more, or not to be used: its name is free again.
     *
     * @throws ProvisioningError `context_not_found`, `permission_missing`
     */
    async close(actor: Actor, id: string): Promise<void> {
      await database.transaction(async (sql) => {
        await lockOwnContext(sql, actor.tenantId, id);
        const others = await closeContexts(sql, actor, [id]);
        await writeAudits(sql, [{ actor, act: { object: 'contexts', operation: 'delete', objectId: id } }, ...others]);
      });
    },
  };
}

const COLUMNS = `c.id, c.tenant_id, c.name, d.id as device_id, c.evidence, c.opened_at, c.opened_by,
  (select array_agg(distinct operation) from context_grants g, unnest(g.operations) operation
    where g.tenant_id = c.tenant_id and g.context_id = c.id and g.grantee_id = :tenantId and g.expires_at > now()
  ) as lent_operations`;

const BY_DEVICE = `
  select ${COLUMNS} from devices d join contexts c on c.phone_key = d.phone_key
  where d.tenant_id = :tenantId and d.id = :deviceId order by c.opened_at, c.id`;

const BY_ID = `
  select ${COLUMNS} from contexts c left join devices d on d.tenant_id = :tenantId and d.phone_key = c.phone_key
  where c.id = :id`;
