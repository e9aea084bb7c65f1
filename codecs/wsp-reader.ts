import { DecodeError } from '../domain/decode-error.ts';
import { decodeUintvar } from './uintvar.ts';

/** Octets that start a value (WAP-230-WSP §8.4.1.2). */
const LENGTH_QUOTE = 0x1f;
const FIRST_TEXT = 0x20;
const SHORT_INTEGER = 0x80;
/** A text that starts with a character above 127 has this before it. */
const TEXT_QUOTE = 0x7f;
/** A quoted string has only its first quotation mark. */
const QUOTATION_MARK = '"';
/** A number of more octets is none of ours. */
const MAX_INTEGER_OCTETS = 4;

/** Reads the values of WSP headers from a stretch of octets; throws DecodeError where they do not fit. */
export class WspReader {
  offset: number;
  private readonly input: Uint8Array;
  private readonly end: number;

  constructor(input: Uint8Array, { offset, end }: { offset: number; end: number }) {
    if (end > input.length) throw new DecodeError('WSP headers', offset, 'input ends before the stated length');
    this.input = input;
    this.offset = offset;
    this.end = end;
  }

  isAtEnd(): boolean {
    return this.offset >= this.end;
  }

  /** The next octet, left where it is. */
  peek(): number {
    const octet = this.offset < this.end ? this.input[this.offset] : undefined;
    if (octet === undefined) throw new DecodeError('WSP value', this.offset, 'headers end before it');
    return octet;
  }

  octet(): number {
    const octet = this.peek();
    this.offset += 1;
    return octet;
  }

  uintvar(): number {
    const [value, next] = decodeUintvar(this.input.subarray(0, this.end), this.offset);
    this.offset = next;
    return value;
  }

  /** A text ended by NUL, without the marks that may stand before it; one character an octet. */
  text(): string {
    const start = this.offset;
    const nul = this.input.indexOf(0, start);
    if (nul === -1 || nul >= this.end) throw new DecodeError('WSP text', start, 'headers end before its NUL');
    this.offset = nul + 1;
    const from = this.input[start] === TEXT_QUOTE ? start + 1 : start;
    const text = Array.from(this.input.subarray(from, nul), (octet) => String.fromCharCode(octet)).join('');
    return text.startsWith(QUOTATION_MARK) ? text.slice(1) : text;
  }

  /** A short integer, a long integer, or a text: whichever is there (WAP-230-WSP §8.4.2.3, §8.4.2.1). */
  integerOrText(): number | string {
    const first = this.peek();
    if (first >= SHORT_INTEGER) return this.octet() & 0x7f;
    if (first >= FIRST_TEXT) return this.text();
    return this.longInteger();
  }

  /** The stretch that a value-length announces (WAP-230-WSP §8.4.2.2). */
  lengthPrefixed(): WspReader {
    const length = this.peek() === LENGTH_QUOTE ? this.quotedLength() : this.octet();
    const inner = new WspReader(this.input.subarray(0, this.end), { offset: this.offset, end: this.offset + length });
    this.offset += length;
    return inner;
  }

  /** Reads over a value of any kind, as its first octet tells (WAP-230-WSP §8.4.1.2). */
  skipValue(): void {
    const first = this.peek();
    if (first >= SHORT_INTEGER) this.offset += 1;
    else if (first >= FIRST_TEXT) this.text();
    else this.lengthPrefixed();
  }

  private quotedLength(): number {
    this.offset += 1;
    return this.uintvar();
  }

  private longInteger(): number {
    const count = this.octet();
    if (count > MAX_INTEGER_OCTETS) {
      throw new DecodeError('WSP integer', this.offset, `expected at most ${MAX_INTEGER_OCTETS} octets, got ${count}`);
    }
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 0x100 + this.octet();
    return value;
  }
}
