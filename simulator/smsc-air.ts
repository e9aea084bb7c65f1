import type { SegmentTlvs, SubmitSm } from './smpp-decode.ts';

/** Of esm_class: the user data begins with a header (SMPP 3.4 §5.2.12). */
const UDHI = 0x40;
/** An optional parameter that goes not with the others, one that is missing beside them, and one that cannot be (§5.1.3). */
const STATUS = { notAllowed: 0xc1, missing: 0xc3, invalid: 0xc4 } as const;

/** User data as a handset gets it, and whether it begins with a header. */
interface OnAir {
  readonly userData: Buffer;
  readonly esmClass: number;
  /** The command status for TLVs that cannot be: nothing goes over the air. */
  readonly fault?: number;
}

/**
 * What goes over the air for a submit_sm: where TLVs say what its ports are and which piece of a message it is, an SMSC makes the
 * header of it (SMPP 3.4 §5.3.2.20 to .24; 3GPP TS 23.040 §9.2.3.24).
 */
export function onAir({ userData, esmClass, tlvs }: Pick<SubmitSm, 'userData' | 'esmClass' | 'tlvs'>): OnAir {
  if (Object.values(tlvs).every((value) => value === undefined)) return { userData, esmClass };
  if ((esmClass & UDHI) !== 0) return { userData, esmClass, fault: STATUS.notAllowed };
  const ports = portsOf(tlvs);
  const piece = pieceOf(tlvs);
  if (typeof ports === 'number') return { userData, esmClass, fault: ports };
  if (typeof piece === 'number') return { userData, esmClass, fault: piece };
  const header = Buffer.concat([ports, piece]);
  return { userData: Buffer.concat([Buffer.of(header.length), header, userData]), esmClass: esmClass | UDHI };
}

function portsOf({ sourcePort, destinationPort }: SegmentTlvs): Buffer | number {
  const found = together([
    [destinationPort, 2],
    [sourcePort, 2],
  ]);
  return typeof found === 'number' || found.length === 0 ? found : Buffer.concat([Buffer.of(0x05, 4), found]);
}

/** In the longer form of 3GPP TS 23.040 §9.2.3.24.8, into which every reference fits. */
function pieceOf({ reference, total, sequence }: SegmentTlvs): Buffer | number {
  const found = together([
    [reference, 2],
    [total, 1],
    [sequence, 1],
  ]);
  if (typeof found === 'number' || found.length === 0) return found;
  const [of = 0, at = 0] = found.subarray(2);
  return at === 0 || at > of ? STATUS.invalid : Buffer.concat([Buffer.of(0x08, 4), found]);
}

/** Values that come together or not at all, each of its length. */
function together(values: readonly (readonly [value: Buffer | undefined, length: number])[]): Buffer | number {
  const present = values.flatMap(([value]) => (value === undefined ? [] : [value]));
  if (present.length === 0) return Buffer.alloc(0);
  if (present.length < values.length) return STATUS.missing;
  return values.every(([value, length]) => value?.length === length) ? Buffer.concat(present) : STATUS.invalid;
}
