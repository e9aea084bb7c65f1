import type { PduFields } from 'smpp';
import { decodeUserData } from '../../codecs/sms-user-data.ts';
import type { OutgoingPart } from '../../domain/bearer.ts';
import { STATUS } from './command-status.ts';
import type { Segmentation, SmppSettings } from './options.ts';

/** 20 characters and a NUL (SMPP 3.4 §5.2.9). */
const DESTINATION = /^\+?[0-9]{1,20}$/;
/** 3GPP TS 23.040 §9.2.3.24; in the default alphabet an octet is a septet. */
const MAX_USER_DATA = 140;
const MAX_SEPTETS = 160;
const DEFAULT_ALPHABET = 0;
/** The user data begins with a header (SMPP 3.4 §5.2.12). */
const ESM_CLASS_HEADER = 0x40;
/** Type of number and numbering plan of E.164. */
const INTERNATIONAL = 1;
const ISDN = 1;
const DAY_SECONDS = 86_400;
/** The field counts days to 30 and months beyond; no SMSC keeps a message longer. */
const MAX_VALIDITY_SECONDS = 30 * DAY_SECONDS;

/**
 * The fields of the submit_sm for a part, or the command status with which an SMSC would refuse it: the package writes
 * fields of any length, so that a part that does not fit must be stopped here.
 */
export function toSubmitFields(part: OutgoingPart, settings: SmppSettings): PduFields | number {
  const { destination, userData, reference } = part;
  if (!DESTINATION.test(destination)) return STATUS.invalidDestination;
  if (userData.length === 0 || userData.length > mostOctets(part)) return STATUS.invalidMessageLength;
  const { sourceAddress, dataCoding, registeredDelivery, segmentation } = settings;
  return {
    source_addr_ton: sourceAddress.ton,
    source_addr_npi: sourceAddress.npi,
    source_addr: sourceAddress.address,
    dest_addr_ton: INTERNATIONAL,
    dest_addr_npi: ISDN,
    destination_addr: destination.replace('+', ''),
    ...messageOf(part, segmentation),
    data_coding: part.text?.dataCoding ?? dataCoding,
    registered_delivery: registeredDelivery,
    user_message_reference: reference & 0xffff,
    ...(part.moreToSend && { more_messages_to_send: 1 }),
    ...(part.validitySeconds !== undefined && { validity_period: relativeTime(part.validitySeconds) }),
  };
}

function mostOctets({ text }: OutgoingPart): number {
  return text?.dataCoding === DEFAULT_ALPHABET ? MAX_SEPTETS : MAX_USER_DATA;
}

function messageOf(part: OutgoingPart, segmentation: Segmentation): PduFields {
  if (segmentation === 'sar' && hasHeader(part)) return inTlvs(part.userData);
  // A Buffer passes through the package as it is; a string would be encoded.
  return { esm_class: hasHeader(part) ? ESM_CLASS_HEADER : 0, short_message: Buffer.from(part.userData) };
}

/** Data begins with one, which names its ports; a text says itself. */
function hasHeader({ text }: OutgoingPart): boolean {
  return text === undefined || text.hasHeader;
}

/** What the header says in TLVs of SMPP 3.4 §5.3.2.20 to .24, and the rest as the message. */
function inTlvs(userData: Uint8Array): PduFields {
  const { ports, concatenation, payload } = decodeUserData(userData);
  return {
    esm_class: 0,
    short_message: Buffer.from(payload),
    // destination_port, by the package's name.
    ...(ports && { source_port: ports.source, dest_port: ports.destination }),
    ...(concatenation && {
      sar_msg_ref_num: concatenation.reference,
      sar_total_segments: concatenation.total,
      sar_segment_seqnum: concatenation.sequence,
    }),
  };
}

/** `YYMMDDhhmmsst00R`: from now on (SMPP 3.4 §7.1.1.2). */
function relativeTime(seconds: number): string {
  const whole = Math.min(MAX_VALIDITY_SECONDS, Math.max(1, Math.ceil(seconds)));
  const fields = [
    Math.floor(whole / DAY_SECONDS),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  return `0000${fields.map((field) => String(field).padStart(2, '0')).join('')}000R`;
}
