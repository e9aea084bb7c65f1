import type { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

interface TextFormat {
  readonly test: (text: string) => boolean;
  /** What is wanted, to be read after "expected". */
  readonly words: string;
}

const matches = (form: RegExp) => (text: string) => form.test(text);

/** Forms of text in requests. What the database would choke on is refused here. */
export const TEXT_FORMATS = {
  msisdn: { test: matches(/^\+[1-9]\d{5,14}$/), words: 'a number in E.164 with the plus' },
  // In a query a plus that is not percent-encoded arrives as a space; here it cannot mean anything else.
  'msisdn-in-query': { test: matches(/^[+ ][1-9]\d{5,14}$/), words: 'a number in E.164 with the plus' },
  // 3GPP TS 23.003 §2.2: country code, network, subscriber. ITU-T E.212 gives out 2 to 7 and 9; 001 is for tests.
  imsi: { test: matches(/^(001|[2-79]\d{2})\d{3,12}$/), words: 'an IMSI of 6 to 15 digits with its country code' },
  imei: { test: isImei, words: 'an IMEI of 15 digits, the last of which is right' },
  pin: { test: matches(/^\d{4,16}$/), words: 'a PIN of 4 to 16 digits' },
  // Stricter than the format of ajv-formats, which takes a URN that PostgreSQL does not.
  uuid: { test: isUuid, words: 'a UUID' },
  'definition-name': { test: isDefinitionName, words: 'lower case words joined by hyphens, at most 64 characters' },
  'definition-version': {
    test: matches(/^(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}$/),
    words: 'a version such as 1.0.0',
  },
  'plain-text': { test: matches(/^\P{Cc}*$/u), words: 'text without control characters' },
  cursor: { test: matches(/^[A-Za-z0-9_-]{1,256}$/), words: 'the "next" of the page before' },
  'idempotency-key': { test: matches(/^[\x21-\x7e]{1,255}$/), words: '1 to 255 visible ASCII characters' },
  etag: { test: matches(/^(\*|"\d{1,9}")$/), words: 'an ETag such as "3", or *' },
  'application-id': { test: matches(/^[\x21-\x7e]{1,32}$/), words: 'an application id of 1 to 32 characters' },
} as const satisfies Record<string, TextFormat>;

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
  for (const [name, { test }] of Object.entries(TEXT_FORMATS)) ajv.addFormat(name, test);
}

/** What a format wants, to be read after "expected". */
export function wordsForFormat(name: string): string {
  const ours: TextFormat | undefined = Object.entries(TEXT_FORMATS).find(([key]) => key === name)?.[1];
  return ours?.words ?? COMMON_WORDS[name] ?? `text in the form of ${name}`;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function isDefinitionName(text: string): boolean {
  return text.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** 15 digits that end in their Luhn digit (3GPP TS 23.003 §6.2.1, annex B). */
function isImei(text: string): boolean {
  if (!/^\d{15}$/.test(text)) return false;
  const sum = Array.from(text).reduce((total, digit, i) => {
    const weighted = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
