import { DecodeError } from '../domain/decode-error.ts';

const MSISDN = /^\+\d{3,15}$/;
/** What may stand for a gateway in an address: a host name. */
const HOST = /^[A-Za-z0-9.-]{1,253}$/;

/**
 * Writes the address of a subscriber's number (WAP-249-PPGService §7.1).
 *
 * @param msisdn - E.164 with the plus
 * @param host - the gateway's own name; some do without
 * @throws RangeError for a number that is none, or a host that is no host name
 */
export function formatPapAddress(msisdn: string, host = ''): string {
  if (!MSISDN.test(msisdn))
    throw new RangeError('Cannot format PAP address: expected a number of E.164, got another text');
  if (host !== '' && !HOST.test(host)) throw new RangeError('Cannot format PAP address: expected a host name');
  return `WAPPUSH=${msisdn}/TYPE=PLMN${host === '' ? '' : `@${host}`}`;
}

/** The address of one device, taken apart. */
export interface PapAddress {
  /** As it stands for the type: of PLMN E.164 with the plus, others with their escapes undone. */
  readonly identifier: string;
  /** In upper case: PLMN, USER, IPV4, IPV6 or another. */
  readonly type: string;
  readonly host: string;
}

/**
 * Reads an address of WAP push.
 *
 * @throws DecodeError when it is none
 */
export function parsePapAddress(address: string): PapAddress {
  const [, escaped, type, host = ''] =
    /^\s*WAPPUSH=([^/@]+)\/TYPE=([A-Za-z0-9_-]+)(?:@([^/@\s]+))?\s*$/i.exec(address) ?? [];
  if (escaped === undefined || type === undefined) {
    throw new DecodeError('PAP address', 0, 'expected WAPPUSH=…/TYPE=…@host, got another text');
  }
  const identifier = unescape(escaped);
  if (type.toUpperCase() !== 'PLMN') return { identifier, type: type.toUpperCase(), host };
  const msisdn = `+${identifier.replace(/^\+/, '').replaceAll(/[-. ]/g, '')}`;
  if (!MSISDN.test(msisdn)) throw new DecodeError('PAP address', 0, 'expected a number of E.164, got another text');
  return { identifier: msisdn, type: 'PLMN', host };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new DecodeError('PAP address', 0, 'expected percent-encoded UTF-8');
    throw error;
  }
}
