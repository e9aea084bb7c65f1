import { DecodeError } from '../domain/decode-error.ts';
import { decodeUserData } from './sms-user-data.ts';

/** sm_length is one octet, and 255 is not used (SMPP 3.4 §5.2.21): no part is larger. */
const MAX_PART = 254;
const MAX_MESSAGES = 100;

export interface Reassembler {
  /**
   * Takes the user data of one short message.
   *
   * @param sender - parts are joined only with those of the same sender
   * @returns the whole payload when nothing is missing any more, at once for a message of one part
   * @throws DecodeError when the user data cannot be read, or a part is larger than a short message can be
   */
  readonly add: (sender: string, userData: Uint8Array) => Uint8Array | undefined;
}

/**
 * Joins the parts of concatenated short messages (3GPP TS 23.040 §9.2.3.24.1) in any order. A part that comes again takes
 * the place of the earlier one.
 *
 * @param options - `maxMessages`: most unfinished messages kept; past it the oldest is dropped. At most 255 parts of 254
 *   octets each, so 100 of them are below 6.5 MB
 */
export function createReassembler({ maxMessages = MAX_MESSAGES }: { maxMessages?: number } = {}): Reassembler {
  const unfinished = new Map<string, Map<number, Uint8Array>>();

  function partsOf(key: string): Map<number, Uint8Array> {
    const known = unfinished.get(key);
    if (known !== undefined) return known;
    const parts = new Map<number, Uint8Array>();
    unfinished.set(key, parts);
    const [oldest] = unfinished.keys();
    if (unfinished.size > maxMessages && oldest !== undefined) unfinished.delete(oldest);
    return parts;
  }

  return {
    add(sender, userData) {
      const { ports, concatenation, payload } = decodeUserData(userData);
      if (concatenation === undefined) return payload;
      if (userData.length > MAX_PART) {
        throw new DecodeError('user data', 0, `expected at most ${MAX_PART} octets in a part, got ${userData.length}`);
      }
      const { reference, total, sequence } = concatenation;
      const key = [ports?.destination, ports?.source, reference, total, sender].join('/');
      const parts = partsOf(key);
      parts.set(sequence, payload);
      if (parts.size < total) return undefined;
      unfinished.delete(key);
      return join(parts);
    },
  };
}

function join(parts: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const ordered = [...parts.entries()].toSorted(([a], [b]) => a - b).map(([, payload]) => payload);
  const whole = new Uint8Array(ordered.reduce((length, { length: more }) => length + more, 0));
  let offset = 0;
  for (const payload of ordered) {
    whole.set(payload, offset);
    offset += payload.length;
  }
  return whole;
}
