import { DecodeError } from '../domain/decode-error.ts';

/** command_length, command_id, command_status, sequence_number (SMPP 3.4 §3.2). */
const HEADER_OCTETS = 16;
/** message_payload may hold 64 KiB; nothing larger is a PDU. */
const MAX_PDU_OCTETS = 70_000;

/**
 * Cuts a stream into PDUs. The session of the package `smpp` is not used for it: after a bad length it stays deaf on
 * an open socket, and it gives away the octets of a message that it takes for text.
 *
 * @returns takes what the socket brought, gives the PDUs that became whole; throws DecodeError on an impossible length,
 * after which the stream cannot be trusted
 */
export function createFramer(): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let input = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const pdus: Buffer[] = [];
    while (input.length >= 4) {
      const length = input.readUInt32BE(0);
      if (length < HEADER_OCTETS || length > MAX_PDU_OCTETS) {
        throw new DecodeError('command_length', 0, `expected ${HEADER_OCTETS} to ${MAX_PDU_OCTETS}, got ${length}`);
      }
      if (input.length < length) break;
      pdus.push(input.subarray(0, length));
      input = input.subarray(length);
    }
    rest = input;
    return pdus;
  };
}
