import { ProvisioningError } from '../domain/errors.ts';
import { preconditionFailed } from '../domain/precondition.ts';
import type { Device, DeviceFields } from '../domain/records.ts';
import { type Actor, writeAudit, writeAudits } from './audit.ts';
import { closeContexts } from './context-rows.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import {
  type DeviceRow,
  deviceFromRow,
  fieldBindings,
  IDENTIFIERS,
  translateTaken,
  UPDATE_DEVICE,
} from './device-rows.ts';
import { HAND_ON_PHONE } from './turns.ts';
import type { Vault } from './vault.ts';

/** Which device, and in which revision the caller saw it; undefined when any will do. */
export interface DeviceTarget {
  readonly id: string;
  readonly revision: number | undefined;
}

/** Two settlements may hand a turn on at once: after so many tries somebody has it. */
const ERASE_TRIES = 3;

/**
 * What may be done to a device that is there. Each locks its row first, in the mode that an order's acceptance waits for:
 * an order is either accepted before, and then seen here, or finds the device as it is afterwards.
 */
export function createDeviceChanges(database: Database, vault: Vault) {
  const eraseOnce = (actor: Actor, target: DeviceTarget): Promise<void> =>
    // As the service: the turn of the phone may pass to an order of another tenant.
    database.transaction(async (sql) => {
      const { phone_key: key } = await lock(sql, actor.tenantId, target);
      await requireIdle(sql, actor.tenantId, target.id);
      const bindings = { tenantId: actor.tenantId, id: target.id };
      const contexts = await sql.rows<{ id: string }>(LOCK_CONTEXTS, bindings);
      const ids = contexts.map((context) => context.id);
      const others = await closeContexts(sql, actor, ids);
      // A settlement that has just ended may have yet to hand on, and will not find the phone any more.
      await sql.rows(HAND_ON_PHONE, { key });
      await sql.rows(FORGET_PHONE, bindings);
      await sql.rows(ERASE, bindings);
      const detail = { contexts: ids };
      const act = { object: 'devices', operation: 'delete', objectId: target.id, detail };
      await writeAudits(sql, [{ actor, act }, ...others]);
    });

  return {
    /**
     * Changes the fields that the patch names.
     *
     * @throws ProvisioningError `device_not_found`, `precondition_failed`, `device_already_exists`, `device_in_use`,
     * `request_invalid` when no identifier would be left
     */
    async change(actor: Actor, target: DeviceTarget, patch: Partial<DeviceFields>): Promise<Device> {
      try {
        return await database.forTenant(actor.tenantId).transaction(async (sql) => {
          const row = await lock(sql, actor.tenantId, target);
          const before = deviceFromRow(row, vault);
          const after = { ...before, ...patch };
          const changed = namesOfChanged(before, patch);
          if (changed.length === 0) return before;
          requireIdentified(after);
          if (changed.includes('msisdn')) {
            await requireIdle(sql, actor.tenantId, target.id);
            await requireNoContexts(sql, actor.tenantId, target.id);
          }
          const bindings = { ...fieldBindings(vault, before, after), clientId: actor.clientId };
          const [stored] = await sql.rows<DeviceRow>(UPDATE_DEVICE, bindings);
          if (stored === undefined) throw new Error('Update of devices returned no row');
          await writeAudit(sql, actor, {
            object: 'devices',
            operation: 'update',
            objectId: target.id,
            detail: { fields: changed },
          });
          return deviceFromRow(stored, vault);
        });
      } catch (error) {
        throw translateTaken(error);
      }
    },

    /**
     * Removes what is personal of a device, for good. Its orders stay, and name a device that is not there any more.
     *
     * @throws ProvisioningError `device_not_found`, `precondition_failed`, `device_in_use`
     */
    async erase(actor: Actor, target: DeviceTarget): Promise<void> {
      for (let tries = 1; ; tries++) {
        try {
          return await eraseOnce(actor, target);
        } catch (error) {
          if (violatedUnique(error) !== 'orders_device_turn' || tries === ERASE_TRIES) throw error;
        }
      }
    },

    /**
     * The device with what is hidden elsewhere; who asked is in the audit trail.
     *
     * @throws ProvisioningError `device_not_found`
     */
    async reveal(actor: Actor, id: string): Promise<Device> {
      return database.forTenant(actor.tenantId).transaction(async (sql) => {
        const row = await lock(sql, actor.tenantId, { id, revision: undefined });
        await writeAudit(sql, actor, { object: 'devices', operation: 'reveal', objectId: id });
        return deviceFromRow(row, vault);
      });
    },
  };
}

async function lock(sql: Sql, tenantId: string, { id, revision }: DeviceTarget): Promise<DeviceRow> {
  const [row] = await sql.rows<DeviceRow>(
    'select * from devices where tenant_id = :tenantId and id = :id and erased_at is null for update',
    { tenantId, id },
  );
  if (row === undefined) throw new ProvisioningError('device_not_found', 'No device has this id');
  if (revision !== undefined && revision !== row.revision) throw preconditionFailed();
  return row;
}

/** An order that is open goes to the number that it was accepted for, and holds the turn of that phone. */
async function requireIdle(sql: Sql, tenantId: string, id: string): Promise<void> {
  const [open] = await sql.rows(
    'select 1 from orders where tenant_id = :tenantId and device_id = :id and settled_at is null limit 1',
    { tenantId, id },
  );
  if (open === undefined) return;
  throw new ProvisioningError('device_in_use', 'Cannot do this to the device while an order for it is open');
}

/** A context is in the phone that has the number now. That another phone has none of the name is for nobody to know. */
async function requireNoContexts(sql: Sql, tenantId: string, id: string): Promise<void> {
  const [context] = await sql.rows('select 1 from contexts where tenant_id = :tenantId and device_id = :id limit 1', {
    tenantId,
    id,
  });
  if (context === undefined) return;
  throw new ProvisioningError(
    'device_in_use',
    'Cannot give the device another number while contexts are open in its phone: expected them to be closed or handed over',
  );
}

function requireIdentified(device: DeviceFields): void {
  if (IDENTIFIERS.some((name) => device[name] !== null)) return;
  throw new ProvisioningError('request_invalid', 'Cannot change the device: expected one of its identifiers to stay', {
    faults: [{ field: '', expected: 'at least one of msisdn, imsi, imei', got: 'none' }],
  });
}

function namesOfChanged(before: DeviceFields, patch: Partial<DeviceFields>): string[] {
  const old: Readonly<Record<string, unknown>> = { ...before };
  return Object.entries(patch)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]))
    .map(([name]) => name);
}

const LOCK_CONTEXTS = `
  select id from contexts where tenant_id = :tenantId and device_id = :id order by id for update`;

/** A hash of the order's own id: equal to that of no other order, and of no phone. */
const FORGET_PHONE = `
  update orders set phone_key = sha256(uuid_send(id)) where tenant_id = :tenantId and device_id = :id`;

const ERASE = `
  update devices set msisdn_index = null, msisdn_sealed = null, imsi_index = null, imsi_sealed = null, imei_index = null,
    imei_sealed = null, phone_key = null, model = null, applications = null, bearers = null, dm = null,
    revision = revision + 1, updated_at = now(), erased_at = now()
  where tenant_id = :tenantId and id = :id`;
