import { DecodeError } from '../domain/decode-error.ts';
import { SECURITY_METHODS, type SecurityMethod } from '../domain/document.ts';
import { OctetWriter } from './octet-writer.ts';
import { decodeUintvar, encodeUintvar } from './uintvar.ts';
import { APPLICATION_IDS, CONTENT_TYPES, FIELDS, PARAMETERS } from './wsp-names.ts';
import { WspReader } from './wsp-reader.ts';

/** PDU type Push (WAP-230-WSP §8.2.4.1, table 34). */
const PUSH = 0x06;
/** application/vnd.wap.connectivity-wbxml (0x36) as short integer. */
const CONTENT_TYPE = 0xb6;
/** Set on an octet that is a number below 128 (WAP-230-WSP §8.4.2.1). */
const SHORT_INTEGER = 0x80;
/** A length above 30 follows this octet as a uintvar (WAP-230-WSP §8.4.2.2). */
const LENGTH_QUOTE = 0x1f;
const MAX_SHORT_LENGTH = 30;
const MAC_TEXT = /^[0-9A-Fa-f]{40}$/;

/** Largest push: 255 parts of 140 octets is the most that short messages carry. */
const MAX_PUSH = 65_536;
/** First octets below this announce a length; above, the content type is a single value. */
const FIRST_TEXT = 0x20;
/** Q, the one parameter whose value is a uintvar (WAP-230-WSP §8.4.2.3). */
const Q_PARAMETER = 0x00;
/** Shifts to another page of header codes (WAP-230-WSP §8.4.1.1); codes are ours on the default page only. */
const SHIFT_DELIMITER = 0x7f;
const LAST_SHORT_CUT = 0x1f;
const DEFAULT_PAGE = 1;

export interface PushHeader {
  /** 0 to 255. */
  readonly transactionId: number;
  readonly security?: SecurityMethod;
  /** 40 hexadecimal digits, written in upper case. */
  readonly mac?: string;
}

/**
 * Encodes a connectionless push of a provisioning document in WBXML (WAP-230-WSP §8.2.4.1): content type with SEC before
 * MAC, no further headers.
 *
 * @throws RangeError for a transaction id outside an octet, or a MAC that is missing, not 40 hexadecimal digits, or given
 *   without a method that sends one
 */
export function encodePush(header: PushHeader, body: Uint8Array): Uint8Array {
  const { transactionId } = header;
  if (!Number.isInteger(transactionId) || transactionId < 0 || transactionId > 0xff) {
    throw new RangeError(`Cannot encode push: expected a transaction id of 0..255, got ${transactionId}`);
  }
  const contentType = encodeContentType(header);
  const writer = new OctetWriter();
  writer.octet(transactionId);
  writer.octet(PUSH);
  writer.octets(encodeUintvar(contentType.length));
  writer.octets(contentType);
  writer.octets(body);
  return writer.finish();
}

function encodeContentType({ security, mac }: PushHeader): Uint8Array {
  checkMac(security, mac);
  if (security === undefined) return Uint8Array.of(CONTENT_TYPE);
  const value = new OctetWriter();
  value.octet(CONTENT_TYPE);
  value.octet(SHORT_INTEGER | PARAMETERS.sec);
  // The methods are listed in the order of their numbers.
  value.octet(SHORT_INTEGER | SECURITY_METHODS.indexOf(security));
  if (mac !== undefined) {
    value.octet(SHORT_INTEGER | PARAMETERS.mac);
    value.terminatedText(mac.toUpperCase());
  }
  const octets = value.finish();
  const length = octets.length <= MAX_SHORT_LENGTH ? [octets.length] : [LENGTH_QUOTE, ...encodeUintvar(octets.length)];
  return Uint8Array.of(...length, ...octets);
}

/** USERPINMAC sends no MAC: its PIN proves the document. The other methods are nothing without one. */
function checkMac(security: SecurityMethod | undefined, mac: string | undefined): void {
  const isWanted = security !== undefined && security !== 'USERPINMAC';
  if (isWanted !== (mac !== undefined)) {
    throw new RangeError(
      `Cannot encode push: expected ${isWanted ? 'a' : 'no'} MAC with ${security ?? 'no security'}, got ${isWanted ? 'none' : 'one'}`,
    );
  }
  if (mac !== undefined && !MAC_TEXT.test(mac)) {
    throw new RangeError('Cannot encode push: expected a MAC of 40 hexadecimal digits, got something else');
  }
}

/** A push as received. */
export interface Push {
  readonly transactionId: number;
  /** In lower case, without parameters; `unknown/0x…` for a number that is not known. */
  readonly contentType: string;
  readonly security?: SecurityMethod;
  /** As sent: the case may be either, the form is not checked. */
  readonly mac?: string;
  /** As a URI, or `0x…` for a number that is not known. */
  readonly applicationId?: string;
  /** Who the gateway says that it is from. */
  readonly initiatorUri?: string;
  /** The gateway has made sure of that (Push-Flag, bit 0). */
  readonly isInitiatorAuthenticated?: boolean;
  readonly body: Uint8Array;
}

interface ContentType {
  contentType: string;
  security?: SecurityMethod;
  mac?: string;
}

/**
 * Decodes a connectionless push (WAP-230-WSP §8.2.4.1). The content type may be a number or a text, with parameters in any
 * order and of any kind; further headers may be anything and are read over, but for application id, initiator and flag.
 *
 * @throws DecodeError when it is no push, a length does not fit, or SEC names no method
 */
