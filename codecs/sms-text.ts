import { encodeText } from './gsm-text.ts';

/** data_coding of SMPP 3.4 §5.2.19. */
const UCS2 = 0x08;
/** Escape to the extension table (3GPP TS 23.038 §6.2.1): belongs to the octet after it. */
const ESCAPE = 0x1b;
const MAX_PARTS = 255;

/**
 * Limits of one message and of a part with the header 05 00 03 rr tt ss (3GPP TS 23.040 §9.2.3.24.1), in octets as SMPP
 * carries them: an octet a character for the GSM alphabet, two for UCS-2.
 */
const LIMITS = {
  gsm: { whole: 160, part: 153 },
  ucs2: { whole: 140, part: 134 },
} as const;

/** A text as the user data of short messages. */
export interface TextMessage {
  readonly dataCoding: number;
  /** The parts begin with a header that numbers them. */
  readonly hasHeader: boolean;
  readonly parts: readonly Uint8Array[];
}

/**
 * Encodes a text for one or more short messages, in the default alphabet when that has all its characters.
 *
 * @param reference - 0 to 255, the same for the parts of one text
 * @throws RangeError when it would take more than 255 parts
 */
export function encodeTextMessage(text: string, reference: number): TextMessage {
  const { dataCoding, octets } = encodeText(text);
  const pieces = split(octets, dataCoding);
  if (pieces.length > MAX_PARTS) {
    throw new RangeError(`Cannot encode text: expected at most ${MAX_PARTS} parts, got ${pieces.length}`);
  }
  if (pieces.length === 1) return { dataCoding, hasHeader: false, parts: pieces };
  const parts = pieces.map((piece, i) => Uint8Array.of(5, 0, 3, reference & 0xff, pieces.length, i + 1, ...piece));
  return { dataCoding, hasHeader: true, parts };
}

/** Cuts where no character is torn: neither an escape from what it escapes, nor a surrogate from its pair. */
function split(octets: Uint8Array, dataCoding: number): Uint8Array[] {
  const limit = dataCoding === UCS2 ? LIMITS.ucs2 : LIMITS.gsm;
  if (octets.length <= limit.whole) return [octets];
  const parts: Uint8Array[] = [];
  for (let start = 0; start < octets.length; ) {
    const end = Math.min(octets.length, start + limit.part);
    const cut = end < octets.length ? end - tornOctets(octets, end, dataCoding) : end;
    parts.push(octets.subarray(start, cut));
    start = cut;
  }
  return parts;
}

function tornOctets(octets: Uint8Array, end: number, dataCoding: number): number {
  if (dataCoding !== UCS2) return octets[end - 1] === ESCAPE ? 1 : 0;
  const isHighSurrogate = ((octets[end - 2] ?? 0) & 0xfc) === 0xd8;
  return isHighSurrogate ? 2 : 0;
}
