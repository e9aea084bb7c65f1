import { randomUUID } from 'node:crypto';
import {
  type BatchPlan,
  type ImportMode,
  type ImportRow,
  type KnownDevice,
  planRows,
} from '../domain/device-import.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { BindingProof } from '../domain/records.ts';
import type { Actor } from './audit.ts';
import { type Database, isLostRace, type Sql } from './database.ts';
import {
  type DeviceRow,
  deviceFromRow,
  FIELD_COLUMNS,
  fieldBindings,
  IDENTIFIERS,
  identifierIndex,
} from './device-rows.ts';
import type { Vault } from './vault.ts';

interface Batch {
  readonly tenantId: string;
  readonly id: string;
  readonly uploadId: string;
  readonly actor: Actor;
  readonly mode: ImportMode;
  readonly proof: BindingProof;
  readonly rows: readonly ImportRow[];
  readonly done: { readonly digest: Buffer; readonly lease: number };
}

interface Means {
  readonly tenant: ReturnType<Database['forTenant']>;
  readonly vault: Vault;
}

/** Somebody else may make or change devices of ours meanwhile; after so many lost races something else is wrong. */
const TRIES = 5;
/** From this try on a row at a time: within one statement, identifiers that change hands would meet. */
const ONE_BY_ONE_FROM = 3;

/**
 * Applies a batch of rows in one transaction: devices, reports, counts.
 *
 * @throws ProvisioningError `import_state_unfit` when another upload holds the import by now
 */
export async function applyBatch(means: Means, batch: Batch): Promise<void> {
  for (let tries = 1; ; tries++) {
    const steps = tries < ONE_BY_ONE_FROM ? [batch.rows] : batch.rows.map((row) => [row]);
    try {
      return await means.tenant.transaction(async (sql) => {
        await requireHeld(sql, batch);
        for (const rows of steps) await applyRows(sql, means.vault, { ...batch, rows });
        await sql.rows(ADVANCE, { ...keyOf(batch), ...batch.done, last: batch.rows.at(-1)?.row ?? 0 });
      });
    } catch (error) {
      if (!isLostRace(error) || tries === TRIES) throw error;
    }
  }
}

function keyOf({ tenantId, id, uploadId }: Batch) {
  return { tenantId, id, uploadId };
}

async function requireHeld(sql: Sql, batch: Batch): Promise<void> {
  const [held] = await sql.rows(HELD, keyOf(batch));
  if (held !== undefined) return;
  throw new ProvisioningError('import_state_unfit', 'Cannot go on with the file: another upload has taken the import');
}

async function applyRows(sql: Sql, vault: Vault, batch: Batch): Promise<void> {
  const known = await findKnown(sql, vault, batch);
  const plan = planRows(batch.mode, batch.rows, { known, newId: randomUUID });
  const { tenantId, id, proof } = batch;
  if (plan.inserts.length > 0) {
    const devices = JSON.stringify(columnsOf(plan.inserts, vault, tenantId));
    await sql.rows(INSERT, { tenantId, proof, proofBy: batch.actor.clientId, devices });
  }
  if (plan.updates.length > 0) {
    const devices = JSON.stringify(columnsOf(plan.updates, vault, tenantId));
    await sql.rows(UPDATE, { tenantId, proof, proofBy: batch.actor.clientId, devices });
  }
  await sql.rows(REPORT, { tenantId, id, reports: JSON.stringify(plan.reports) });
}

/** The devices that have an identifier of one of the rows, locked. */
async function findKnown(sql: Sql, vault: Vault, { tenantId, rows }: Batch): Promise<KnownDevice[]> {
  const hashes = { msisdn: new Set<string>(), imsi: new Set<string>(), imei: new Set<string>() };
  for (const row of rows) {
    if ('fault' in row) continue;
    for (const name of IDENTIFIERS) {
      const value = row.fields[name] ?? null;
      if (value !== null) hashes[name].add(identifierIndex(vault, tenantId, [name, value]).toString('hex'));
    }
  }
  const found = await sql.rows<DeviceRow & { keeps_number: boolean }>(KNOWN, {
    tenantId,
    msisdns: JSON.stringify([...hashes.msisdn]),
    imsis: JSON.stringify([...hashes.imsi]),
    imeis: JSON.stringify([...hashes.imei]),
  });
  return found.map((row) => ({
    id: row.id,
    fields: deviceFromRow(row, vault),
    keepsNumber: row.keeps_number,
  }));
}

