import { DecodeError } from '../domain/decode-error.ts';

/** The default alphabet by code, 0x00 to 0x7F (3GPP TS 23.038 §6.2.1). 0x1B, the escape, is given as a space. */
const ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;

/** The extension table (3GPP TS 23.038 §6.2.1.1). */
const EXTENSION: ReadonlyMap<number, string> = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
]);

const CODES = new Map<string, readonly number[]>();
for (const [code, character] of Array.from(ALPHABET).entries()) if (code !== ESCAPE) CODES.set(character, [code]);
for (const [code, character] of EXTENSION) CODES.set(character, [ESCAPE, code]);

/** data_coding of SMPP 3.4 §5.2.19 that we write. */
const DEFAULT_ALPHABET = 0x00;
const UCS2 = 0x08;
const ASCII = 0x01;
const LATIN1 = 0x03;

type Alphabet = 'gsm' | 'latin1' | 'ucs2';

const ucs2 = new TextDecoder('utf-16be', { ignoreBOM: true });

/**
 * Encodes a text as SMPP carries it: in the default alphabet, an octet a septet, when that has all its characters, else in
 * UCS-2 (in truth UTF-16, as handsets do for what is outside the first plane).
 */
export function encodeText(text: string): { dataCoding: number; octets: Uint8Array } {
  const codes = Array.from(text, (character) => CODES.get(character));
  if (codes.every((code) => code !== undefined)) {
    return { dataCoding: DEFAULT_ALPHABET, octets: Uint8Array.from(codes.flat()) };
  }
  const octets = new Uint8Array(text.length * 2);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i));
  return { dataCoding: UCS2, octets };
}

/**
 * Decodes a text as SMPP carries it. Malformed UTF-16 becomes U+FFFD; a character of the extension table that is not known
 * becomes that of the default alphabet (3GPP TS 23.038 §6.2.1.1).
 *
 * @param dataCoding - values of SMPP 3.4 §5.2.19 for the default alphabet, ASCII, ISO-8859-1 and UCS-2, and those of 3GPP
 *   TS 23.038 §4 with a message class
 * @throws DecodeError when `dataCoding` stands for no text that we read, or the octets are none of it
 */
export function decodeText(octets: Uint8Array, dataCoding: number): string {
  switch (alphabetOf(dataCoding)) {
    case 'gsm':
      return decodeGsm(octets);
    case 'latin1':
      return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
    case 'ucs2':
      if (octets.length % 2 === 1) throw new DecodeError('text', octets.length, 'expected an even count of octets');
      return ucs2.decode(octets);
    case undefined:
      throw new DecodeError('text', 0, `data coding ${dataCoding} stands for no text that can be read`);
  }
}

function alphabetOf(dataCoding: number): Alphabet | undefined {
  if (dataCoding === DEFAULT_ALPHABET) return 'gsm';
  if (dataCoding === ASCII || dataCoding === LATIN1) return 'latin1';
  if (dataCoding === UCS2) return 'ucs2';
  // General group with message class, not compressed: bits 3 and 2 name the alphabet. Class group: bit 2 set means data.
  if ((dataCoding & 0xfc) === 0x10 || (dataCoding & 0xfc) === 0xf0) return 'gsm';
  return (dataCoding & 0xfc) === 0x18 ? 'ucs2' : undefined;
}

function decodeGsm(octets: Uint8Array): string {
  const characters: string[] = [];
  let isEscaped = false;
  for (const [i, octet] of octets.entries()) {
    if (octet === ESCAPE && !isEscaped) {
      isEscaped = true;
      continue;
    }
    const character = (isEscaped ? EXTENSION.get(octet) : undefined) ?? ALPHABET[octet];
    if (character === undefined) throw new DecodeError('text', i, 'expected an octet below 128');
    characters.push(character);
    isEscaped = false;
  }
  // An escape at the very end stands for a space.
  return `${characters.join('')}${isEscaped ? ' ' : ''}`;
}
