import type { PapMessage } from '../codecs/pap-message.ts';
import { parsePapStrictly } from '../codecs/pap-read.ts';
import { encodeUintvar } from '../codecs/uintvar.ts';
import { CONNECTIVITY_WBXML, FIELDS } from '../codecs/wsp-names.ts';
import { DecodeError } from '../domain/decode-error.ts';
import { RequestError } from './parse-input.ts';
import { type MediaType, type Part, parseMediaType, parseMultipart } from './ppg-multipart.ts';

/** What the content of a push may say of itself; anything else would leak to the phone. */
const CONTENT_HEADERS: readonly string[] = [
  'content-type',
  'content-length',
  'content-location',
  'content-language',
  'x-wap-application-id',
  'x-wap-content-uri',
  'x-wap-initiator-uri',
];
/** Methods by number and by name (WSP 1.4, SEC); only the last sends no MAC. */
const SEC = /^(?:([012])|(3)|(NETWPIN|USERPIN|USERNETWPIN)|(USERPINMAC))$/;

/** Set on an octet that is a number below 128 (WAP-230-WSP §8.4.2.1). */
const SHORT_INTEGER = 0x80;
/** Bit 0 of Push-Flag: the gateway knows who pushes. */
const INITIATOR_AUTHENTICATED = 0x01;

/** The content of a push, checked. */
export interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly octets: Buffer;
  /** The same as a connectionless push of WSP, for the handset. */
  readonly pdu: Buffer;
}

/** A request that could be read. */
export interface PapRequest {
  /** The control entity as it came. */
  readonly xml: string;
  readonly message: PapMessage;
  /** Present for a push, and for nothing else. */
  readonly content?: Content;
}

/**
 * Reads a request and holds it to its specifications: a push is multipart/related with control entity and content,
 * everything else application/xml.
 *
 * @param isAuthenticated - whoever pushes has shown credentials, and the phone is to be told so
 * @throws RequestError 400 that says what was expected, DecodeError for a control entity that its DTD does not allow
 */
export function readRequest(contentType: string, body: Buffer, isAuthenticated: boolean): PapRequest {
  const media = parseMediaType(contentType);
  if (media.type === 'application/xml') return readPlain(body);
  const [root, content, capabilities] = parseMultipart(media, body);
  if (root === undefined || content === undefined) throw bad('a control entity and content');
  if (capabilities !== undefined) throw bad('no capabilities: this gateway matches none');
  if (parseMediaType(root.headers.get('content-type') ?? '').type !== 'application/xml') {
    throw bad('a control entity of application/xml');
  }
  const { xml, message } = readControl(root.octets);
  if (message.type !== 'push-message') throw bad('a push-message where there is content');
  return { xml, message, content: readContent(content, isAuthenticated) };
}

function readPlain(body: Buffer): PapRequest {
  const request = readControl(body);
  if (request.message.type === 'push-message') throw bad('content with a push-message');
  return request;
}

function readControl(octets: Buffer): { xml: string; message: PapMessage } {
  const xml = octets.toString('utf8');
  return { xml, message: parsePapStrictly(xml) };
}

function readContent({ headers, octets }: Part, isAuthenticated: boolean): Content {
  const unknown = [...headers.keys()].filter((name) => !CONTENT_HEADERS.includes(name));
  if (unknown.length > 0) throw bad('only headers of push in the content');
  const length = headers.get('content-length');
  if (length !== undefined && length !== String(octets.length)) throw bad('the length that the content has');
  const contentType = headers.get('content-type') ?? '';
  checkContentType(parseMediaType(contentType));
  if (octets.length === 0) throw bad('content that is not empty');
  return { headers: Object.fromEntries(headers), octets, pdu: toPdu(headers, octets, isAuthenticated) };
}

function checkContentType({ type, parameters }: MediaType): void {
  if (type !== CONNECTIVITY_WBXML) return;
  const sec = parameters.get('sec');
  const mac = parameters.get('mac');
  const method = sec === undefined ? undefined : SEC.exec(sec);
  if (method === null) throw bad('SEC to be a number from 0 to 3 or the name of a method');
  const isMacWanted = method !== undefined && method[2] === undefined && method[4] === undefined;
  if (isMacWanted !== (mac !== undefined)) throw bad('a MAC where the method of SEC has one, and none elsewhere');
  if (mac !== undefined && !/^[0-9A-F]{40}$/i.test(mac)) throw bad('a MAC of 40 hexadecimal digits');
}

/** A push of WSP whose headers are texts, as gateways write what they have no number for (WAP-230-WSP §8.4.2). */
function toPdu(headers: Part['headers'], octets: Buffer, isAuthenticated: boolean): Buffer {
  const rest = ['x-wap-application-id', 'x-wap-initiator-uri'].flatMap((name) => {
    const value = headers.get(name);
    return value === undefined ? [] : [text(name), text(value)];
  });
  // The gateway's own word: what an initiator says of itself is not heard.
  const flag = isAuthenticated
    ? [Buffer.of(SHORT_INTEGER | FIELDS.pushFlag, SHORT_INTEGER | INITIATOR_AUTHENTICATED)]
    : [];
  const all = Buffer.concat([text(headers.get('content-type') ?? ''), ...rest, ...flag]);
  return Buffer.concat([Buffer.of(1, 6), encodeUintvar(all.length), all, octets]);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'latin1');
}

/** What is wrong with a request, in words that hold nothing of it; undefined for an error of another kind. */
export function faultOf(error: unknown): string | undefined {
  return error instanceof RequestError || error instanceof DecodeError ? error.message : undefined;
}

function bad(wanted: string): RequestError {
  return new RequestError(400, `Cannot read push: expected ${wanted}`);
}
