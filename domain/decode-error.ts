/**
 * Octets or text that are not what they claim to be. Carries where and why, never the input itself:
 * the input may hold a password.
 */
export class DecodeError extends SyntaxError {
  override readonly name = 'DecodeError';
  /** The element of the format that could not be read, such as `uintvar` or `string table`. */
  readonly element: string;
  /** Octet (or, in text, character) at which reading stopped, from 0. */
  readonly offset: number;
  readonly reason: string;

  constructor(element: string, offset: number, reason: string) {
    super(`Cannot decode ${element} at offset ${offset}: ${reason}`);
    this.element = element;
    this.offset = offset;
    this.reason = reason;
  }
}
