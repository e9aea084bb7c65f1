import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { ImportFormat } from '../domain/device-import.ts';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import { parseJson } from './parse-json.ts';

/** Longest row, in characters: what is longer is no device. */
const MAX_ROW_LENGTH = 8_192;

/** One row of a file: its content in one form, to tell files apart, and what it says, or that it says nothing. */
export type FileRow =
  | { readonly text: string; readonly value: unknown }
  | { readonly text: string; readonly fault: InputFault };

/**
 * Reads the rows of a file as they arrive; no more of it is held than a few rows. The stream is not destroyed, so that whoever
 * sends it can be answered.
 *
 * @param columns - what a CSV file may have columns of
 * @throws ProvisioningError `request_malformed` where the file cannot be read on, `request_invalid` for a header of other columns
 */
export function readRows(
  stream: Readable,
  format: ImportFormat,
  columns: readonly string[],
): AsyncGenerator<FileRow, void, undefined> {
  const text = decodeUtf8(stream);
  return format === 'csv' ? readCsv(text, columns) : readNdjson(text);
}

async function* decodeUtf8(stream: Readable): AsyncGenerator<string, void, undefined> {
  // A byte order mark is no part of the text: spreadsheets write one.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (octets?: Uint8Array): string => {
    try {
      return decoder.decode(octets, { stream: octets !== undefined });
    } catch (error) {
      throw malformed('expected UTF-8, got other octets', error);
    }
  };
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) throw new Error('Cannot read the file: expected octets');
    yield decode(chunk);
  }
  yield decode();
}

async function* readNdjson(chunks: AsyncIterable<string>): AsyncGenerator<FileRow, void, undefined> {
  let rest = '';
  let row = 0;
  const rowsOf = function* (lines: readonly string[]): Generator<FileRow> {
    for (const line of lines.map((text) => text.trim()).filter((text) => text !== '')) {
      row++;
      requireShort(line, row);
      yield rowFromLine(line);
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* rowsOf(lines);
    requireShort(rest, row + 1);
  }
  yield* rowsOf([rest]);
}

function requireShort(text: string, row: number): void {
  if (text.length <= MAX_ROW_LENGTH) return;
  throw malformed(`expected at most ${MAX_ROW_LENGTH} characters in row ${row}, got more`);
}

function rowFromLine(text: string): FileRow {
  try {
    return { text, value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const [fault] = error.faults;
    return { text, fault: { field: '', expected: fault?.expected ?? 'JSON', got: fault?.got ?? 'something else' } };
  }
}

async function* readCsv(
  chunks: AsyncIterable<string>,
  columns: readonly string[],
): AsyncGenerator<FileRow, void, undefined> {
  const parser = parse({
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_ROW_LENGTH,
  });
  // What goes wrong in it comes out of the parser as well.
  pipeline(Readable.from(chunks), parser).catch(() => {});
  let header: readonly string[] | undefined;
  try {
    for await (const record of parser) {
      const cells: readonly string[] = Array.isArray(record) ? record.map(String) : [];
      if (header === undefined) header = requireColumns(cells, columns);
      else yield rowFromCells(cells, header);
    }
  } catch (error) {
    throw error instanceof CsvError ? csvFailure(error) : error;
  }
  if (header === undefined) requireColumns([], columns);
}

function requireColumns(header: readonly string[], columns: readonly string[]): readonly string[] {
  const isKnown = header.length > 0 && header.every((name) => columns.includes(name));
  if (isKnown && new Set(header).size === header.length) return header;
  const expected = `a header that names each column once, of ${columns.join(', ')}`;
  throw new ProvisioningError('request_invalid', `Cannot read the file: expected ${expected}, got another first row`, {
    faults: [{ field: '', expected, got: 'another first row' }],
  });
}

function rowFromCells(cells: readonly string[], header: readonly string[]): FileRow {
  if (cells.length !== header.length) {
    const fault = { field: '', expected: `${header.length} cells, as in the header`, got: String(cells.length) };
    return { text: JSON.stringify(cells), fault };
  }
  const given = header.flatMap((name, i) => (cells[i] === '' ? [] : [[name, cells[i] ?? ''] as const]));
  const value = Object.fromEntries(given.map(([name, cell]) => [name, valueOfCell(name, cell)]));
  return { text: JSON.stringify(given), value };
}

/** What a cell says; what has not the form stays a text, and is refused as one. */
function valueOfCell(column: string, cell: string): unknown {
  switch (column) {
    case 'applications':
    case 'bearers':
    case 'mediaTypes':
      return cell.split(/\s+/);
    case 'dm':
      return cell === 'true' || cell === 'false' ? cell === 'true' : cell;
    case 'maxParts':
      return /^\d{1,9}$/.test(cell) ? Number(cell) : cell;
    default:
      return cell;
  }
}

/** Where the quotes are wrong, nobody knows where the next row begins. */
function csvFailure(error: CsvError): ProvisioningError {
  const lines = typeof error['lines'] === 'number' ? error['lines'] : 0;
  return malformed(`expected CSV (RFC 4180), got something else near line ${lines}`, error);
}

function malformed(told: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError('request_malformed', `Cannot read the file: ${told}`, { cause });
}
