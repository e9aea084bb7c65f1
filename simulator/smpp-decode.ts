import { DecodeError } from '../domain/decode-error.ts';

export type BindMode = 'receiver' | 'transmitter' | 'transceiver';

/** What a client can say to an SMSC, as far as this one listens (SMPP 3.4 §4). */
type Request =
  | { readonly type: 'bind'; readonly mode: BindMode; readonly systemId: string; readonly password: string }
  | ({ readonly type: 'submit_sm' } & SubmitSm)
  | { readonly type: 'enquire_link' | 'unbind' | 'unknown' }
  | { readonly type: 'response' };

export interface Pdu {
  readonly commandId: number;
  readonly status: number;
  readonly sequence: number;
  readonly request: Request;
}

/** A short message as the client gave it (SMPP 3.4 §4.4.1). */
export interface SubmitSm {
  readonly source: string;
  readonly sourceTon: number;
  readonly destination: string;
  readonly destinationTon: number;
  readonly esmClass: number;
  readonly registeredDelivery: number;
  readonly dataCoding: number;
  /** The octets themselves, whatever the data coding; of message_payload when short_message is empty. */
  readonly userData: Buffer;
  /** What the TLVs say of ports and of the pieces of a message (SMPP 3.4 §5.3.2.20 to .24), each as it came. */
  readonly tlvs: SegmentTlvs;
  /** user_message_reference. */
  readonly reference: number | undefined;
  readonly moreToSend: boolean;
}

/** Undefined for what is not there. */
export interface SegmentTlvs {
  readonly sourcePort: Buffer | undefined;
  readonly destinationPort: Buffer | undefined;
  readonly reference: Buffer | undefined;
  readonly total: Buffer | undefined;
  readonly sequence: Buffer | undefined;
}

const HEADER_OCTETS = 16;
const RESPONSE_BIT = 0x8000_0000;
/** Above every C-Octet String of the PDUs read here (address 21, password 9, service_type 6). */
const MAX_TEXT = 65;
const TAG = {
  userMessageReference: 0x0204,
  sourcePort: 0x020a,
  destinationPort: 0x020b,
  sarReference: 0x020c,
  sarTotal: 0x020e,
  sarSequence: 0x020f,
  messagePayload: 0x0424,
  moreMessagesToSend: 0x0426,
} as const;
const BIND_MODES = new Map<number, BindMode>([
  [0x01, 'receiver'],
  [0x02, 'transmitter'],
  [0x09, 'transceiver'],
]);

/**
 * Reads one whole PDU.
 *
 * @throws DecodeError when a field or TLV passes the end of the PDU
 */
export function decodePdu(octets: Buffer): Pdu {
  const commandId = octets.readUInt32BE(4);
  const header = { commandId, status: octets.readUInt32BE(8), sequence: octets.readUInt32BE(12) };
  return { ...header, request: decodeRequest(commandId, new Reader(octets, HEADER_OCTETS)) };
}

function decodeRequest(commandId: number, reader: Reader): Request {
  if (commandId >= RESPONSE_BIT) return { type: 'response' };
  const mode = BIND_MODES.get(commandId);
  if (mode !== undefined) {
    return { type: 'bind', mode, systemId: reader.text('system_id'), password: reader.text('password') };
  }
  switch (commandId) {
    case 0x04:
      return { type: 'submit_sm', ...decodeSubmit(reader) };
    case 0x06:
      return { type: 'unbind' };
    case 0x15:
      return { type: 'enquire_link' };
    default:
      return { type: 'unknown' };
  }
}

function decodeSubmit(reader: Reader): SubmitSm {
  reader.text('service_type');
  const sourceTon = reader.octet('source_addr_ton');
  reader.octet('source_addr_npi');
  const source = reader.text('source_addr');
  const destinationTon = reader.octet('dest_addr_ton');
  reader.octet('dest_addr_npi');
  const destination = reader.text('destination_addr');
  const esmClass = reader.octet('esm_class');
  reader.octet('protocol_id');
  reader.octet('priority_flag');
  reader.text('schedule_delivery_time');
  reader.text('validity_period');
  const registeredDelivery = reader.octet('registered_delivery');
  reader.octet('replace_if_present_flag');
  const dataCoding = reader.octet('data_coding');
  reader.octet('sm_default_msg_id');
  const shortMessage = reader.octets('short_message', reader.octet('sm_length'));
  const tlvs = readTlvs(reader);
  const reference = tlvs.get(TAG.userMessageReference);
  return {
    source,
    sourceTon,
    destination,
    destinationTon,
    esmClass,
    registeredDelivery,
    dataCoding,
    userData: shortMessage.length > 0 ? shortMessage : (tlvs.get(TAG.messagePayload) ?? shortMessage),
    reference: reference?.length === 2 ? reference.readUInt16BE(0) : undefined,
    moreToSend: tlvs.get(TAG.moreMessagesToSend)?.[0] === 1,
    tlvs: {
      sourcePort: tlvs.get(TAG.sourcePort),
      destinationPort: tlvs.get(TAG.destinationPort),
      reference: tlvs.get(TAG.sarReference),
      total: tlvs.get(TAG.sarTotal),
      sequence: tlvs.get(TAG.sarSequence),
    },
  };
}

function readTlvs(reader: Reader): Map<number, Buffer> {
  const tlvs = new Map<number, Buffer>();
  while (reader.left() > 0) {
    const tag = reader.octets('TLV tag', 2).readUInt16BE(0);
    const length = reader.octets('TLV length', 2).readUInt16BE(0);
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
    if (end < 0 || end - this.#offset > MAX_TEXT) throw new DecodeError(element, this.#offset, 'no NUL ends it');
    const value = this.#input.toString('latin1', this.#offset, end);
    this.#offset = end + 1;
    return value;
  }
}
