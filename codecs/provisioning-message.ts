import type { CpDocument, SecurityMethod } from '../domain/document.ts';
import type { Proof } from '../domain/security.ts';
import { computeMac } from './bootstrap-mac.ts';
import { countParts } from './sms-user-data.ts';
import { encodeWbxml } from './wbxml-encode.ts';
import { encodePush } from './wsp-push.ts';

/** A document as it goes to the phone. */
export interface ProvisioningMessage {
  readonly wbxml: Uint8Array;
  /** 40 upper-case hexadecimal digits; undefined where none is sent: for USERPINMAC, and without a proof. */
  readonly mac: string | undefined;
  /** The WSP push PDU, content type with SEC and MAC included. */
  readonly push: Uint8Array;
  /** How many short messages it takes with 8-bit concatenation. */
  readonly partCount: number;
}

/** WSP transaction id of a connectionless push; any octet will do (WAP-230-WSP §8.2.4.1). */
const TRANSACTION_ID = 0x01;

/**
 * Encodes a document and proves its origin (OMA ProvBoot 1.1 §5), unless its path is to prove it. The MAC covers the octets as sent, so the
 * result is kept and sent again as it stands.
 */
export function encodeProvisioningMessage(document: CpDocument, secret: Proof): ProvisioningMessage {
  const wbxml = encodeWbxml(document);
  const { mac, ...header } = proofOf(secret, wbxml);
  const push = encodePush({ transactionId: TRANSACTION_ID, ...header, ...(mac === undefined ? {} : { mac }) }, wbxml);
  return { wbxml, mac, push, partCount: countParts(push.length) };
}

function proofOf(secret: Proof, wbxml: Uint8Array): { security?: SecurityMethod; mac?: string } {
  if (secret.method === 'none') return {};
  if (secret.method === 'USERPINMAC') return { security: secret.method };
  return { security: secret.method, mac: computeMac(secret, wbxml) };
}
