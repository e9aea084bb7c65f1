import { randomUUID } from 'node:crypto';
import type { Device, DeviceKey, NewDevice } from '../domain/records.ts';
import type { Page } from '../domain/requests.ts';
import { type Actor, writeAudit } from './audit.ts';
import type { Database } from './database.ts';
import { createDeviceChanges } from './device-changes.ts';
import { createDeviceDocuments } from './device-documents.ts';
import {
  type DeviceRow,
  deviceFromRow,
  fieldBindings,
  INSERT_DEVICE,
  identifierIndex,
  translateTaken,
} from './device-rows.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

/** The device store: identifiers are sealed, and found by keyed hashes that differ from tenant to tenant. */
export function createDeviceStore(database: Database, vault: Vault) {
  return {
    ...createDeviceChanges(database, vault),
    ...createDeviceDocuments(database, vault),

    /**
     * @param actor - whoever runs the installation, by its command line, when absent
     * @throws ProvisioningError `device_already_exists`
     */
    async create(
      {
        tenantId,
        proof = 'claimed',
        bearers = null,
        dm = null,
        timeZone = null,
        mediaTypes = null,
        ...fields
      }: NewDevice,
      actor: Actor = { tenantId, clientId: null, correlator: '' },
    ): Promise<Device> {
      const id = randomUUID();
      const bindings = fieldBindings(vault, { id, tenantId }, { ...fields, bearers, dm, timeZone, mediaTypes });
      try {
        return await database.forTenant(tenantId).transaction(async (sql) => {
          const [row] = await sql.rows<DeviceRow>(INSERT_DEVICE, { ...bindings, proof, proofBy: actor.clientId });
          if (row === undefined) throw new Error('Insert into devices returned no row');
          await writeAudit(sql, actor, { object: 'devices', operation: 'create', objectId: id, detail: { proof } });
          return deviceFromRow(row, vault);
        });
      } catch (error) {
        throw translateTaken(error);
      }
    },

    /** One indexed row: it is on the way of every order. */
    async find(tenantId: string, key: DeviceKey): Promise<Device | undefined> {
      const sql = database.forTenant(tenantId);
      const [row] =
        key.type === 'id'
          ? await sql.rows<DeviceRow>(
              'select * from devices where tenant_id = :tenantId and id = :id and erased_at is null',
              { tenantId, id: key.value },
            )
          : await sql.rows<DeviceRow>(
              `select * from devices where tenant_id = :tenantId and ${key.type}_index = :hash`,
              { tenantId, hash: identifierIndex(vault, tenantId, [key.type, key.value]) },
            );
      return row === undefined ? undefined : deviceFromRow(row, vault);
    },

    /** Newest first. */
    async list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<Device>> {
      const [at, id] = page.after === undefined ? [null, null] : decodeCursor(page.after, ['time', 'id']);
      const rows = await database
        .forTenant(tenantId)
        .rows<DeviceRow & { cursor_at: string }>(at === null ? FIRST_PAGE : NEXT_PAGE, {
          tenantId,
          most: page.limit + 1,
          ...(at !== null && { at, id }),
        });
      return cutPage(rows, page.limit, {
        item: (row) => deviceFromRow(row, vault),
        key: (row) => [row.cursor_at, row.id],
      });
    },
  };
}

const PAGE_COLUMNS = `*, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at`;
const FIRST_PAGE = `
  select ${PAGE_COLUMNS} from devices where tenant_id = :tenantId and erased_at is null
  order by created_at desc, id desc limit :most`;
const NEXT_PAGE = `
  select ${PAGE_COLUMNS} from devices where tenant_id = :tenantId and erased_at is null
    and (created_at, id) < (:at::timestamptz, :id::uuid)
  order by created_at desc, id desc limit :most`;
