import { DecodeError } from '../domain/decode-error.ts';
import { MAX_INPUT } from './limits.ts';
import { decodeUintvar } from './uintvar.ts';

/** PROV 1.0, and the number that Microsoft gave it besides. 1 means "unknown or missing". */
const PUBLIC_IDS: ReadonlySet<number> = new Set([0x0b, 0x110e, 0x01]);
/** Public id 0 says that the id is a text in the string table. */
const PUBLIC_ID_IN_TABLE = 0;
const PUBLIC_ID = '-//WAPFORUM//DTD PROV 1.0//EN';
/** WBXML 1.1, 1.2 and 1.3: all that PROV documents need is the same in these. */
const VERSIONS: ReadonlySet<number> = new Set([0x01, 0x02, 0x03]);
/** IANA MIBenum of the character sets that are read; 0 is "unknown" and taken as UTF-8. */
const UTF8_CHARSETS: ReadonlySet<number> = new Set([0, 3, 106]);
const LATIN1_CHARSET = 4;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a WBXML document from front to back. Every method throws DecodeError when the input does not hold what it wants. */
export class WbxmlReader {
  offset = 0;
  private readonly input: Uint8Array;
  private strings = new Uint8Array();
  private isLatin1 = false;
  private textLength = 0;

  constructor(input: Uint8Array) {
    if (input.length > MAX_INPUT) {
      throw new DecodeError('WBXML', 0, `expected at most ${MAX_INPUT} octets, got ${input.length}`);
    }
    this.input = input;
  }

  isAtEnd(): boolean {
    return this.offset >= this.input.length;
  }

  octet(): number {
    const octet = this.input[this.offset];
    if (octet === undefined) throw this.fault('WBXML', 'input ends inside the document');
    this.offset += 1;
    return octet;
  }

  uintvar(): number {
    const [value, next] = decodeUintvar(this.input, this.offset);
    this.offset = next;
    return value;
  }

  /** Version, public id, character set, string table (WAP-192-WBXML §5.4 to §5.7). */
  header(): void {
    const version = this.octet();
    if (!VERSIONS.has(version)) throw this.fault('WBXML version', `expected 1.1 to 1.3, got octet ${version}`, 0);
    const publicId = this.uintvar();
    const publicIdAt = publicId === PUBLIC_ID_IN_TABLE ? this.uintvar() : undefined;
    if (publicIdAt === undefined && !PUBLIC_IDS.has(publicId)) {
      throw this.fault('WBXML public id', `expected that of PROV 1.0, got ${publicId}`, 1);
    }
    const charset = this.uintvar();
    this.isLatin1 = charset === LATIN1_CHARSET;
    if (!this.isLatin1 && !UTF8_CHARSETS.has(charset)) {
      throw this.fault('WBXML character set', `expected UTF-8, US-ASCII or ISO-8859-1, got number ${charset}`);
    }
    this.strings = this.take(this.uintvar(), 'string table');
    if (publicIdAt !== undefined && this.tableText(publicIdAt) !== PUBLIC_ID) {
      throw this.fault('WBXML public id', 'expected that of PROV 1.0, got another text');
    }
  }

  /** A string in place, ended by NUL. */
  inlineText(): string {
    const end = this.input.indexOf(0, this.offset);
    if (end === -1) throw this.fault('inline string', 'input ends before its NUL');
    const text = this.text(this.input.subarray(this.offset, end));
    this.offset = end + 1;
    return text;
  }

  /** The string of the string table that starts at `at`. */
  tableText(at: number): string {
    const end = at < this.strings.length ? this.strings.indexOf(0, at) : -1;
    if (end === -1) throw this.fault('string table reference', 'no string that ends inside the table starts there');
    return this.text(this.strings.subarray(at, end));
  }

  /** Octets of a stated count, taken as text. */
  opaqueText(): string {
    return this.text(this.take(this.uintvar(), 'opaque data'));
  }

  /** The character of an ENTITY token. */
  entity(): string {
    const code = this.uintvar();
    if (code > 0x10_ffff) throw this.fault('entity', 'expected a Unicode character, got a larger number');
    this.count(1);
    return String.fromCodePoint(code);
  }

  fault(element: string, reason: string, offset = this.offset): DecodeError {
    return new DecodeError(element, offset, reason);
  }

  private take(count: number, element: string): Uint8Array<ArrayBuffer> {
    const end = this.offset + count;
    if (end > this.input.length) throw this.fault(element, `expected ${count} octets, input ends before`);
    const octets = Uint8Array.from(this.input.subarray(this.offset, end));
    this.offset = end;
    return octets;
  }

  private text(octets: Uint8Array): string {
    this.count(octets.length);
    if (this.isLatin1) return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
    try {
      return utf8.decode(octets);
    } catch (cause) {
      // Of the errors that decode() has, only malformed input can come here.
      if (cause instanceof TypeError) throw this.fault('text', 'expected UTF-8, got other octets');
      throw cause;
    }
  }

  /** References can make a small input into a large document; all text together is held to the limit of an input. */
  private count(octets: number): void {
    this.textLength += octets;
    if (this.textLength > MAX_INPUT) throw this.fault('text', `expected at most ${MAX_INPUT} octets in all`);
  }
}
