import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ProvisioningError } from '../domain/errors.ts';

/** Octets of the installation's key. */
export const KEY_OCTETS = 32;

const FORMAT = 1;
const KEY_ID_OCTETS = 4;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const HEADER_OCTETS = 1 + KEY_ID_OCTETS + NONCE_OCTETS;
/** Half of a SHA-256 is plenty to tell identifiers apart and keeps the indexes small. */
const INDEX_OCTETS = 16;

/** Keeps what must not be read from a dump: seals with AES-256-GCM, and makes keyed hashes for look-up. */
export interface Vault {
  /**
   * Seals a value for one place. The place is bound in, so that ciphertext moved to another row or column does not open.
   *
   * @param place - table, column and row, such as `orders.pin/<id>`
   */
  seal(value: string | Uint8Array, place: string): Buffer;
  /** @throws ProvisioningError `data_unreadable` when the key is another or the octets or the place are not those sealed */
  open(sealed: Uint8Array, place: string): Buffer;
  /** A keyed hash, equal for equal values within a scope and unrelated across scopes. */
  index(scope: string, value: string): Buffer;
}

/**
 * @param key - 32 random octets; losing them makes all sealed data unreadable
 * @throws RangeError when the key has another length
 */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== KEY_OCTETS) {
    throw new RangeError(`Cannot use the secret key: expected ${KEY_OCTETS} octets, got ${key.length}`);
  }
  const sealingKey = derive(key, 'seal');
  const indexKey = derive(key, 'index');
  const keyId = createHash('sha256').update(sealingKey).digest().subarray(0, KEY_ID_OCTETS);
  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE_OCTETS);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(value), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), keyId, nonce, text, cipher.getAuthTag()]);
    },
    open(sealed, place) {
      const octets = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (octets[0] !== FORMAT || !octets.subarray(1, 1 + KEY_ID_OCTETS).equals(keyId)) {
        throw new ProvisioningError('data_unreadable', 'Cannot open sealed data: it was sealed with another key', {
          // A worker that is started with the right key will read it.
          retryable: true,
        });
      }
      return unseal(sealingKey, octets, place);
    },
    index: (scope, value) =>
      createHmac('sha256', indexKey).update(`${scope}\0${value}`).digest().subarray(0, INDEX_OCTETS),
  };
}

function derive(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `dm-wsi ${purpose} 1`, KEY_OCTETS));
}

function unseal(key: Buffer, octets: Buffer, place: string): Buffer {
  const nonce = octets.subarray(1 + KEY_ID_OCTETS, HEADER_OCTETS);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_OCTETS }).setAAD(
    Buffer.from(place),
  );
  try {
    decipher.setAuthTag(octets.subarray(-TAG_OCTETS));
    return Buffer.concat([decipher.update(octets.subarray(HEADER_OCTETS, -TAG_OCTETS)), decipher.final()]);
  } catch (cause) {
    throw new ProvisioningError('data_unreadable', 'Cannot open sealed data: it is damaged or from another place', {
      cause,
    });
  }
}
