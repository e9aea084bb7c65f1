import type { InputFault } from './errors.ts';
import { type BindingProof, DEFAULT_MAX_PARTS, type DeviceFields } from './records.ts';

/** `create`: a row of a device that is there is refused. `upsert`: it changes that device by what it says. */
export const IMPORT_MODES = ['create', 'upsert'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const IMPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** `interrupted`: the file was not read to its end; sent again, it goes on where it stopped. */
export const IMPORT_STATES = ['open', 'running', 'interrupted', 'done'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const ROW_OUTCOMES = ['created', 'updated', 'unchanged', 'refused'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** Devices from one file. */
export interface DeviceImport extends Readonly<Record<RowOutcome, number>> {
  readonly id: string;
  readonly title: string;
  readonly mode: ImportMode;
  /** Null until it is said, at the latest by the first upload. */
  readonly format: ImportFormat | null;
  readonly state: ImportState;
  /** Rows of the file that are done for good, from its beginning. */
  readonly rowsDone: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly doneAt: string | null;
}

export interface NewDeviceImport {
  readonly title: string;
  readonly mode: ImportMode;
  readonly format: ImportFormat | null;
  readonly proof: BindingProof;
}

/** One row of a file: what it says of a device, or what is wrong with it. Rows count from 1, without a header. */
export type ImportRow =
  | { readonly row: number; readonly fields: Partial<DeviceFields> }
  | { readonly row: number; readonly fault: InputFault };

/** What became of one row. No identifier is in it. */
export interface RowReport {
  readonly row: number;
  readonly outcome: RowOutcome;
  readonly deviceId: string | null;
  readonly field: string | null;
  readonly expected: string | null;
  readonly got: string | null;
}

/** A device as a batch of rows is to leave it. */
export interface PlannedDevice {
  readonly id: string;
  readonly fields: DeviceFields;
}

/** A device that is there, as far as rows may be about it. */
export interface KnownDevice extends PlannedDevice {
  /** Its number cannot change now: an order for it is open, or a context in its phone. */
  readonly keepsNumber: boolean;
}

export interface BatchPlan {
  readonly reports: readonly RowReport[];
  readonly inserts: readonly PlannedDevice[];
  readonly updates: readonly PlannedDevice[];
}

const IDENTIFIERS = ['msisdn', 'imsi', 'imei'] as const;

/** What is assumed of a device of which nothing is said. */
const NOTHING_KNOWN: DeviceFields = {
  msisdn: null,
  imsi: null,
  imei: null,
  model: null,
  applications: null,
  bearers: null,
  dm: null,
  timeZone: null,
  mediaTypes: null,
  maxParts: DEFAULT_MAX_PARTS,
};

/** A device while rows are worked through. */
interface Entry {
  readonly id: string;
  fields: DeviceFields;
  readonly keepsNumber: boolean;
  readonly isNew: boolean;
  changed: boolean;
}

/**
 * What a batch of rows comes to, in their order: a later row finds what an earlier one made.
 *
 * @param known - the devices that have an identifier of one of the rows
 */
export function planRows(
  mode: ImportMode,
  rows: readonly ImportRow[],
  { known, newId }: { readonly known: readonly KnownDevice[]; readonly newId: () => string },
): BatchPlan {
  const entries: Entry[] = known.map((device) => ({ ...device, isNew: false, changed: false }));
  const byIdentifier = new Map(entries.flatMap((entry) => namesOf(entry.fields).map((name) => [name, entry])));
  const reports = rows.map((row): RowReport => {
    if ('fault' in row) return refusal(row.row, row.fault);
    const found = new Set(namesOf(row.fields).flatMap((name) => byIdentifier.get(name) ?? []));
    const [entry, another] = found;
    if (entry === undefined) {
      const made = { id: newId(), fields: { ...NOTHING_KNOWN, ...row.fields }, keepsNumber: false };
      const added: Entry = { ...made, isNew: true, changed: true };
      entries.push(added);
      for (const name of namesOf(added.fields)) byIdentifier.set(name, added);
      return report(row.row, 'created', added.id);
    }
    const fault = mode === 'create' ? takenFault(row.fields, entry.fields) : mergeFault(row.fields, entry, another);
    if (fault !== undefined) return refusal(row.row, fault);
    return merge(row.row, { entry, fields: row.fields, byIdentifier });
  });
  return {
    reports,
    inserts: entries.filter(({ isNew }) => isNew),
    updates: entries.filter(({ isNew, changed }) => changed && !isNew),
  };
}

function merge(
  row: number,
  {
    entry,
    fields,
    byIdentifier,
  }: { readonly entry: Entry; readonly fields: Partial<DeviceFields>; readonly byIdentifier: Map<string, Entry> },
): RowReport {
  const merged = { ...entry.fields, ...fields };
  if (isSame(entry.fields, merged)) return report(row, 'unchanged', entry.id);
  for (const name of namesOf(entry.fields)) byIdentifier.delete(name);
  entry.fields = merged;
  entry.changed = true;
  for (const name of namesOf(merged)) byIdentifier.set(name, entry);
  return report(row, 'updated', entry.id);
}

/** The identifiers as one key each. */
function namesOf(fields: Partial<DeviceFields>): string[] {
  return IDENTIFIERS.flatMap((name) => {
    const value = fields[name];
    return value === undefined || value === null ? [] : [`${name}:${value}`];
  });
}

function isSame(a: DeviceFields, b: DeviceFields): boolean {
  return JSON.stringify({ ...NOTHING_KNOWN, ...a }) === JSON.stringify({ ...NOTHING_KNOWN, ...b });
}

function takenFault(fields: Partial<DeviceFields>, device: DeviceFields): InputFault {
  const taken = IDENTIFIERS.find((name) => fields[name] !== undefined && fields[name] === device[name]);
  return {
    field: taken === undefined ? '' : `/${taken}`,
    expected: 'one that no device has',
    got: 'one that a device has',
  };
}

function mergeFault(fields: Partial<DeviceFields>, entry: Entry, another: Entry | undefined): InputFault | undefined {
  if (another !== undefined) {
    return { field: '', expected: 'identifiers of one device', got: 'identifiers of several devices' };
  }
  const { msisdn } = fields;
  if (!entry.keepsNumber || msisdn === undefined || msisdn === entry.fields.msisdn) return undefined;
  const expected = 'the number it has, while an order for it or a context in its phone is open';
  return { field: '/msisdn', expected, got: 'another number' };
}

function report(row: number, outcome: RowOutcome, deviceId: string): RowReport {
  return { row, outcome, deviceId, field: null, expected: null, got: null };
}

function refusal(row: number, { field, expected, got }: InputFault): RowReport {
  return { row, outcome: 'refused', deviceId: null, field, expected, got };
}
