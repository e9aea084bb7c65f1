import { randomUUID } from 'node:crypto';
import type {
  DeviceImport,
  ImportFormat,
  ImportMode,
  ImportRow,
  ImportState,
  NewDeviceImport,
  RowOutcome,
  RowReport,
} from '../domain/device-import.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { BindingProof } from '../domain/records.ts';
import type { Page } from '../domain/requests.ts';
import { type Actor, writeAudit } from './audit.ts';
import { conditionsOf } from './conditions.ts';
import type { Database } from './database.ts';
import { applyBatch } from './device-import-batch.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

/** How long an upload that says nothing holds its import, in seconds. */
const LEASE_SECONDS = 10;

interface ImportTableRow extends Record<RowOutcome, number> {
  id: string;
  title: string;
  mode: ImportMode;
  format: ImportFormat | null;
  proof: BindingProof;
  state: ImportState;
  rows_done: number;
  digest: Buffer | null;
  lapsed: boolean;
  created_at: Date;
  updated_at: Date;
  done_at: Date | null;
}

/** Imports of devices: what is done of each file, row by row. */
export function createDeviceImportStore(database: Database, vault: Vault) {
  const keyed = (id: string, digest: string): Buffer => vault.index(`device-import/${id}`, digest);

  const find = async (tenantId: string, id: string): Promise<ImportTableRow | undefined> => {
    const [row] = await database
      .forTenant(tenantId)
      .rows<ImportTableRow>(`select ${COLUMNS} from device_imports where tenant_id = :tenantId and id = :id`, {
        tenantId,
        id,
      });
    return row;
  };

  return {
    async open(actor: Actor, { title, mode, format, proof }: NewDeviceImport): Promise<DeviceImport> {
      const id = randomUUID();
      return database.forTenant(actor.tenantId).transaction(async (sql) => {
        const [row] = await sql.rows<ImportTableRow>(INSERT, {
          tenantId: actor.tenantId,
          id,
          title,
          mode,
          format,
          proof,
          clientId: actor.clientId,
        });
        if (row === undefined) throw new Error('Insert into device_imports returned no row');
        const detail = { import: 'opened', mode, proof };
        await writeAudit(sql, actor, { object: 'devices', operation: 'import', objectId: id, detail });
        return importFromRow(row);
      });
    },

    async find(tenantId: string, id: string): Promise<DeviceImport | undefined> {
      const row = await find(tenantId, id);
      return row === undefined ? undefined : importFromRow(row);
    },

    /** Newest first. */
    async list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<DeviceImport>> {
      const [afterAt, after] = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id']);
      const bindings = { tenantId, afterAt, after, most: page.limit + 1 };
      const rows = await database
        .forTenant(tenantId)
        .rows<ImportTableRow & { cursor_at: string }>(listStatement(bindings), bindings);
      return cutPage(rows, page.limit, { item: importFromRow, key: (row) => [row.cursor_at, row.id] });
    },

    /** In the order of the file. */
    async rows(
      tenantId: string,
      { id, outcome }: { readonly id: string; readonly outcome: RowOutcome | undefined },
      page: { limit: number; after: string | undefined },
    ): Promise<Page<RowReport>> {
      const [after] = page.after === undefined ? ['0'] : decodeCursor(page.after, ['number']);
      const rows = await database.forTenant(tenantId).rows<RowReport>(outcome === undefined ? ROWS : ROWS_OF_OUTCOME, {
        tenantId,
        id,
        after,
        most: page.limit + 1,
        ...(outcome !== undefined && { outcome }),
      });
      return cutPage(rows, page.limit, { item: (row) => row, key: ({ row }) => [String(row)] });
    },

    /**
     * Takes the import for an upload, unless another has it. One that is done is not taken: it is only compared.
     *
     * @throws ProvisioningError `import_not_found`, `import_state_unfit`
     */
    async begin(actor: Actor, id: string, format: ImportFormat) {
      const { tenantId } = actor;
      const uploadId = randomUUID();
      const key = { tenantId, id, uploadId };
      const tenant = database.forTenant(tenantId);
      const [taken] = await tenant.rows<ImportTableRow>(TAKE, { ...key, format, lease: LEASE_SECONDS });
      const held = taken ?? (await find(tenantId, id));
      if (held === undefined) throw new ProvisioningError('import_not_found', 'No import has this id');
      if (held.format !== null && held.format !== format) throw unfit(`a file of ${held.format}`, `one of ${format}`);
      if (taken === undefined && held.state !== 'done') throw unfit('no other upload', 'one that is running');

      return {
        rowsDone: held.rows_done,
        isDone: held.state === 'done',
        /** Whether the file begins with the rows that are done, by the hash of as many of its rows. */
        follows: (digest: string): boolean => held.digest === null || held.digest.equals(keyed(id, digest)),

        /** Devices, reports and the count in one transaction. Not safe to repeat by itself: `rowsDone` says what is done. */
        async apply(rows: readonly ImportRow[], digest: string): Promise<void> {
          const { mode, proof } = held;
          const done = { digest: keyed(id, digest), lease: LEASE_SECONDS };
          await applyBatch({ tenant, vault }, { ...key, actor, mode, proof, rows, done });
        },
        /** Says that the upload is alive. */
        async keep(): Promise<void> {
          await tenant.rows(KEEP, { ...key, lease: LEASE_SECONDS });
        },
        /** Lets go; the file may be sent again. Safe to repeat. */
        async interrupt(): Promise<void> {
          await tenant.rows(INTERRUPT, key);
        },
        /** The whole file has been read. */
        async finish(): Promise<DeviceImport> {
          if (taken === undefined) return importFromRow(held);
          return tenant.transaction(async (sql) => {
            const [row] = await sql.rows<ImportTableRow>(FINISH, key);
            if (row === undefined) throw unfit('to hold it', 'another upload that does');
            const { created, updated, unchanged, refused } = row;
            const detail = { import: 'done', created, updated, unchanged, refused };
            await writeAudit(sql, actor, { object: 'devices', operation: 'import', objectId: id, detail });
            return importFromRow(row);
          });
        },
      };
    },
  };
}

