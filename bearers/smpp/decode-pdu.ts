import { DecodeError } from '../../domain/decode-error.ts';

/** A message that the SMSC brings: a receipt, or what a subscriber sent (SMPP 3.4 §4.6, §4.7). */
export interface Delivery {
  readonly source: string;
  readonly sourceTon: number;
  readonly destination: string;
  readonly destinationTon: number;
  readonly esmClass: number;
  readonly dataCoding: number;
  /** The octets themselves, whatever the data coding; of message_payload when short_message is empty. */
  readonly octets: Buffer;
  readonly tlvs: ReadonlyMap<number, Buffer>;
}

type DeliveryCommand = 'deliver_sm' | 'data_sm';

/** Any response of the SMSC. */
export interface Response {
  readonly commandId: number;
  readonly status: number;
  /** Empty in responses that carry none. */
  readonly messageId: string;
}

/** What an SMSC can say to a client, as far as this one listens. */
export type Incoming = { readonly sequence: number } & (
  | { readonly type: 'response'; readonly response: Response }
  /** `delivery` is undefined when a field passes the end of the PDU. */
  | { readonly type: 'delivery'; readonly command: DeliveryCommand; readonly delivery: Delivery | undefined }
  | { readonly type: 'enquire_link' | 'unbind' | 'unanswerable' | 'unknown' }
);

const HEADER_OCTETS = 16;
const RESPONSE_BIT = 0x8000_0000;
const COMMAND = {
  deliverSm: 0x05,
  unbind: 0x06,
  outbind: 0x0b,
  enquireLink: 0x15,
  alert: 0x102,
  dataSm: 0x103,
} as const;
const MESSAGE_PAYLOAD = 0x0424;
const SUBMIT_SM_RESP = 0x8000_0004;

/**
 * Reads one whole PDU. A response is never refused: the status in its header counts, whatever follows.
 *
 * Not by the package: it decodes the messages of some data codings to text (a receipt's `_` becomes `§`), and reads on
 * past the end of a PDU whose sm_length is wrong.
 */
export function decodePdu(octets: Buffer): Incoming {
  const commandId = octets.readUInt32BE(4);
  const sequence = octets.readUInt32BE(12);
  if (commandId >= RESPONSE_BIT) {
    const messageId = commandId === SUBMIT_SM_RESP ? readMessageId(octets) : '';
    return { type: 'response', sequence, response: { commandId, status: octets.readUInt32BE(8), messageId } };
  }
  switch (commandId) {
    case COMMAND.deliverSm:
      return { type: 'delivery', sequence, command: 'deliver_sm', delivery: tryDelivery(octets, decodeDeliverSm) };
    case COMMAND.dataSm:
      return { type: 'delivery', sequence, command: 'data_sm', delivery: tryDelivery(octets, decodeDataSm) };
    case COMMAND.enquireLink:
      return { type: 'enquire_link', sequence };
    case COMMAND.unbind:
      return { type: 'unbind', sequence };
    case COMMAND.outbind:
    case COMMAND.alert:
      return { type: 'unanswerable', sequence };
    default:
      return { type: 'unknown', sequence };
  }
}

/** The message id of a submit_sm_resp; also one that lacks its NUL, or the whole body. */
function readMessageId(octets: Buffer): string {
  const end = octets.indexOf(0, HEADER_OCTETS);
  return octets.toString('latin1', HEADER_OCTETS, end < 0 ? octets.length : end);
}

function tryDelivery(octets: Buffer, decode: (reader: Reader) => Delivery): Delivery | undefined {
  try {
    return decode(new Reader(octets, HEADER_OCTETS));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function decodeDeliverSm(reader: Reader): Delivery {
  reader.text('service_type');
  const addresses = readAddresses(reader);
  const esmClass = reader.octet('esm_class');
  reader.octet('protocol_id');
  reader.octet('priority_flag');
  reader.text('schedule_delivery_time');
  reader.text('validity_period');
  reader.octet('registered_delivery');
  reader.octet('replace_if_present_flag');
  const dataCoding = reader.octet('data_coding');
  reader.octet('sm_default_msg_id');
  const shortMessage = reader.octets('short_message', reader.octet('sm_length'));
  const tlvs = readTlvs(reader);
  const octets = shortMessage.length > 0 ? shortMessage : (tlvs.get(MESSAGE_PAYLOAD) ?? shortMessage);
  return { ...addresses, esmClass, dataCoding, octets, tlvs };
}

function decodeDataSm(reader: Reader): Delivery {
  reader.text('service_type');
  const addresses = readAddresses(reader);
  const esmClass = reader.octet('esm_class');
  reader.octet('registered_delivery');
  const dataCoding = reader.octet('data_coding');
  const tlvs = readTlvs(reader);
  return { ...addresses, esmClass, dataCoding, octets: tlvs.get(MESSAGE_PAYLOAD) ?? Buffer.alloc(0), tlvs };
}

function readAddresses(reader: Reader) {
  const sourceTon = reader.octet('source_addr_ton');
  reader.octet('source_addr_npi');
  const source = reader.text('source_addr');
  const destinationTon = reader.octet('dest_addr_ton');
  reader.octet('dest_addr_npi');
  return { source, sourceTon, destination: reader.text('destination_addr'), destinationTon };
}

/** The TLVs up to the first that passes the end: what comes before it is worth having. */
function readTlvs(reader: Reader): Map<number, Buffer> {
  const tlvs = new Map<number, Buffer>();
  while (reader.left() >= 4) {
    const tag = reader.octets('TLV tag', 2).readUInt16BE(0);
    const length = reader.octets('TLV length', 2).readUInt16BE(0);
    if (length > reader.left()) break;
    tlvs.set(tag, reader.octets('TLV value', length));
  }
  return tlvs;
}

/** Holds the position in a PDU; never reads past its end. */
class Reader {
  readonly #input: Buffer;
  #offset: number;

  constructor(input: Buffer, offset: number) {
    this.#input = input;
    this.#offset = offset;
  }

  left(): number {
    return this.#input.length - this.#offset;
  }

  octet(element: string): number {
    const value = this.#input[this.#offset];
    if (value === undefined) throw new DecodeError(element, this.#offset, 'PDU ends before it');
    this.#offset += 1;
    return value;
  }

  octets(element: string, count: number): Buffer {
    if (count > this.left()) throw new DecodeError(element, this.#offset, 'PDU ends inside it');
    this.#offset += count;
    return this.#input.subarray(this.#offset - count, this.#offset);
  }

  /** A C-Octet String. */
  text(element: string): string {
    const end = this.#input.indexOf(0, this.#offset);
    if (end < 0) throw new DecodeError(element, this.#offset, 'no NUL ends it');
    const value = this.#input.toString('latin1', this.#offset, end);
    this.#offset = end + 1;
    return value;
  }
}
