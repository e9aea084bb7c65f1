import { SECURITY_METHODS } from '../domain/document.ts';
import type { PushMessage } from './pap-message.ts';
import { formatPap } from './pap-write.ts';
import type { Push } from './wsp-push.ts';

/** What a header's value may hold here: printable ASCII. */
const HEADER_VALUE = /^[\x20-\x7e]+$/;
const MEDIA_TYPE = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/;

/** How SEC is written: gateways map the number, some only the name. */
export type SecurityForm = 'number' | 'name';

interface ContentOptions {
  readonly securityForm: SecurityForm;
  /** Present where the phone is to be told whose push it is. */
  readonly initiatorUri?: string | undefined;
}

/** A request of PAP over HTTP: a body and what it is. */
export interface PapBody {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/**
 * Writes a push submission (WAP-247-PAP §8): the control entity, then the content with its own headers. The octets of the
 * content are those of the push, so that its MAC holds.
 *
 * @throws RangeError for a control entity that its DTD does not allow, or a header that no header can carry
 */
export function formatPushBody(control: PushMessage, push: Push, options: ContentOptions): PapBody {
  const xml = Buffer.from(formatPap(control), 'utf8');
  const parts = [
    { headers: ['Content-Type: application/xml'], octets: xml },
    { headers: contentHeaders(push, options), octets: Buffer.from(push.body) },
  ];
  const boundary = freeBoundary(parts.map(({ octets }) => octets));
  const written = parts.map(({ headers, octets }) =>
    Buffer.concat([Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`), octets, Buffer.from('\r\n')]),
  );
  return {
    contentType: `multipart/related; boundary=${boundary}; type="application/xml"`,
    body: Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** A number that no part holds: what is written depends on nothing but what is sent, so that it is the same each time. */
function freeBoundary(parts: readonly Buffer[]): string {
  let number = 1;
  while (parts.some((octets) => octets.includes(`wsi-push-${number}`))) number += 1;
  return `wsi-push-${number}`;
}

function contentHeaders(push: Push, { securityForm, initiatorUri }: ContentOptions): string[] {
  const headers: [string, string][] = [['Content-Type', pushContentType(push, securityForm)]];
  if (push.applicationId !== undefined) headers.push(['X-Wap-Application-Id', push.applicationId]);
  if (initiatorUri !== undefined) headers.push(['X-Wap-Initiator-URI', initiatorUri]);
  return headers.map(([name, value]) => {
    if (!HEADER_VALUE.test(value)) throw new RangeError(`Cannot format push: expected printable ASCII in ${name}`);
    return `${name}: ${value}`;
  });
}

/**
 * The content type of a push, with what proves it: SEC before MAC, as handsets want them.
 *
 * @throws RangeError for a media type without a name
 */
export function pushContentType({ contentType: type, security, mac }: Push, form: SecurityForm): string {
  if (!MEDIA_TYPE.test(type)) throw new RangeError('Cannot format push: expected a media type that has a name');
  const method =
    security === undefined ? [] : [`SEC=${form === 'name' ? security : SECURITY_METHODS.indexOf(security)}`];
  return [type, ...method, ...(mac === undefined ? [] : [`MAC=${mac}`])].join('; ');
}
