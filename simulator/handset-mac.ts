import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecurityMethod } from '../domain/document.ts';

/*
 * What a handset computes to trust a bootstrap document. Written apart from the codec of the sending side on purpose:
 * a mistake that both shared would never show.
 */

/** What the handset knows (its card) and what its user typed. */
export interface HandsetSecrets {
  readonly imsi: string;
  /** Empty when nothing was typed. */
  readonly pin: string;
}

/** A document and what its push said about it (OMA ProvBoot 1.1 §5; WSP parameters SEC and MAC). */
export interface SignedBody {
  readonly security: SecurityMethod;
  /** 40 hexadecimal characters in either case; undefined for USERPINMAC, which carries its proof in the PIN. */
  readonly mac: string | undefined;
  /** The WBXML, first octet to last. */
  readonly body: Uint8Array;
}

/** Tells whether a document comes from who knows the secrets. */
export function isProven({ security, mac, body }: SignedBody, secrets: HandsetSecrets): boolean {
  if (security === 'USERPINMAC') return isPinProof(secrets.pin, body);
  if (mac === undefined) return false;
  const expected = hmac(secretOctets(security, secrets), body);
  const got = Buffer.from(mac, 'hex');
  return got.length === expected.length && mac.length === 2 * expected.length && timingSafeEqual(got, expected);
}

/** True when the user must type something before the document can be checked. */
export function needsPin(security: SecurityMethod): boolean {
  return security !== 'NETWPIN';
}

/**
 * The IMSI as the card keeps it (GSM 11.11 §10.3.2, EF-IMSI without its length octet): a nibble for the parity of the
 * count, then the digits, low nibble first, filled with F.
 */
export function cardOctets(imsi: string): Buffer {
  const nibbles = imsi.length % 2 === 1 ? `9${imsi}` : `1${imsi}F`;
  return Buffer.from(nibbles.replaceAll(/(.)(.)/g, '$2$1'), 'hex');
}

function secretOctets(security: 'NETWPIN' | 'USERPIN' | 'USERNETWPIN', { imsi, pin }: HandsetSecrets): Buffer {
  const typed = Buffer.from(pin, 'ascii');
  switch (security) {
    case 'NETWPIN':
      return cardOctets(imsi);
    case 'USERPIN':
      return typed;
    case 'USERNETWPIN':
      return Buffer.concat([cardOctets(imsi), typed]);
  }
}

/**
 * USERPINMAC: the typed PIN is K followed by as many check digits, digit i being octet i of HMAC-SHA1(K, document)
 * modulo 10 (as handset clients do it; the specification's own wording was not at hand).
 */
function isPinProof(pin: string, body: Uint8Array): boolean {
  const half = pin.length / 2;
  if (!/^\d+$/.test(pin) || !Number.isInteger(half)) return false;
  const digest = hmac(Buffer.from(pin.slice(0, half), 'ascii'), body);
  if (half > digest.length) return false;
  const digits = [...digest.subarray(0, half)].map((octet) => octet % 10).join('');
  return digits === pin.slice(half);
}

function hmac(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha1', key).update(body).digest();
}
