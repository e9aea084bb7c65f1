import type { ServedForm } from '../domain/served-form.ts';
import { pushContentType } from './pap-push-body.ts';
import { decodeWbxml } from './wbxml-decode.ts';
import { CONNECTIVITY_XML } from './wsp-names.ts';
import { decodePush } from './wsp-push.ts';
import { formatXml } from './xml.ts';

/**
 * A stored document as phones fetch it over HTTP: its WBXML, octet for octet what the MAC was made over, with SEC and MAC in
 * the content type (OMA ProvBoot 1.1 §5); and the same as XML.
 *
 * @param octets - a connectionless push of WSP, as documents are stored
 * @throws DecodeError when it is none
 */
export function servedDocument(octets: Uint8Array): ServedForm[] {
  const push = decodePush(octets);
  const xml = formatXml(decodeWbxml(push.body));
  return [
    { mediaType: push.contentType, contentType: pushContentType(push, 'number'), body: push.body },
    { mediaType: CONNECTIVITY_XML, contentType: `${CONNECTIVITY_XML}; charset=utf-8`, body: Buffer.from(xml, 'utf8') },
  ];
}
