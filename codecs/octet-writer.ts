const utf8 = new TextEncoder();

/** Most octets of UTF-8 that a UTF-16 code unit can become. */
const MAX_UTF8 = 3;

/** Collects octets in one buffer that doubles when full. */
export class OctetWriter {
  private buffer = new Uint8Array(512);
  private length = 0;

  octet(octet: number): void {
    if (this.length === this.buffer.length) this.reserve(1);
    this.buffer[this.length++] = octet;
  }

  octets(octets: Uint8Array): void {
    this.reserve(octets.length);
    this.buffer.set(octets, this.length);
    this.length += octets.length;
  }

  /** `text` in UTF-8 and a NUL after it. The text itself must have none. */
  terminatedText(text: string): void {
    this.reserve(text.length * MAX_UTF8 + 1);
    // Nearly all values are short ASCII, for which a loop is faster than a call into the encoder.
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        at += utf8.encodeInto(text.slice(i), this.buffer.subarray(at)).written;
        break;
      }
      this.buffer[at++] = unit;
    }
    this.buffer[at++] = 0;
    this.length = at;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}
