import type { CpDocument } from '../domain/document.ts';
import type { BootstrapSecret } from '../domain/security.ts';
import { computeMac } from './bootstrap-mac.ts';
import { countParts } from './sms-user-data.ts';
import { encodeWbxml } from './wbxml-encode.ts';
import { encodePush } from './wsp-push.ts';

/** A document as it goes to the phone. */
export interface ProvisioningMessage {
  readonly wbxml: Uint8Array;
  /** 40 upper-case hexadecimal digits; undefined for USERPINMAC, which sends none. */
  readonly mac: string | undefined;
  /** The WSP push PDU, content type with SEC and MAC included. */
  readonly push: Uint8Array;
  /** How many short messages it takes with 8-bit concatenation. */
  readonly partCount: number;
}

/** WSP transaction id of a connectionless push; any octet will do (WAP-230-WSP §8.2.4.1). */
const TRANSACTION_ID = 0x01;

/**
 * Encodes a bootstrap document and proves its origin (OMA ProvBoot 1.1 §5). The MAC covers the octets as sent, so the
 * result is kept and sent again as it stands.
 */
export function encodeProvisioningMessage(document: CpDocument, secret: BootstrapSecret): ProvisioningMessage {
  const wbxml = encodeWbxml(document);
  const mac = secret.method === 'USERPINMAC' ? undefined : computeMac(secret, wbxml);
  const push = encodePush(
    { transactionId: TRANSACTION_ID, security: secret.method, ...(mac === undefined ? {} : { mac }) },
    wbxml,
  );
  return { wbxml, mac, push, partCount: countParts(push.length) };
}
