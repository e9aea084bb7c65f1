import { DecodeError } from '../domain/decode-error.ts';

/** TP-UD of a short message, header included (3GPP TS 23.040 §9.2.3.24). */
const MAX_USER_DATA = 140;
const MAX_PARTS = 255;

/** Information elements (3GPP TS 23.040 §9.2.3.24.1 to .8). */
const IE = { concatenation8: 0x00, ports8: 0x04, ports16: 0x05, concatenation16: 0x08 } as const;

/** UDHL, then 05 04 and two ports of 16 bits. */
const PORTS_HEADER = 7;
/** 00 03 rr tt ss, and 08 04 rr rr tt ss. */
const CONCATENATION_HEADER = { 8: 5, 16: 6 } as const;

/** IANA wap-push, and wap-wsp as where it comes from. */
const PUSH_PORT = 2948;
const WSP_PORT = 9200;

export interface UserDataOptions {
  /** The same for all parts of a message, another for the next one to the same handset: 0 to 255, or 65535 with 16 bits. */
  readonly reference: number;
  readonly destinationPort?: number;
  readonly sourcePort?: number;
  /** Bits of the reference. */
  readonly concatenation?: 8 | 16;
}

export interface UserData {
  readonly ports?: { readonly destination: number; readonly source: number };
  readonly concatenation?: {
    readonly reference: number;
    /** 1 to 255. */
    readonly total: number;
    /** 1 to `total`. */
    readonly sequence: number;
  };
  readonly payload: Uint8Array;
}

/**
 * Puts a datagram into the user data of short messages, header first (WAP-259-WDP §5.4; 3GPP TS 23.040 §9.2.3.24): the
 * ports, then the concatenation when it takes more than one part.
 *
 * @returns the parts in order, each at most 140 octets
 * @throws RangeError when it would take more than 255 parts, or a port or the reference does not fit its field
 */
export function encodeUserData(push: Uint8Array, options: UserDataOptions): Uint8Array[] {
  const { reference, destinationPort = PUSH_PORT, sourcePort = WSP_PORT, concatenation = 8 } = options;
  checkField('destination port', destinationPort, 16);
  checkField('source port', sourcePort, 16);
  checkField('reference', reference, concatenation);
  const total = countParts(push.length, concatenation);
  if (total > MAX_PARTS) {
    throw new RangeError(`Cannot encode user data: expected at most ${MAX_PARTS} parts, got ${total}`);
  }
  const ports = [IE.ports16, 4, ...uint16(destinationPort), ...uint16(sourcePort)];
  if (total === 1) return [Uint8Array.of(ports.length, ...ports, ...push)];
  const counted =
    concatenation === 8 ? [IE.concatenation8, 3, reference] : [IE.concatenation16, 4, ...uint16(reference)];
  const room = partRoom(concatenation);
  return Array.from({ length: total }, (_, i) => {
    const header = [...ports, ...counted, total, i + 1];
    const payload = push.subarray(i * room, (i + 1) * room);
    const part = new Uint8Array(1 + header.length + payload.length);
    part[0] = header.length;
    part.set(header, 1);
    part.set(payload, 1 + header.length);
    return part;
  });
}

/** How many short messages a datagram of so many octets takes; may be more than the 255 that can be numbered. */
export function countParts(octets: number, concatenation: 8 | 16 = 8): number {
  return octets <= MAX_USER_DATA - PORTS_HEADER ? 1 : Math.ceil(octets / partRoom(concatenation));
}

/**
 * Decodes user data that starts with a header. Elements may come in any order and those that are not known are read over;
 * of a repeated one the last counts (3GPP TS 23.040 §9.2.3.24). A concatenation whose numbers cannot be is none (§9.2.3.24.1).
 *
 * @throws DecodeError when a length does not fit
 */
export function decodeUserData(octets: Uint8Array): UserData {
  const [headerLength] = octets;
  if (headerLength === undefined) throw new DecodeError('user data', 0, 'it is empty');
  const end = 1 + headerLength;
  if (end > octets.length) throw new DecodeError('user data header', 0, 'input ends before the stated length');
  let found: Omit<UserData, 'payload'> = {};
  for (let offset = 1; offset < end; ) {
    const [id, length] = octets.subarray(offset, end);
    if (id === undefined || length === undefined || offset + 2 + length > end) {
      throw new DecodeError('information element', offset, 'header ends inside it');
    }
    const value = octets.subarray(offset + 2, offset + 2 + length);
    found = { ...found, ...readElement(id, value, offset) };
    offset += 2 + length;
  }
  return { ...found, payload: octets.slice(end) };
}

function readElement(id: number, value: Uint8Array, offset: number): Omit<UserData, 'payload'> {
  const [a = 0, b = 0, c = 0, d = 0] = value;
  switch (id) {
    case IE.ports8:
      checkLength(value, { expected: 2, offset });
      return { ports: { destination: a, source: b } };
    case IE.ports16:
      checkLength(value, { expected: 4, offset });
      return { ports: { destination: a * 0x100 + b, source: c * 0x100 + d } };
    case IE.concatenation8:
      checkLength(value, { expected: 3, offset });
      return concatenationOf({ reference: a, total: b, sequence: c });
    case IE.concatenation16:
      checkLength(value, { expected: 4, offset });
      return concatenationOf({ reference: a * 0x100 + b, total: c, sequence: d });
    default:
      return {};
  }
}

function concatenationOf(numbers: NonNullable<UserData['concatenation']>): Omit<UserData, 'payload'> {
  const { total, sequence } = numbers;
  return sequence >= 1 && sequence <= total ? { concatenation: numbers } : {};
}

function checkLength(value: Uint8Array, { expected, offset }: { expected: number; offset: number }): void {
  if (value.length === expected) return;
  throw new DecodeError('information element', offset, `expected ${expected} octets, got ${value.length}`);
}

function checkField(name: string, value: number, bits: 8 | 16): void {
  const largest = 2 ** bits - 1;
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new RangeError(`Cannot encode user data: expected a ${name} of 0..${largest}, got ${value}`);
  }
}

function partRoom(concatenation: 8 | 16): number {
  return MAX_USER_DATA - PORTS_HEADER - CONCATENATION_HEADER[concatenation];
}

function uint16(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
