import type { RefusalKind } from '../../domain/bearer.ts';

/** Command statuses that are looked at one by one (SMPP 3.4 §5.1.3). */
export const STATUS = {
  ok: 0x00,
  invalidMessageLength: 0x01,
  invalidCommandId: 0x03,
  invalidDestination: 0x0b,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
  temporaryReceiverError: 0x64,
} as const;

/** Message queue full, and throttling error. */
const THROTTLED: readonly number[] = [0x14, 0x58];

/**
 * Statuses that say that the part itself is at fault, from and to (SMPP 3.4 §5.1.3; from 0x100 on SMPP 5.0 §4.7.6).
 * Every other status may pass: among them 0x08 system error, 0x45 submit failed, 0x64, 0xFE, 0xFF, 0x102, and the vendors'
 * own 0x400 to 0x4FF, whose meaning only their documents tell.
 */
const PERMANENT = [
  [0x01, 0x03], // length or id of the command
  [0x06, 0x07], // priority, registered_delivery
  [0x0a, 0x0c], // source, destination, message id
  [0x15, 0x15], // service_type
  [0x33, 0x34], // number of destinations, distribution list
  [0x40, 0x44], // destination flag, replace, esm_class, distribution list
  [0x48, 0x55], // TON, NPI, system_type, replace flag, number of messages
  [0x61, 0x63], // times, predefined message
  [0x65, 0x66], // receiver's permanent error and rejection
  [0xc0, 0xc4], // TLVs
  [0x100, 0x101], // not authorised for the service, prohibited
  [0x103, 0x106], // service denied, data_coding, address subunits
] as const;

/** What one SMSC means by some statuses, where that is not what the specification says, or the specification says nothing. */
export type ErrorTable = ReadonlyMap<number, RefusalKind>;

/** What a status other than 0 means for the part that it answers. */
export function classifyStatus(status: number, table: ErrorTable): RefusalKind {
  const own = table.get(status);
  if (own !== undefined) return own;
  if (THROTTLED.includes(status)) return 'throttled';
  return PERMANENT.some(([from, to]) => status >= from && status <= to) ? 'permanent' : 'temporary';
}

/** True for a bind that will be refused until a person changes the configuration, here or at the SMSC. */
export function isBindRefusalLasting(status: number): boolean {
  return status === STATUS.bindFailed || status === STATUS.invalidPassword || status === STATUS.invalidSystemId;
}
