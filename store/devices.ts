import { randomUUID } from 'node:crypto';
import { ProvisioningError } from '../domain/errors.ts';
import type { Device, DeviceKey, NewDevice } from '../domain/records.ts';
import { type Database, violatedUnique } from './database.ts';
import type { Vault } from './vault.ts';

/** How a device's row looks; `d.*` in other stores' queries gives the same. */
export interface DeviceRow {
  tenant_id: string;
  id: string;
  msisdn_sealed: Buffer | null;
  imsi_sealed: Buffer | null;
  imei_sealed: Buffer | null;
  model: string | null;
  applications: string[] | null;
  max_parts: number;
  created_at: Date;
}

const IDENTIFIERS = ['msisdn', 'imsi', 'imei'] as const;
type Identifier = (typeof IDENTIFIERS)[number];

const TAKEN: Readonly<Record<string, Identifier>> = {
  devices_msisdn_unique: 'msisdn',
  devices_imsi_unique: 'imsi',
  devices_imei_unique: 'imei',
};

/** Opens the identifiers of a row. */
export function deviceFromRow(row: DeviceRow, vault: Vault): Device {
  const open = (name: Identifier, sealed: Buffer | null): string | null =>
    sealed === null ? null : vault.open(sealed, place(name, row.id)).toString();
  return {
    id: row.id,
    tenantId: row.tenant_id,
    msisdn: open('msisdn', row.msisdn_sealed),
    imsi: open('imsi', row.imsi_sealed),
    imei: open('imei', row.imei_sealed),
    model: row.model,
    applications: row.applications,
    maxParts: row.max_parts,
    createdAt: row.created_at.toISOString(),
  };
}

/** Equal for one phone whichever tenant orders: its MSISDN names the turn. */
export function phoneKey(vault: Vault, device: Pick<Device, 'id' | 'msisdn'>): Buffer {
  return vault.index('phone', device.msisdn ?? device.id);
}

/** The device store: identifiers are sealed, and found by keyed hashes that differ from tenant to tenant. */
export function createDeviceStore(database: Database, vault: Vault) {
  const index = (tenantId: string, name: Identifier, value: string | null): Buffer | null =>
    value === null ? null : vault.index(`${tenantId}/${name}`, value);

  return {
    /** @throws ProvisioningError `device_already_exists` */
    async create(device: NewDevice): Promise<Device> {
      const id = randomUUID();
      const bindings: Record<string, unknown> = { id, phoneKey: phoneKey(vault, { id, msisdn: device.msisdn }) };
      for (const name of IDENTIFIERS) {
        const value = device[name];
        bindings[`${name}Index`] = index(device.tenantId, name, value);
        bindings[`${name}Sealed`] = value === null ? null : vault.seal(value, place(name, id));
      }
      const applications = device.applications === null ? null : JSON.stringify(device.applications);
      try {
        const [row] = await database.rows<DeviceRow>(INSERT, {
          ...bindings,
          tenantId: device.tenantId,
          model: device.model,
          applications,
          maxParts: device.maxParts,
        });
        if (row === undefined) throw new Error('Insert into devices returned no row');
        return deviceFromRow(row, vault);
      } catch (error) {
        const taken = TAKEN[violatedUnique(error) ?? ''];
        if (taken === undefined) throw error;
        throw new ProvisioningError('device_already_exists', `A device with this ${taken} exists already`, {
          cause: error,
          faults: [{ field: `/${taken}`, expected: 'one that no device has', got: 'one that a device has' }],
        });
      }
    },

    async find(tenantId: string, key: DeviceKey): Promise<Device | undefined> {
      const rows =
        key.type === 'id'
          ? await database.rows<DeviceRow>('select * from devices where tenant_id = :tenantId and id = :id', {
              tenantId,
              id: key.value,
            })
          : await database.rows<DeviceRow>(
              `select * from devices where tenant_id = :tenantId and ${key.type}_index = :hash`,
              { tenantId, hash: index(tenantId, key.type, key.value) },
            );
      return rows[0] === undefined ? undefined : deviceFromRow(rows[0], vault);
    },
  };
}

const INSERT = `
  insert into devices (tenant_id, id, msisdn_index, msisdn_sealed, imsi_index, imsi_sealed, imei_index, imei_sealed,
    phone_key, model, applications, max_parts)
  values (:tenantId, :id, :msisdnIndex, :msisdnSealed, :imsiIndex, :imsiSealed, :imeiIndex, :imeiSealed,
    :phoneKey, :model,
    case when :applications::jsonb is null then null else array(select jsonb_array_elements_text(:applications::jsonb)) end,
    :maxParts)
  returning *`;

function place(name: Identifier, id: string): string {
  return `devices.${name}/${id}`;
}
