import { computeMac } from '../../codecs/bootstrap-mac.ts';
import { encodeUserData } from '../../codecs/sms-user-data.ts';
import { encodeWbxml } from '../../codecs/wbxml-encode.ts';
import { encodePush } from '../../codecs/wsp-push.ts';
import type { Exhibit } from './documents.ts';

export interface Message {
  readonly wbxml: Uint8Array;
  readonly mac: string | undefined;
  /** Of WSP, whole. */
  readonly push: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

/** What we make of an exhibit. */
export function encodeMessage(
  { document, secret }: Exhibit,
  options: { reference: number; sourcePort: number },
): Message {
  const wbxml = encodeWbxml(document);
  const mac = secret === undefined || secret.method === 'USERPINMAC' ? undefined : computeMac(secret, wbxml);
  const header = { transactionId: 1, ...(secret && { security: secret.method }), ...(mac && { mac }) };
  const push = encodePush(header, wbxml);
  return { wbxml, mac, push, parts: encodeUserData(push, options) };
}
