import { computeMac } from '../codecs/bootstrap-mac.ts';
import { checkDocument } from '../codecs/check-document.ts';
import { createReassembler } from '../codecs/sms-reassembler.ts';
import { encodeUserData } from '../codecs/sms-user-data.ts';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { encodeWbxml } from '../codecs/wbxml-encode.ts';
import { decodePush, encodePush } from '../codecs/wsp-push.ts';
import { formatXml, parseXml } from '../codecs/xml.ts';
import type { CpDocument } from '../domain/document.ts';

/*
 * What one core does with a document of about 300 octets of WBXML: a mail account with its access point. Each figure is
 * the median of the rounds after warm-up; the spread shows how quiet the machine was.
 */

const ROUNDS = 7;
const ROUND_MS = 400;
const WARM_UP_MS = 600;
/** Wanted of all that happens to a document between template and wire. */
const WANTED = 20_000;

const parm = (name: string, value?: string) => (value === undefined ? { name } : { name, value });

const document: CpDocument = {
  version: '1.1',
  characteristics: [
    { type: 'BOOTSTRAP', parms: [parm('NAME', 'Example Mobile')], children: [] },
    {
      type: 'NAPDEF',
      parms: [
        parm('NAPID', 'EX-NAP'),
        parm('BEARER', 'GSM-GPRS'),
        parm('NAME', 'Example Mobile'),
        parm('NAP-ADDRESS', 'internet.example'),
        parm('NAP-ADDRTYPE', 'APN'),
        parm('INTERNET'),
      ],
      children: [
        {
          type: 'NAPAUTHINFO',
          parms: [parm('AUTHTYPE', 'PAP'), parm('AUTHNAME', 'guest'), parm('AUTHSECRET', 'guest')],
          children: [],
        },
      ],
    },
    {
      type: 'APPLICATION',
      parms: [
        parm('APPID', '143'),
        parm('PROVIDER-ID', 'mail.example'),
        parm('NAME', 'Example Mail'),
        parm('TO-NAPID', 'EX-NAP'),
      ],
      children: [
        {
          type: 'APPADDR',
          parms: [parm('ADDR', 'imap.mail.example')],
          children: [{ type: 'PORT', parms: [parm('PORTNBR', '993'), parm('SERVICE', '993')], children: [] }],
        },
        {
          type: 'APPAUTH',
          parms: [parm('AAUTHNAME', 'kim@mail.example'), parm('AAUTHSECRET', 'not a secret')],
          children: [],
        },
      ],
    },
  ],
};

const wbxml = encodeWbxml(document);
const secret = { method: 'USERNETWPIN', imsi: '001010123456789', pin: '1234' } as const;
const security = secret.method;
const mac = computeMac(secret, wbxml);
const push = encodePush({ transactionId: 1, security, mac }, wbxml);
const parts = encodeUserData(push, { reference: 1 });
const xml = formatXml(document);

const cases: readonly { readonly name: string; readonly work: () => unknown }[] = [
  {
    name: 'encode + MAC + push + parts',
    work: () => {
      const octets = encodeWbxml(document);
      const body = encodePush({ transactionId: 1, security, mac: computeMac(secret, octets) }, octets);
      return encodeUserData(body, { reference: 1 });
    },
  },
  { name: 'encodeWbxml', work: () => encodeWbxml(document) },
  { name: 'computeMac', work: () => computeMac(secret, wbxml) },
  { name: 'encodePush', work: () => encodePush({ transactionId: 1, security, mac }, wbxml) },
  { name: 'encodeUserData', work: () => encodeUserData(push, { reference: 1 }) },
  { name: 'checkDocument', work: () => checkDocument(document) },
  { name: 'formatXml', work: () => formatXml(document) },
  { name: 'parseXml', work: () => parseXml(xml) },
  {
    name: 'parts + push + decode',
    work: () => {
      const reassembler = createReassembler();
      const whole = parts.map((part) => reassembler.add('+15550001', part)).at(-1);
      return decodeWbxml(decodePush(whole ?? push).body);
    },
  },
  { name: 'decodeWbxml', work: () => decodeWbxml(wbxml) },
];

console.log(`document: ${wbxml.length} octets of WBXML, push of ${push.length} in ${parts.length} parts`);
console.log(`${'what'.padEnd(30)}${'a second'.padStart(12)}${'lowest'.padStart(12)}${'highest'.padStart(12)}`);
for (const { name, work } of cases) {
  measure(work, WARM_UP_MS);
  const rates = Array.from({ length: ROUNDS }, () => measure(work, ROUND_MS)).toSorted((a, b) => a - b);
  const median = rates[(ROUNDS - 1) / 2] ?? 0;
  const columns = [median, rates[0] ?? 0, rates.at(-1) ?? 0].map((rate) => Math.round(rate).toString().padStart(12));
  console.log(`${name.padEnd(30)}${columns.join('')}${name === cases[0]?.name ? `   wanted ${WANTED}` : ''}`);
}

/** Calls a second over at least `ms` milliseconds. */
function measure(work: () => unknown, ms: number): number {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ms) {
    for (let i = 0; i < 100; i++) work();
    calls += 100;
    elapsed = performance.now() - start;
  }
  return (calls * 1000) / elapsed;
}
