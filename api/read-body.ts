import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import { parseJson } from './parse-json.ts';

/** JSON is UTF-8 (RFC 8259 §8.1); a charset that says so is tolerated. */
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
/** What a PATCH is (RFC 7396 §4); plain JSON is taken for it too. */
const PATCH_TYPE = /^application\/(merge-patch[+])?json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** What is too much is read up to here and forgotten, so that the answer still finds a connection; in octets. */
const MAX_DISCARDED_OCTETS = 1_048_576;

/**
 * Reads the body of a request as JSON.
 *
 * @param limit - most octets
 * @returns undefined when there is no body
 * @throws ProvisioningError `media_type_unsupported`, `request_too_large` or `request_malformed`
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  requireJson(request);
  if (Number(request.headers['content-length'] ?? 0) > limit + MAX_DISCARDED_OCTETS) throw tooLarge(limit);
  const octets = await readOctets(request, limit);
  return octets.length === 0 ? undefined : parseJson(decodeUtf8(octets));
}

/**
 * Reads a body that its route takes as text in UTF-8, a byte order mark left out.
 *
 * @param limit - most octets
 * @throws ProvisioningError `request_too_large` or `request_malformed`
 */
export async function readText(stream: Readable, limit: number): Promise<string> {
  return decodeUtf8(await readOctets(stream, limit)).replace(/^\uFEFF/, '');
}

/**
 * The media type of a body that its route reads itself; empty for a route that takes JSON.
 *
 * @throws ProvisioningError `media_type_unsupported`
 */
export function uploadType(
  { headers }: IncomingMessage,
  { uploads }: { readonly uploads?: readonly string[] },
): string {
  if (uploads === undefined) return '';
  requireNoEncoding(headers);
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const found = uploads.find((known) => known === type.trim());
  if (found !== undefined) return found;
  const expected = uploads.join(' or ');
  throw unsupported(
    `Cannot read the body: expected Content-Type ${expected}, got ${type === '' ? 'none' : 'another'}`,
    {
      field: 'Content-Type',
      expected,
      got: type === '' ? 'absent' : 'another type',
    },
  );
}

function unsupported(message: string, fault: InputFault): ProvisioningError {
  return new ProvisioningError('media_type_unsupported', message, { faults: [fault] });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function requireJson({ headers, method }: IncomingMessage): void {
  requireNoEncoding(headers);
  const type = headers['content-type'];
  if (type !== undefined && (method === 'PATCH' ? PATCH_TYPE : JSON_TYPE).test(type)) return;
  throw unsupported(
    `Cannot read the body: expected Content-Type application/json, got ${type === undefined ? 'none' : 'another'}`,
    { field: 'Content-Type', expected: 'application/json', got: type === undefined ? 'absent' : 'another type' },
  );
}

function requireNoEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return;
  throw unsupported('Cannot read the body: expected no Content-Encoding, got one that is not taken', {
    field: 'Content-Encoding',
    expected: 'absent',
    got: 'another encoding',
  });
}

function readOctets(stream: Readable, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(tooLarge(limit));
    const lost = (): void =>
      reject(new ProvisioningError('request_malformed', 'Cannot read the body: the connection ended within it'));
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (size > limit + MAX_DISCARDED_OCTETS) refuse();
    });
    stream.on('end', () => {
      // What is closed after its end has lost nothing: no error is made for each request.
      stream.off('close', lost);
      if (size > limit) refuse();
      else resolve(Buffer.concat(chunks));
    });
    stream.on('error', lost);
    stream.on('close', lost);
  });
}

function tooLarge(limit: number): ProvisioningError {
  return new ProvisioningError(
    'request_too_large',
    `Cannot read the body: expected at most ${limit} octets, got more`,
    {
      faults: [{ field: 'Content-Length', expected: `at most ${limit}`, got: 'more' }],
    },
  );
}

function decodeUtf8(octets: Uint8Array): string {
  try {
    // A byte order mark is kept, and refused by the parser.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch (error) {
    throw new ProvisioningError('request_malformed', 'Cannot read the body: expected UTF-8, got other octets', {
      cause: error,
    });
  }
}
