import { ProvisioningError } from '../domain/errors.ts';
import type { BearerName, BindingProof, Device, DeviceFields } from '../domain/records.ts';
import { violatedUnique } from './database.ts';
import type { Vault } from './vault.ts';

/** How a device's row looks; `d.*` in other stores' queries gives the same. Times may come as text, from JSON. */
export interface DeviceRow {
  tenant_id: string;
  id: string;
  msisdn_sealed: Buffer | null;
  imsi_sealed: Buffer | null;
  imei_sealed: Buffer | null;
  phone_key: Buffer | null;
  model: string | null;
  applications: string[] | null;
  bearers: BearerName[] | null;
  dm: boolean | null;
  time_zone: string | null;
  media_types: string[] | null;
  max_parts: number;
  proof: BindingProof;
  proof_by: string | null;
  proof_at: Date | string;
  revision: number;
  created_at: Date | string;
  updated_at: Date | string;
}

export const IDENTIFIERS = ['msisdn', 'imsi', 'imei'] as const;
export type Identifier = (typeof IDENTIFIERS)[number];

/** Opens one identifier of a device. */
export function openIdentifier(
  vault: Vault,
  { name, id, sealed }: { readonly name: Identifier; readonly id: string; readonly sealed: Buffer },
): string {
  return vault.open(sealed, place(name, id)).toString();
}

/** Opens the identifiers of a row. */
export function deviceFromRow(row: Omit<DeviceRow, 'phone_key'>, vault: Vault): Device {
  const open = (name: Identifier, sealed: Buffer | null): string | null =>
    sealed === null ? null : openIdentifier(vault, { name, id: row.id, sealed });
  return {
    id: row.id,
    tenantId: row.tenant_id,
    msisdn: open('msisdn', row.msisdn_sealed),
    imsi: open('imsi', row.imsi_sealed),
    imei: open('imei', row.imei_sealed),
    model: row.model,
    applications: row.applications,
    bearers: row.bearers,
    dm: row.dm,
    timeZone: row.time_zone,
    mediaTypes: row.media_types,
    maxParts: row.max_parts,
    binding: { proof: row.proof, by: row.proof_by, at: new Date(row.proof_at).toISOString() },
    revision: row.revision,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}

/** Equal for one phone whichever tenant orders: its MSISDN names the turn. */
function phoneKey(vault: Vault, device: Pick<Device, 'id' | 'msisdn'>): Buffer {
  return vault.index('phone', device.msisdn ?? device.id);
}

/** The keyed hash by which a tenant's device is found. */
export function identifierIndex(vault: Vault, tenantId: string, [name, value]: readonly [Identifier, string]): Buffer {
  return vault.index(`${tenantId}/${name}`, value);
}

/** The columns that hold what may be said of a device, as bindings of `FIELD_VALUES`. */
export function fieldBindings(
  vault: Vault,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
  fields: DeviceFields,
): Record<string, unknown> {
  const bindings: Record<string, unknown> = {
    id,
    tenantId,
    phoneKey: phoneKey(vault, { id, msisdn: fields.msisdn }),
    model: fields.model,
    applications: fields.applications === null ? null : JSON.stringify(fields.applications),
    bearers: fields.bearers === null ? null : JSON.stringify(fields.bearers),
    dm: fields.dm,
    timeZone: fields.timeZone,
    mediaTypes: fields.mediaTypes === null ? null : JSON.stringify(fields.mediaTypes),
    maxParts: fields.maxParts,
  };
  for (const name of IDENTIFIERS) {
    const value = fields[name];
    bindings[`${name}Index`] = value === null ? null : identifierIndex(vault, tenantId, [name, value]);
    bindings[`${name}Sealed`] = value === null ? null : vault.seal(value, place(name, id));
  }
  return bindings;
}

export const FIELD_COLUMNS =
  'msisdn_index, msisdn_sealed, imsi_index, imsi_sealed, imei_index, imei_sealed, phone_key, model, applications, bearers, dm, time_zone, media_types, max_parts';

const listOf = (name: string): string =>
  `case when :${name}::jsonb is null then null else array(select jsonb_array_elements_text(:${name}::jsonb)) end`;

const FIELD_VALUES = `:msisdnIndex, :msisdnSealed, :imsiIndex, :imsiSealed, :imeiIndex, :imeiSealed, :phoneKey, :model,
    ${listOf('applications')}, ${listOf('bearers')}, :dm::boolean, :timeZone, ${listOf('mediaTypes')}, :maxParts`;

export const INSERT_DEVICE = `
  insert into devices (tenant_id, id, ${FIELD_COLUMNS}, proof, proof_by)
  values (:tenantId, :id, ${FIELD_VALUES}, :proof, :proofBy)
  returning *`;

/** What was proved of one phone says nothing of another. */
export const UPDATE_DEVICE = `
  update devices set (${FIELD_COLUMNS}, revision, updated_at) = row(${FIELD_VALUES}, revision + 1, now()),
    proof = case when phone_key = :phoneKey then proof else 'claimed' end,
    proof_by = case when phone_key = :phoneKey then proof_by else :clientId::uuid end,
    proof_at = case when phone_key = :phoneKey then proof_at else now() end
  where tenant_id = :tenantId and id = :id
  returning *`;

const TAKEN: Readonly<Record<string, Identifier>> = {
  devices_msisdn_unique: 'msisdn',
  devices_imsi_unique: 'imsi',
  devices_imei_unique: 'imei',
};

/** Makes the database's refusal of a second device with one identifier ours; other errors pass as they are. */
export function translateTaken(error: unknown): unknown {
  const taken = TAKEN[violatedUnique(error) ?? ''];
  if (taken === undefined) return error;
  return new ProvisioningError('device_already_exists', `A device with this ${taken} exists already`, {
    cause: error,
    faults: [{ field: `/${taken}`, expected: 'one that no device has', got: 'one that a device has' }],
  });
}

function place(name: Identifier, id: string): string {
  return `devices.${name}/${id}`;
}
