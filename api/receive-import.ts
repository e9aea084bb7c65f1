import { createHash } from 'node:crypto';
import type { Static } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import type { DeviceImport, ImportFormat, ImportRow } from '../domain/device-import.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { DEVICE_REQUEST } from './device-schemas.ts';
import { type FileRow, readRows } from './import-file.ts';
import type { createNumberCheck } from './msisdn.ts';
import type { Upload } from './route.ts';
import type { DeviceImports, ImportUpload } from './stores.ts';
import { createValidator } from './validate.ts';

/** Media types of files. */
export const IMPORT_TYPES = { 'text/csv': 'csv', 'application/x-ndjson': 'ndjson' } as const satisfies Record<
  string,
  ImportFormat
>;

/** Rows of one transaction: few enough that an order beside it waits for no more than milliseconds. */
const BATCH_ROWS = 250;
const MAX_ROWS = 1_000_000;
/** How often an upload says that it is alive; well within the lease of the store. */
const BEAT_MS = 2_500;

const validate = createValidator(DEVICE_REQUEST, 'body');

interface ImportDeps {
  readonly imports: DeviceImports;
  readonly checkNumber: ReturnType<typeof createNumberCheck>;
}

/**
 * Takes a file into an import, batch by batch: the next rows are read once the last are stored, so that memory stays bounded
 * and a slow database slows the sender. What is done stays done, whatever ends it.
 *
 * @throws ProvisioningError `import_not_found`, `import_state_unfit`, `import_file_differs`, `request_malformed`, `request_invalid`
 */
export async function receiveImport(
  { imports, checkNumber }: ImportDeps,
  caller: Caller,
  { id, file }: { readonly id: string; readonly file: Upload },
): Promise<DeviceImport> {
  const format = Object.entries(IMPORT_TYPES).find(([type]) => type === file.type)?.[1] ?? 'csv';
  const upload = await imports.begin(caller, id, format);
  const beat = setInterval(() => void upload.keep().catch(() => {}), BEAT_MS);
  try {
    const rows = readRows(file.stream, format, Object.keys(DEVICE_REQUEST.properties));
    await takeRows(upload, rows, (row, number) =>
      parseRow(row, number, (msisdn) => checkNumber(caller.tenantId, msisdn)),
    );
    return await upload.finish();
  } catch (error) {
    // Where even this fails, the lease runs out.
    await upload.interrupt().catch(() => {});
    throw file.stream.errored === null ? error : lost(error);
  } finally {
    clearInterval(beat);
  }
}

/** Passes over the rows that are done, having seen that they are the same, and applies the rest. */
async function takeRows(
  upload: ImportUpload,
  rows: AsyncIterable<FileRow>,
  parse: (row: FileRow, number: number) => Promise<ImportRow>,
): Promise<void> {
  const hash = createHash('sha256');
  const digest = (): string => hash.copy().digest('hex');
  let number = 0;
  let batch: ImportRow[] = [];
  for await (const row of rows) {
    hash.update(row.text).update('\n');
    number++;
    if (number <= upload.rowsDone) {
      if (number === upload.rowsDone && !upload.follows(digest())) throw differs();
      continue;
    }
    requireRoom(upload, number);
    batch.push(await parse(row, number));
    if (batch.length < BATCH_ROWS) continue;
    await upload.apply(batch, digest());
    batch = [];
  }
  if (number < upload.rowsDone) throw differs();
  if (batch.length > 0) await upload.apply(batch, digest());
}

function requireRoom(upload: ImportUpload, number: number): void {
  if (upload.isDone) throw differs();
  if (number <= MAX_ROWS) return;
  throw new ProvisioningError('request_too_large', `Cannot take the file: expected at most ${MAX_ROWS} rows, got more`);
}

async function parseRow(
  row: FileRow,
  number: number,
  checkNumber: (msisdn: string | undefined) => ReturnType<ImportDeps['checkNumber']>,
): Promise<ImportRow> {
  if ('fault' in row) return { row: number, fault: row.fault };
  const validation = validate(row.value);
  if (!validation.valid) {
    const [fault = { field: '', expected: 'a device', got: 'something else' }] = validation.faults;
    return { row: number, fault };
  }
  const fields = validation.value;
  const fault = identityFault(fields) ?? (await checkNumber(fields.msisdn));
  return fault === undefined ? { row: number, fields } : { row: number, fault };
}

function identityFault({ msisdn, imsi, imei }: Static<typeof DEVICE_REQUEST>) {
  if (msisdn !== undefined || imsi !== undefined || imei !== undefined) return undefined;
  return { field: '', expected: 'at least one of msisdn, imsi, imei', got: 'none' };
}

function differs(): ProvisioningError {
  return new ProvisioningError(
    'import_file_differs',
    'Cannot go on with the import: expected the file that it began with, got one whose first rows are others',
  );
}

function lost(cause: unknown): ProvisioningError {
  return new ProvisioningError('request_malformed', 'Cannot read the file: the connection ended within it', { cause });
}
