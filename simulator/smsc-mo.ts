import { encodeText } from '../codecs/gsm-text.ts';
import { RequestError } from './parse-input.ts';
import type { PduFields } from './smpp-link.ts';

/** User data header present (SMPP 3.4 §5.2.12, bit 6). */
const UDHI = 0x40;
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

export interface MobileOriginated {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/**
 * The deliver_sm PDUs of a text that a subscriber sends; concatenated when it is too long for one.
 *
 * @param reference - 0 to 255, for the parts of a long message
 * @throws RequestError 400 when the text takes more than 255 parts
 */
export function formatMobileOriginated({ from, to, text }: MobileOriginated, reference: number): PduFields[] {
  const { dataCoding, octets } = encodeText(text);
  const parts = splitText(Buffer.from(octets), dataCoding);
  if (parts.length > MAX_PARTS)
    throw new RequestError(400, `Cannot send text: expected at most ${MAX_PARTS} parts, got ${parts.length}`);
  const address = {
    ...addressFields('source', from),
    ...addressFields('dest', to),
    data_coding: dataCoding,
  };
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return [{ ...address, esm_class: 0, short_message: only }];
  return parts.map((part, i) => ({
    ...address,
    esm_class: UDHI,
    short_message: Buffer.concat([Buffer.of(5, 0, 3, reference, parts.length, i + 1), part]),
  }));
}

/** Cuts where no character is torn: neither an escape from what it escapes, nor a surrogate from its pair. */
function splitText(octets: Buffer, dataCoding: number): Buffer[] {
  const limit = dataCoding === UCS2 ? LIMITS.ucs2 : LIMITS.gsm;
  if (octets.length <= limit.whole) return [octets];
  const parts: Buffer[] = [];
  for (let start = 0; start < octets.length; ) {
    const end = Math.min(octets.length, start + limit.part);
    const cut = end < octets.length ? end - tornOctets(octets, end, dataCoding) : end;
    parts.push(octets.subarray(start, cut));
    start = cut;
  }
  return parts;
}

function tornOctets(octets: Buffer, end: number, dataCoding: number): number {
  if (dataCoding !== UCS2) return octets[end - 1] === ESCAPE ? 1 : 0;
  const isHighSurrogate = ((octets[end - 2] ?? 0) & 0xfc) === 0xd8;
  return isHighSurrogate ? 2 : 0;
}

/** Type of number 1 (international) for E.164, else 0; numbering plan 1 for both (SMPP 3.4 §5.2.5, §5.2.6). */
function addressFields(side: 'source' | 'dest', address: string): PduFields {
  const digits = address.replace('+', '');
  const name = side === 'source' ? 'source_addr' : 'destination_addr';
  return { [name]: digits, [`${side}_addr_ton`]: digits === address ? 0 : 1, [`${side}_addr_npi`]: 1 };
}
