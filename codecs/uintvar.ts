import { DecodeError } from '../domain/decode-error.ts';

/** Most octets a 32-bit value can need: ceil(32 / 7). */
const MAX_OCTETS = 5;
const MAX_UINT32 = 0xffff_ffff;

/**
 * Encodes a variable-length unsigned integer.
 *
 * Spec: uintvar of WAP-230-WSP §8.1.2, the same as mb_u_int32 of WAP-192-WBXML §5.1. Seven payload bits an octet, most
 * significant group first; bit 8 is set on every octet but the last.
 *
 * @param value - 0 to 2^32 - 1
 * @returns 1 to 5 octets, never with a leading 0x80
 * @throws RangeError when `value` is not an integer in that range
 */
export function encodeUintvar(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > MAX_UINT32) {
    throw new RangeError(`Cannot encode uintvar: expected 0..${MAX_UINT32}, got ${value}`);
  }
  const octets = [value % 0x80];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
    octets.unshift(0x80 | (rest % 0x80));
  }
  return Uint8Array.from(octets);
}

/**
 * Decodes the uintvar that starts at `offset`; needless leading 0x80 octets are read.
 *
 * @returns the value and the offset of the octet after it
 * @throws DecodeError when the input ends early, the value passes 32 bits or there are more than 5 octets
 */
export function decodeUintvar(input: Uint8Array, offset = 0): [value: number, next: number] {
  let value = 0;
  for (let i = offset; i < offset + MAX_OCTETS; i++) {
    const octet = input[i];
    if (octet === undefined) throw new DecodeError('uintvar', i, 'input ends inside the integer');
    value = value * 0x80 + (octet & 0x7f);
    if (octet < 0x80) {
      if (value > MAX_UINT32) throw new DecodeError('uintvar', offset, 'value passes 32 bits');
      return [value, i + 1];
    }
  }
  throw new DecodeError('uintvar', offset, `no last octet within ${MAX_OCTETS}`);
}
