import type { PduFields } from './smpp-link.ts';
import type { Stat } from './smsc-script.ts';

/** message_state of each final or intermediate state (SMPP 3.4 §5.2.28). */
const STATE = {
  ENROUTE: 1,
  DELIVRD: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
} as const satisfies Record<Stat, number>;

/** esm_class of an SMSC delivery receipt (SMPP 3.4 §5.2.12). */
const RECEIPT = 0x04;

export interface Receipt {
  readonly messageId: string;
  readonly stat: Stat;
  /** Where the message came from: the receipt goes there. */
  readonly source: string;
  readonly destination: string;
  readonly submittedAt: Date;
  /** user_message_reference to echo. */
  readonly reference?: number | undefined;
  /** In place of the usual text. */
  readonly text?: string | undefined;
  readonly withoutTlvs?: boolean | undefined;
}

/** The deliver_sm of a receipt: the TLVs of SMPP 3.4 §5.3.2.12 and §5.3.2.35, and the text of its Appendix B. */
export function formatReceipt(receipt: Receipt): PduFields {
  const { messageId, stat, reference } = receipt;
  return {
    source_addr: receipt.destination.replace('+', ''),
    source_addr_ton: 1,
    source_addr_npi: 1,
    destination_addr: receipt.source,
    esm_class: RECEIPT,
    data_coding: 0,
    short_message: Buffer.from(receipt.text ?? receiptText(receipt), 'latin1'),
    ...(receipt.withoutTlvs === true ? {} : { receipted_message_id: messageId, message_state: STATE[stat] }),
    ...(reference === undefined ? {} : { user_message_reference: reference }),
  };
}

function receiptText({ messageId, stat, submittedAt }: Receipt): string {
  const delivered = stat === 'DELIVRD';
  const failed = stat === 'UNDELIV' || stat === 'REJECTD' || stat === 'EXPIRED';
  return [
    `id:${messageId} sub:001 dlvrd:${delivered ? '001' : '000'}`,
    `submit date:${receiptTime(submittedAt)} done date:${receiptTime(new Date())}`,
    // The vendor's own code; 001 has no meaning but "it failed".
    `stat:${stat} err:${failed ? '001' : '000'} text:`,
  ].join(' ');
}

/** YYMMDDhhmm, in UTC. */
function receiptTime(time: Date): string {
  return time.toISOString().replaceAll(/[-T:]/g, '').slice(2, 12);
}