export function decodePush(octets: Uint8Array): Push {
  const [transactionId, type] = octets;
  if (octets.length > MAX_PUSH) throw new DecodeError('push', 0, `expected at most ${MAX_PUSH} octets`);
  if (transactionId === undefined || type !== PUSH) {
    throw new DecodeError('push', 1, `expected PDU type ${PUSH}, got ${type ?? 'nothing'}`);
  }
  const [length, offset] = decodeUintvar(octets, 2);
  const headers = new WspReader(octets, { offset, end: offset + length });
  const contentType = readContentType(headers);
  return {
    transactionId,
    ...contentType,
    ...readFields(headers),
    body: octets.slice(offset + length),
  };
}

function readContentType(headers: WspReader): ContentType {
  const first = headers.peek();
  if (first >= FIRST_TEXT) return contentTypeOf(headers.integerOrText());
  const value = headers.lengthPrefixed();
  const found = contentTypeOf(value.integerOrText());
  while (!value.isAtEnd()) readParameter(value, found);
  return found;
}

/** Texts may hold parameters too: `type/subtype; SEC=1; MAC=…`. */
function contentTypeOf(value: number | string): ContentType {
  if (typeof value === 'number') return { contentType: CONTENT_TYPES.get(value) ?? `unknown/0x${value.toString(16)}` };
  const [type = '', ...parameters] = value.split(';');
  const found: ContentType = { contentType: type.trim().toLowerCase() };
  for (const parameter of parameters) {
    const [name = '', text = ''] = parameter.split('=');
    keepParameter(found, { name, value: text.trim().replaceAll('"', ''), offset: 0 });
  }
  return found;
}

function readParameter(value: WspReader, found: ContentType): void {
  const { offset } = value;
  const name = value.integerOrText();
  if (name === Q_PARAMETER) {
    value.uintvar();
  } else if (isKept(name)) {
    keepParameter(found, { name, value: value.integerOrText(), offset });
  } else if (!value.isAtEnd()) {
    value.skipValue();
  }
}

function isKept(name: number | string): boolean {
  return isNamed(name, 'sec') || isNamed(name, 'mac');
}

function isNamed(name: number | string, wanted: keyof typeof PARAMETERS): boolean {
  return typeof name === 'number' ? name === PARAMETERS[wanted] : name.trim().toLowerCase() === wanted;
}

function keepParameter(
  found: ContentType,
  { name, value, offset }: { name: number | string; value: number | string; offset: number },
): void {
  if (isNamed(name, 'mac')) found.mac = String(value);
  else if (isNamed(name, 'sec')) found.security = securityOf(value, offset);
}

/** By number, by number as text, or by name. */
function securityOf(value: number | string, offset: number): SecurityMethod {
  const text = String(value);
  const method = SECURITY_METHODS.find((name, code) => text === String(code) || text.toUpperCase() === name);
  if (method === undefined)
    throw new DecodeError('SEC', offset, 'expected 0 to 3 or the name of a method, got neither');
  return method;
}

type Fields = Pick<Push, 'applicationId' | 'initiatorUri' | 'isInitiatorAuthenticated'>;

function readFields(headers: WspReader): Fields {
  let found: Fields = {};
  let page = DEFAULT_PAGE;
  while (!headers.isAtEnd()) {
    const first = headers.peek();
    if (first <= LAST_SHORT_CUT) {
      page = headers.octet();
    } else if (first === SHIFT_DELIMITER) {
      headers.octet();
      page = headers.octet();
    } else {
      const name = fieldNamed(first >= SHORT_INTEGER ? headers.octet() & 0x7f : headers.text(), page);
      if (name === undefined) headers.skipValue();
      else found = { ...found, ...fieldOf(name, headers.integerOrText()) };
    }
  }
  return found;
}

/** Headers that are read, as texts. */
const TEXT_FIELDS: ReadonlyMap<string, keyof typeof FIELDS> = new Map([
  ['x-wap-application-id', 'applicationId'],
  ['x-wap-initiator-uri', 'initiatorUri'],
  ['push-flag', 'pushFlag'],
]);
const FIELDS_BY_NUMBER: ReadonlyMap<number, keyof typeof FIELDS> = new Map([
  [FIELDS.applicationId, 'applicationId'],
  [FIELDS.initiatorUri, 'initiatorUri'],
  [FIELDS.pushFlag, 'pushFlag'],
]);

function fieldNamed(field: number | string, page: number): keyof typeof FIELDS | undefined {
  if (typeof field === 'string') return TEXT_FIELDS.get(field.toLowerCase());
  return page === DEFAULT_PAGE ? FIELDS_BY_NUMBER.get(field) : undefined;
}

function fieldOf(name: keyof typeof FIELDS, value: number | string): Fields {
  switch (name) {
    case 'applicationId':
      return {
        applicationId: typeof value === 'number' ? (APPLICATION_IDS.get(value) ?? `0x${value.toString(16)}`) : value,
      };
    case 'initiatorUri':
      return typeof value === 'string' ? { initiatorUri: value } : {};
    case 'pushFlag':
      return { isInitiatorAuthenticated: (Number(value) & INITIATOR_AUTHENTICATED) !== 0 };
  }
}

/** A bit of Push-Flag (WAP-230-WSP §8.4.2.60). */
const INITIATOR_AUTHENTICATED = 0x01;
