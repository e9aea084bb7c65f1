import type { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { ANY_DOMAIN, isDomainName } from '../domain/domain-name.ts';
import { isTimeZone, TIME_OF_DAY } from '../domain/quiet-hours.ts';
import { isRange } from './source.ts';

interface TextFormat {
  /** The form as far as a regular expression tells it, in what ECMA-262 and others have in common: for outside tools. */
  readonly pattern: string;
  readonly maxLength?: number;
  /** What is wanted, to be read after "expected". */
  readonly words: string;
  readonly example: string;
  /** What the pattern cannot tell. */
  readonly also?: (text: string) => boolean;
}

/** RFC 1035 §2.3.1, with digits first as RFC 1123 §2.1 allows. */
const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN_FORM = `${LABEL}([.]${LABEL})*`;

/** Forms of text in requests. What the database would choke on is refused here. */
export const TEXT_FORMATS = {
  msisdn: {
    pattern: '^[+][1-9][0-9]{5,14}$',
    words: 'a number in E.164 with the plus',
    example: '+358401234567',
  },
  // In a query a plus that is not percent-encoded arrives as a space; here it cannot mean anything else.
  'msisdn-in-query': {
    pattern: '^[+ ][1-9][0-9]{5,14}$',
    words: 'a number in E.164 with the plus',
    example: '+358401234567',
  },
  // 3GPP TS 23.003 §2.2: country code, network, subscriber. ITU-T E.212 gives out 2 to 7 and 9; 001 is for tests.
  imsi: {
    pattern: '^(001|[2-79][0-9]{2})[0-9]{3,12}$',
    words: 'an IMSI of 6 to 15 digits with its country code',
    example: '001010000000002',
  },
  imei: {
    pattern: '^[0-9]{15}$',
    words: 'an IMEI of 15 digits, the last of which is right',
    example: '490154203237518',
    also: endsInLuhnDigit,
  },
  pin: { pattern: '^[0-9]{4,16}$', words: 'a PIN of 4 to 16 digits', example: '471199' },
  // Stricter than the format of ajv-formats, which takes a URN that PostgreSQL does not.
  uuid: {
    pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
    words: 'a UUID',
    example: '6f6c9a0e-2b1a-4c5e-9d3f-0123456789ab',
  },
  'definition-name': {
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    maxLength: 64,
    words: 'lower case words joined by hyphens, at most 64 characters',
    example: 'internet-access',
  },
  'definition-version': {
    pattern: '^(0|[1-9][0-9]{0,8})([.](0|[1-9][0-9]{0,8})){2}$',
    words: 'a version such as 1.0.0',
    example: '1.0.0',
  },
  'plain-text': {
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    words: 'text without control characters',
    example: 'Internet',
  },
  // Nothing that a browser shows or runs, and nothing that has a form of its own here.
  'form-media-type': {
    pattern: '^(application|text)/[a-z0-9][a-z0-9.+-]*$',
    maxLength: 100,
    words:
      'a media type in lower case such as application/json or application/vnd.example.account+xml, of nothing that browsers show or run',
    example: 'application/vnd.example.account+json',
    also: (text) =>
      !/html|svg|script|aspen|connectivity|x509|pkcs|pgp|package|octet|ms-?download|execut|install|zip|pdf|xul|mathml|css/.test(
        text,
      ),
  },
  'media-type': {
    pattern: '^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$',
    words: 'a media type in lower case without parameters, such as application/json',
    example: 'application/x-apple-aspen-config',
  },
  'form-file-name': {
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}[.][a-z0-9]{1,16}$',
    words: 'a file name of letters, digits, hyphens and underscores with one ending, such as account.json',
    example: 'account.json',
  },
  cursor: { pattern: '^[A-Za-z0-9_-]{1,256}$', words: 'the "next" of the page before', example: 'WyI0MiJd' },
  // Quoted as a string of structured fields (RFC 9651 §3.3.3), or bare.
  'idempotency-key': {
    pattern: '^([\\x21\\x23-\\x7e][\\x21-\\x7e]{0,254}|"([\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\]){1,255}")$',
    words: '1 to 255 visible ASCII characters, or a quoted string',
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  },
  'time-zone': {
    pattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$',
    maxLength: 64,
    words: 'the name of a time zone of IANA',
    example: 'Europe/Helsinki',
    also: isTimeZone,
  },
  'time-of-day': { pattern: TIME_OF_DAY.source, words: 'a time of day from 00:00 to 23:59', example: '22:00' },
  range: {
    pattern: '^[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?$',
    words: 'an address or a range of addresses such as 192.0.2.0/24',
    example: '192.0.2.0/24',
    also: isRange,
  },
  'bearer-name': {
    pattern: '^[a-z][a-z0-9-]{0,39}$',
    words: 'a lower case letter, then lower case letters, digits and hyphens, at most 40 characters',
    example: 'smsc-north',
  },
  'number-prefix': {
    pattern: '^\\+[1-9][0-9]{0,14}$',
    words: 'the beginning of a number in E.164, with the plus',
    example: '+358',
  },
  'network-code': {
    pattern: '^[0-9]{5,6}$',
    words: 'a mobile country code of three digits and a mobile network code of two or three',
    example: '24405',
  },
  'tenant-name': {
    pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
    words: 'lower case letters, digits and hyphens, at most 63 characters',
    example: 'acme',
  },
  domain: {
    pattern: `^${DOMAIN_FORM}$`,
    maxLength: 245,
    words: 'a domain name in lower case',
    example: 'acme.example',
    also: isDomainName,
  },
  'domain-or-any': {
    pattern: `^([*]|${DOMAIN_FORM})$`,
    maxLength: 245,
    words: 'a domain name in lower case, or *',
    example: 'acme.example',
    also: (text) => text === ANY_DOMAIN || isDomainName(text),
  },
  'key-id': { pattern: '^[0-9A-Za-z]{1,64}$', words: 'the id of a key', example: '0AbCdEfGhIjKl' },
  sha256: {
    pattern: '^[0-9a-f]{64}$',
    words: 'a SHA-256 in 64 hexadecimal digits, lower case',
    example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  etag: { pattern: '^([*]|"[0-9]{1,9}")$', words: 'an ETag such as "3", or *', example: '"3"' },
  'application-id': {
    pattern: '^[\\x21-\\x7e]{1,32}$',
    words: 'an application id of 1 to 32 characters',
    example: 'w4',
  },
} as const satisfies Record<string, TextFormat>;
export type TextFormatName = keyof typeof TEXT_FORMATS;

const FORMATS: ReadonlyMap<string, TextFormat> = new Map(Object.entries(TEXT_FORMATS));

/** One of ours, by its name in a schema. */
export function findTextFormat(name: string): TextFormat | undefined {
  return FORMATS.get(name);
}

/** Whether a text has a form. */
export function createTextTest({ pattern, maxLength = Infinity, also }: TextFormat): (text: string) => boolean {
  const form = new RegExp(pattern, 'u');
  return (text) => text.length <= maxLength && form.test(text) && (also === undefined || also(text));
}

/** One of ours, as whoever reads a text by hand wants it. */
export function textForm(name: TextFormatName): { readonly test: (text: string) => boolean; readonly words: string } {
  const format: TextFormat = TEXT_FORMATS[name];
  return { test: createTextTest(format), words: format.words };
}

/** Words for formats of JSON Schema that definitions use. */
const COMMON_WORDS: Readonly<Record<string, string>> = {
  'date-time': 'a time by RFC 3339 with its offset',
  date: 'a date by RFC 3339',
  email: 'a mail address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a URI',
};

export function addFormats(ajv: Ajv2020): void {
  ajvFormats.default(ajv);
  for (const [name, format] of FORMATS) ajv.addFormat(name, createTextTest(format));
}

/** What a format wants, to be read after "expected". */
export function wordsForFormat(name: string): string {
  return FORMATS.get(name)?.words ?? COMMON_WORDS[name] ?? `text in the form of ${name}`;
}

/** 3GPP TS 23.003 §6.2.1, annex B. */
function endsInLuhnDigit(digits: string): boolean {
  const sum = Array.from(digits).reduce((total, digit, i) => {
    const weighted = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
