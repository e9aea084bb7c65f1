import { RequestError } from './parse-input.ts';

/*
 * Reads what a push initiator posts, to the letter of RFC 2046 §5.1 and RFC 2387. Written apart from the codec of the
 * sending side on purpose: a mistake that both shared would never show.
 */

/** A push has a control entity, content and perhaps capabilities. */
const MAX_PARTS = 3;
const MAX_HEADERS = 8_192;
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x20-\x7e]*?)[ \t]*$/;
const CRLF = '\r\n';

export interface Part {
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly octets: Buffer;
}

/** A media type and its parameters, names in lower case. */
export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads the value of a Content-Type header.
 *
 * @throws RequestError 400 when it is none, or says a parameter twice
 */
export function parseMediaType(text: string): MediaType {
  const parameters = new Map<string, string>();
  const [, type] = /^([a-z0-9.+-]+\/[a-z0-9.+-]+)\s*(?=;|$)/i.exec(text) ?? [];
  if (type === undefined) throw bad('a media type');
  const form = /\s*;\s*([A-Za-z0-9-]+)=(?:"([^"\\]*)"|([^\s;"=]+))\s*/y;
  form.lastIndex = text.indexOf(';') === -1 ? text.length : text.indexOf(';');
  while (form.lastIndex < text.length) {
    const found = form.exec(text);
    if (found === null) throw bad('parameters of a media type');
    const [, name = '', quoted, plain] = found;
    if (parameters.has(name.toLowerCase())) throw bad('each parameter of a media type once');
    parameters.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  return { type: type.toLowerCase(), parameters };
}

/**
 * Takes a multipart/related body apart.
 *
 * @throws RequestError 400 that says what was expected
 */
export function parseMultipart({ type, parameters }: MediaType, body: Buffer): Part[] {
  if (type !== 'multipart/related') throw bad('multipart/related');
  const boundary = parameters.get('boundary') ?? '';
  if (!BOUNDARY.test(boundary)) throw bad('a boundary of 1 to 70 characters');
  const parts = split(body, boundary).map(parsePart);
  if (parts.length > MAX_PARTS) throw bad(`at most ${MAX_PARTS} parts`);
  checkRoot(parameters, parts);
  return parts;
}

/** What is between the boundaries. */
function split(body: Buffer, boundary: string): Buffer[] {
  const first = `--${boundary}${CRLF}`;
  if (body.indexOf(first) !== 0) throw bad('the first part at the beginning of the body');
  const found: Buffer[] = [];
  let at = first.length;
  for (;;) {
    const end = body.indexOf(`${CRLF}--${boundary}`, at);
    if (end === -1) throw bad('an end after the last part');
    found.push(body.subarray(at, end));
    at = end + CRLF.length + 2 + boundary.length;
    const after = body.toString('latin1', at, at + 2);
    at += 2;
    if (after === '--') break;
    if (after !== CRLF) throw bad('a boundary that no part holds');
  }
  if (!/^(\r\n)?$/.test(body.toString('latin1', at))) throw bad('nothing after the last part');
  return found;
}

/** RFC 2387 §3.1: `type` says what the first part is. */
function checkRoot(parameters: MediaType['parameters'], [root]: readonly Part[]): void {
  const stated = parameters.get('type')?.toLowerCase();
  const { type } = parseMediaType(root?.headers.get('content-type') ?? '');
  if (stated === undefined || stated !== type) throw bad('a type parameter that names the first part');
}

function parsePart(octets: Buffer): Part {
  // A part without headers starts with the empty line.
  const end = octets.indexOf(CRLF) === 0 ? 0 : octets.indexOf(CRLF + CRLF);
  if (end === -1 || end > MAX_HEADERS) throw bad('headers and an empty line');
  const lines = end === 0 ? [] : octets.toString('latin1', 0, end).split(CRLF);
  return { headers: parseHeaders(lines), octets: octets.subarray(end + (end === 0 ? 2 : 4)) };
}

function parseHeaders(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined) throw bad('headers of printable ASCII, a line each');
    if (headers.has(name.toLowerCase())) throw bad('each header once');
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

function bad(wanted: string): RequestError {
  return new RequestError(400, `Cannot read push: expected ${wanted}`);
}
