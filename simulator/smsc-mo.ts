import { encodeTextMessage, type TextMessage } from '../codecs/sms-text.ts';
import { RequestError } from './parse-input.ts';
import type { PduFields } from './smpp-link.ts';

/** User data header present (SMPP 3.4 §5.2.12, bit 6). */
const UDHI = 0x40;

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
  const { dataCoding, hasHeader, parts } = encode(text, reference);
  const address = {
    ...addressFields('source', from),
    ...addressFields('dest', to),
    data_coding: dataCoding,
    esm_class: hasHeader ? UDHI : 0,
  };
  return parts.map((part) => ({ ...address, short_message: Buffer.from(part) }));
}

function encode(text: string, reference: number): TextMessage {
  try {
    return encodeTextMessage(text, reference);
  } catch (error) {
    if (error instanceof RangeError) throw new RequestError(400, error.message, { cause: error });
    throw error;
  }
}

/** Type of number 1 (international) for E.164, else 0; numbering plan 1 for both (SMPP 3.4 §5.2.5, §5.2.6). */
function addressFields(side: 'source' | 'dest', address: string): PduFields {
  const digits = address.replace('+', '');
  const name = side === 'source' ? 'source_addr' : 'destination_addr';
  return { [name]: digits, [`${side}_addr_ton`]: digits === address ? 0 : 1, [`${side}_addr_npi`]: 1 };
}
