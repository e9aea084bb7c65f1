import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BootstrapSecret } from '../domain/security.ts';

/** A MAC as text: HMAC-SHA1 is 20 octets. */
const MAC_TEXT = /^[0-9A-Fa-f]{40}$/;
const IMSI = /^[0-9]{6,15}$/;
/** The check half of a USERPINMAC PIN has a digit for each octet of the HMAC at most. */
const PIN_HALF = /^[0-9]{1,20}$/;
const PIN = /^[0-9]+$/;

/**
 * The network's key: the IMSI as the card holds it (EF-IMSI of 3GPP TS 51.011 §10.3.2, without its length octet).
 *
 * Semi-octets, low nibble first: a nibble 9 for an odd count of digits or 1 for an even one, the digits, and F to fill.
 *
 * @param imsi - 6 to 15 digits
 * @throws RangeError when it is anything else
 */
export function networkKey(imsi: string): Uint8Array {
  if (!IMSI.test(imsi)) {
    throw new RangeError(`Cannot make network key: expected an IMSI of 6 to 15 digits, got ${imsi.length} characters`);
  }
  const nibbles = imsi.length % 2 === 1 ? `9${imsi}` : `1${imsi}f`;
  return Uint8Array.from({ length: nibbles.length / 2 }, (_, i) =>
    Number.parseInt(`${nibbles.charAt(2 * i + 1)}${nibbles.charAt(2 * i)}`, 16),
  );
}

/**
 * The MAC of a bootstrap document: HMAC-SHA1 (RFC 2104) over the WBXML, first octet to last (OMA ProvBoot 1.1).
 *
 * The key is the network's (NETWPIN), the PIN in ASCII (USERPIN), both in that order (USERNETWPIN), or the chosen half of
 * the PIN (USERPINMAC, for which the result is not sent but makes the other half: see `userPinMac`).
 *
 * @returns 40 upper-case hexadecimal digits; some handsets compare exactly
 * @throws RangeError when IMSI or PIN is not made of digits or has a wrong length
 */
export function computeMac(secret: BootstrapSecret, wbxml: Uint8Array): string {
  return hmac(keyOf(secret), wbxml).toString('hex').toUpperCase();
}

/** Tells whether `mac`, in either case, is that of the document. False also for a PIN that is no PIN; constant time. */
export function verifyMac(secret: BootstrapSecret, wbxml: Uint8Array, mac: string): boolean {
  if (!MAC_TEXT.test(mac) || ('pin' in secret && !PIN.test(secret.pin))) return false;
  return timingSafeEqual(hmac(keyOf(secret), wbxml), Buffer.from(mac, 'hex'));
}

/**
 * The PIN that the user types for a USERPINMAC document: the half that was chosen, then as many check digits, each an
 * octet of HMAC-SHA1(half, document) modulo 10 (OMA ProvBoot 1.1).
 *
 * @param pin - the chosen half: 1 to 20 digits; some handsets want at least 5
 * @returns twice as many digits
 * @throws RangeError when `pin` is anything else
 */
export function userPinMac(pin: string, wbxml: Uint8Array): string {
  if (!PIN_HALF.test(pin)) {
    throw new RangeError(`Cannot make PIN: expected a half of 1 to 20 digits, got ${pin.length} characters`);
  }
  const digest = hmac(Buffer.from(pin, 'ascii'), wbxml);
  const digits = Array.from(digest.subarray(0, pin.length), (octet) => octet % 10);
  return `${pin}${digits.join('')}`;
}

/** Tells whether what the user typed is a PIN that `userPinMac` makes for the document. Constant time. */
export function verifyUserPinMac(typed: string, wbxml: Uint8Array): boolean {
  const half = typed.slice(0, typed.length / 2);
  if (typed.length % 2 === 1 || !PIN.test(typed) || !PIN_HALF.test(half)) return false;
  return timingSafeEqual(Buffer.from(userPinMac(half, wbxml)), Buffer.from(typed));
}

function keyOf(secret: BootstrapSecret): Uint8Array {
  switch (secret.method) {
    case 'NETWPIN':
      return networkKey(secret.imsi);
    case 'USERPIN':
    case 'USERPINMAC':
      return pinKey(secret.pin);
    case 'USERNETWPIN':
      return Buffer.concat([networkKey(secret.imsi), pinKey(secret.pin)]);
  }
}

function pinKey(pin: string): Uint8Array {
  if (!PIN.test(pin)) throw new RangeError('Cannot make MAC: expected a PIN of digits, got something else');
  return Buffer.from(pin, 'ascii');
}

function hmac(key: Uint8Array, wbxml: Uint8Array): Buffer {
  return createHmac('sha1', key).update(wbxml).digest();
}