function unfit(expected: string, got: string): ProvisioningError {
  const message = `Cannot take the file: expected ${expected}, got ${got}`;
  return new ProvisioningError('import_state_unfit', message);
}

function importFromRow(row: ImportTableRow): DeviceImport {
  return {
    id: row.id,
    title: row.title,
    mode: row.mode,
    format: row.format,
    state: row.state === 'running' && row.lapsed ? 'interrupted' : row.state,
    rowsDone: row.rows_done,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    refused: row.refused,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
  };
}

const COLUMNS = `id, title, mode, format, proof, state, rows_done, created, updated, unchanged, refused, digest,
  coalesce(lease_until < clock_timestamp(), false) as lapsed, created_at, updated_at, done_at`;

const INSERT = `
  insert into device_imports (tenant_id, id, title, mode, format, proof, created_by)
  values (:tenantId, :id, :title, :mode, :format, :proof, :clientId) returning ${COLUMNS}`;

const CONDITIONS: Readonly<Record<string, string>> = {
  tenantId: 'tenant_id = :tenantId',
  after: '(created_at, id) < (:afterAt::timestamptz, :after::uuid)',
};

function listStatement(bindings: Readonly<Record<string, unknown>>): string {
  return `
    select ${COLUMNS}, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
    from device_imports where ${conditionsOf(CONDITIONS, bindings).join(' and ')}
    order by created_at desc, id desc limit :most`;
}

const ROW_COLUMNS = 'number as "row", outcome, device_id as "deviceId", field, expected, got';
const ROWS = `
  select ${ROW_COLUMNS} from device_import_rows
  where tenant_id = :tenantId and import_id = :id and number > :after::int order by number limit :most`;
const ROWS_OF_OUTCOME = `
  select ${ROW_COLUMNS} from device_import_rows
  where tenant_id = :tenantId and import_id = :id and outcome = :outcome and number > :after::int
  order by number limit :most`;

const LEASE = 'clock_timestamp() + make_interval(secs => :lease)';

const TAKE = `
  update device_imports set state = 'running', format = :format, upload_id = :uploadId, lease_until = ${LEASE}
  where tenant_id = :tenantId and id = :id and coalesce(format, :format) = :format
    and (state in ('open', 'interrupted') or state = 'running' and lease_until < clock_timestamp())
  returning ${COLUMNS}`;

const KEEP = `
  update device_imports set lease_until = ${LEASE} where tenant_id = :tenantId and id = :id and upload_id = :uploadId`;

const INTERRUPT = `
  update device_imports set state = 'interrupted', upload_id = null, lease_until = null, updated_at = now()
  where tenant_id = :tenantId and id = :id and upload_id = :uploadId`;

const FINISH = `
  update device_imports set state = 'done', upload_id = null, lease_until = null, updated_at = now(), done_at = now()
  where tenant_id = :tenantId and id = :id and upload_id = :uploadId returning ${COLUMNS}`;