/** As JSON: octets in hexadecimal. */
function columnsOf(devices: BatchPlan['inserts'], vault: Vault, tenantId: string): Record<string, unknown>[] {
  return devices.map(({ id, fields }) => {
    const { applications, bearers, mediaTypes } = fields;
    const bindings = { ...fieldBindings(vault, { id, tenantId }, fields), applications, bearers, mediaTypes };
    return Object.fromEntries(
      Object.entries(bindings).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value]),
    );
  });
}

const HELD = `
  select from device_imports where tenant_id = :tenantId and id = :id and upload_id = :uploadId for update`;

const hashesOf = (name: string): string =>
  `any(array(select decode(jsonb_array_elements_text(:${name}::jsonb), 'hex')))`;

const KNOWN = `
  select d.*, exists (select from orders o where o.tenant_id = d.tenant_id and o.device_id = d.id and o.settled_at is null)
    or exists (select from contexts c where c.tenant_id = d.tenant_id and c.device_id = d.id) as keeps_number
  from devices d
  where d.tenant_id = :tenantId and d.id in (
    select id from devices where tenant_id = :tenantId and msisdn_index = ${hashesOf('msisdns')}
    union select id from devices where tenant_id = :tenantId and imsi_index = ${hashesOf('imsis')}
    union select id from devices where tenant_id = :tenantId and imei_index = ${hashesOf('imeis')})
  order by d.id for update of d`;

/** What `fieldBindings` gives, as a JSON object. In the order of `FIELD_COLUMNS`. */
const OCTETS = ['msisdnIndex', 'msisdnSealed', 'imsiIndex', 'imsiSealed', 'imeiIndex', 'imeiSealed', 'phoneKey'];
const FROM_JSON = `
  from jsonb_to_recordset(:devices) as r(id uuid, ${OCTETS.map((name) => `"${name}" text`).join(', ')},
    model text, applications text[], bearers text[], dm boolean, "timeZone" text, "mediaTypes" text[], "maxParts" int)`;
const VALUES = `${OCTETS.map((name) => `decode(r."${name}", 'hex')`).join(', ')},
    r.model, r.applications, r.bearers, r.dm, r."timeZone", r."mediaTypes", r."maxParts"`;

const INSERT = `
  insert into devices (tenant_id, id, ${FIELD_COLUMNS}, proof, proof_by)
  select :tenantId, r.id, ${VALUES}, :proof, :proofBy ${FROM_JSON}`;

const PHONE_KEY = `decode(r."phoneKey", 'hex')`;

/** What was proved of one phone says nothing of another. */
const UPDATE = `
  update devices d set (${FIELD_COLUMNS}, revision, updated_at) = row(${VALUES}, d.revision + 1, now()),
    proof = case when d.phone_key = ${PHONE_KEY} then d.proof else :proof end,
    proof_by = case when d.phone_key = ${PHONE_KEY} then d.proof_by else :proofBy::uuid end,
    proof_at = case when d.phone_key = ${PHONE_KEY} then d.proof_at else now() end ${FROM_JSON}
  where d.tenant_id = :tenantId and d.id = r.id`;

const REPORT = `
  insert into device_import_rows (tenant_id, import_id, number, outcome, device_id, field, expected, got)
  select :tenantId, :id, r."row", r.outcome, r."deviceId", r.field, r.expected, r.got
  from jsonb_to_recordset(:reports)
    as r("row" int, outcome text, "deviceId" uuid, field text, expected text, got text)`;

/** Counted from the reports of this batch, so that the two cannot differ. */
const ADVANCE = `
  update device_imports i set rows_done = i.rows_done + n.rows, created = i.created + n.created, updated = i.updated + n.updated,
    unchanged = i.unchanged + n.unchanged, refused = i.refused + n.refused, digest = :digest, updated_at = now(),
    lease_until = clock_timestamp() + make_interval(secs => :lease)
  from (
    select count(*) as rows, count(*) filter (where outcome = 'created') as created,
      count(*) filter (where outcome = 'updated') as updated, count(*) filter (where outcome = 'unchanged') as unchanged,
      count(*) filter (where outcome = 'refused') as refused
    from device_import_rows r join device_imports d on d.tenant_id = r.tenant_id and d.id = r.import_id
    where r.tenant_id = :tenantId and r.import_id = :id and r.number > d.rows_done and r.number <= :last
  ) n
  where i.tenant_id = :tenantId and i.id = :id and i.upload_id = :uploadId`;
