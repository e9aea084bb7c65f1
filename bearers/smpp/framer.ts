import { DecodeError } from '../../domain/decode-error.ts';

/** command_length, command_id, command_status, sequence_number (SMPP 3.4 §3.2). */
const HEADER_OCTETS = 16;
const LENGTH_OCTETS = 4;
/** A message_payload of 64 KiB and the fields around it; nothing larger is a PDU. */
const MAX_PDU_OCTETS = 70_000;

/**
 * Cuts a stream into PDUs. The package's own session is not used for it: after an impossible length it stays deaf on an
 * open socket, and of a text it gives away the octets (docs of the package do not say so; seen in 0.5.1).
 *
 * @param take - called with each whole PDU
 * @returns takes what the socket brought; throws DecodeError on an impossible length, after which the stream cannot be
 *   trusted any more
 */
export function createFramer(take: (pdu: Buffer) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let size = 0;
  // Octets without which nothing can be said: joining at every chunk would cost the square of a dribbled PDU's length.
  let needed = LENGTH_OCTETS;

  return (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    let input = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    needed = LENGTH_OCTETS;
    while (input.length >= LENGTH_OCTETS) {
      needed = readLength(input);
      if (input.length < needed) break;
      take(input.subarray(0, needed));
      input = input.subarray(needed);
      needed = LENGTH_OCTETS;
    }
    chunks = input.length === 0 ? [] : [input];
    size = input.length;
  };
}

function readLength(input: Buffer): number {
  const length = input.readUInt32BE(0);
  if (length >= HEADER_OCTETS && length <= MAX_PDU_OCTETS) return length;
  throw new DecodeError('command_length', 0, `expected ${HEADER_OCTETS} to ${MAX_PDU_OCTETS}, got ${length}`);
}
