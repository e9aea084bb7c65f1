import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The parts of a key: the id is looked up and may be shown, the secret is known to its client alone. */
export interface ApiKey {
  readonly keyId: string;
  readonly secret: string;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(DIGITS.length);

const KEY_ID_OCTETS = 9;
/** Full entropy, so that a fast hash is right at rest (OWASP ASVS 6.5.2). */
const SECRET_OCTETS = 32;
const CHECK_OCTETS = 4;

const FORM = new RegExp(
  `^wsi_([0-9A-Za-z]{${digitsFor(KEY_ID_OCTETS)}})_([0-9A-Za-z]{${digitsFor(SECRET_OCTETS)}})_([0-9A-Za-z]{${digitsFor(CHECK_OCTETS)}})$`,
);

/** A new random key; `text` is shown to its client once. */
export function createApiKey(): ApiKey & { readonly text: string } {
  const keyId = encode(randomBytes(KEY_ID_OCTETS));
  const secret = encode(randomBytes(SECRET_OCTETS));
  return { keyId, secret, text: formatApiKey({ keyId, secret }) };
}

/**
 * The key as its client sends it: `wsi_<key id>_<secret>_<check>`. The prefix and the CRC-32 let scanners for leaked
 * secrets find it, and let us refuse a mistyped one without asking the database.
 */
export function formatApiKey({ keyId, secret }: ApiKey): string {
  const text = `wsi_${keyId}_${secret}`;
  return `${text}_${check(text)}`;
}

/** The parts of a key, or undefined when the text has not the form of one or its check does not hold. */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, keyId, secret] = FORM.exec(text) ?? [];
  if (keyId === undefined || secret === undefined) return undefined;
  return formatApiKey({ keyId, secret }) === text ? { keyId, secret } : undefined;
}

function check(text: string): string {
  const octets = Buffer.alloc(CHECK_OCTETS);
  octets.writeUInt32BE(crc32(text));
  return encode(octets);
}

/** Base 62, of the same length for all values of as many octets. */
function encode(octets: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(octets).toString('hex')}`);
  let text = '';
  for (; rest > 0n; rest /= BASE) text = (DIGITS[Number(rest % BASE)] ?? '') + text;
  return text.padStart(digitsFor(octets.length), '0');
}

function digitsFor(octets: number): number {
  return Math.ceil((octets * 8) / Math.log2(DIGITS.length));
}
