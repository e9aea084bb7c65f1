import { decodeText } from '../../codecs/gsm-text.ts';
import { decodeUserData } from '../../codecs/sms-user-data.ts';
import type { BearerReceipt, InboundMessage, ReceiptState } from '../../domain/bearer.ts';
import { DecodeError } from '../../domain/decode-error.ts';
import type { Delivery } from './decode-pdu.ts';
import { canonicalMessageId, type MessageIdForm } from './message-id.ts';
import { parseReceiptText } from './receipt-text.ts';

/** What a delivery turned out to be. */
export type Arrival =
  | { readonly type: 'receipt'; readonly receipt: BearerReceipt }
  | { readonly type: 'message'; readonly message: InboundMessage }
  | { readonly type: 'unreadable'; readonly what: 'receipt' | 'message' };

/** esm_class: bits 5 to 2 name the message type, bit 6 says that a header begins the user data (SMPP 3.4 §5.2.12). */
const TYPE_MASK = 0x3c;
const SMSC_RECEIPT = 0x04;
const INTERMEDIATE_NOTIFICATION = 0x20;
const HEADER_INDICATOR = 0x40;

/** SMPP 3.4 §5.3.2. */
const TLV = {
  receiptedMessageId: 0x001e,
  userMessageReference: 0x0204,
  networkErrorCode: 0x0423,
  messageState: 0x0427,
} as const;

/** message_state (SMPP 3.4 §5.2.28; SMPP 5.0 §4.7.15 adds 0 and 9: scheduled, skipped). */
const STATE_BY_CODE: readonly (ReceiptState | undefined)[] = [
  'enroute',
  'enroute',
  'delivered',
  'expired',
  'deleted',
  'undeliverable',
  'accepted',
  'unknown',
  'rejected',
  'unknown',
];

/** Type of number: international (SMPP 3.4 §5.2.5). */
const INTERNATIONAL = 1;

/** Sorts a delivery into receipt and message, and reads it. Never throws. */
export function readArrival(delivery: Delivery, bearer: string, receiptForm: MessageIdForm): Arrival {
  const type = delivery.esmClass & TYPE_MASK;
  // The TLV alone makes a receipt too, as some SMSCs leave esm_class 0. A text that looks like one does not: any
  // subscriber could write it.
  const isReceipt =
    type === SMSC_RECEIPT || type === INTERMEDIATE_NOTIFICATION || delivery.tlvs.has(TLV.receiptedMessageId);
  if (!isReceipt) return readMessage(delivery, bearer);
  const receipt = readReceipt(delivery, bearer, receiptForm);
  if (receipt === undefined) return { type: 'unreadable', what: 'receipt' };
  // An intermediate notification tells of an attempt, and is no final word whatever state it names.
  return { type: 'receipt', receipt: type === INTERMEDIATE_NOTIFICATION ? { ...receipt, state: 'enroute' } : receipt };
}

/** TLVs count before the text: they cannot be misread. */
function readReceipt({ octets, tlvs }: Delivery, bearer: string, form: MessageIdForm): BearerReceipt | undefined {
  // In all data codings that a receipt comes in, its fields are ASCII.
  const text = parseReceiptText(octets.toString('latin1'));
  const messageId = canonicalMessageId(cString(tlvs.get(TLV.receiptedMessageId)) || text.messageId, form);
  const state = STATE_BY_CODE[tlvs.get(TLV.messageState)?.[0] ?? -1] ?? text.state;
  if (messageId === '' || state === undefined) return undefined;
  return {
    bearer,
    messageId,
    state,
    error: text.error || networkError(tlvs.get(TLV.networkErrorCode)),
    ...readReference(tlvs.get(TLV.userMessageReference)),
  };
}

function readReference(octets: Buffer | undefined): Pick<BearerReceipt, 'reference'> {
  return octets?.length === 2 ? { reference: octets.readUInt16BE(0) } : {};
}

function cString(octets: Buffer | undefined): string {
  return octets?.toString('latin1').replace(/\0.*$/s, '').trim() ?? '';
}

/** The code after the octet that names the network (SMPP 3.4 §5.3.2.31). */
function networkError(octets: Buffer | undefined): string {
  return octets?.length === 3 ? String(octets.readUInt16BE(1)) : '';
}

function readMessage(delivery: Delivery, bearer: string): Arrival {
  const { octets, esmClass, dataCoding } = delivery;
  try {
    const hasHeader = (esmClass & HEADER_INDICATOR) !== 0;
    const { payload, concatenation: part } = hasHeader ? decodeUserData(octets) : { payload: octets };
    const from = address(delivery.source, delivery.sourceTon);
    const to = address(delivery.destination, delivery.destinationTon);
    // Read here only to see that it can be: a character may be torn between two parts.
    decodeText(payload, dataCoding);
    return { type: 'message', message: { bearer, from, to, dataCoding, octets: payload, ...(part && { part }) } };
  } catch (error) {
    if (error instanceof DecodeError) return { type: 'unreadable', what: 'message' };
    throw error;
  }
}

/** E.164 with the plus where the network says that it is one. */
function address(digits: string, ton: number): string {
  return ton === INTERNATIONAL && !digits.startsWith('+') ? `+${digits}` : digits;
}
