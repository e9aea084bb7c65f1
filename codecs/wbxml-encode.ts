import type { Characteristic, CpDocument, Parm } from '../domain/document.ts';
import { OctetWriter } from './octet-writer.ts';
import { GLOBAL, PAGES, STARTS, TAGS } from './wbxml-tokens.ts';
import { isXmlText } from './xml-text.ts';

/** Version 1.3, public id of PROV 1.0, UTF-8 (IANA MIBenum 106), no string table. */
const HEADER = Uint8Array.of(0x03, 0x0b, 0x6a, 0x00);
const HAS_ATTRIBUTES = 0x80;
const HAS_CONTENT = 0x40;

/** The token of a text on each page that has one. */
type Tokens = ReadonlyMap<string, readonly (number | undefined)[]>;

const NAMES = tokensOf('names');
const TYPES = tokensOf('types');
const VALUES: ReadonlyMap<string, number> = new Map(
  Object.entries(PAGES[0].values).map(([token, text]) => [text, Number(token)]),
);

interface Output {
  readonly writer: OctetWriter;
  /** Current code page of the attribute space. The tag space never leaves page 0. */
  page: number;
}

/**
 * Encodes a document as WBXML 1.3 for PROV 1.0 (OMA ProvCont 1.1 §7, WAP-192-WBXML).
 *
 * Of the forms that are allowed this is the one that most readers take: pages are switched only when needed, `value=` is
 * always that of page 0, a value becomes a token only as a whole and only of page 0, and there is no string table.
 * Unknown names and types are inline strings. The same document always gives the same octets.
 *
 * @throws RangeError when a text holds a character that XML cannot carry
 */
export function encodeWbxml(document: CpDocument): Uint8Array {
  const out: Output = { writer: new OctetWriter(), page: 0 };
  const { writer } = out;
  writer.octets(HEADER);
  const hasContent = document.characteristics.length > 0;
  writer.octet(TAGS.document | HAS_ATTRIBUTES | (hasContent ? HAS_CONTENT : 0));
  if (document.version === '1.0') {
    writer.octet(STARTS.versionOneZero);
  } else {
    writer.octet(STARTS.version);
    writeText(out, document.version);
  }
  writer.octet(GLOBAL.end);
  for (const characteristic of document.characteristics) writeCharacteristic(out, characteristic);
  if (hasContent) writer.octet(GLOBAL.end);
  return writer.finish();
}

function writeCharacteristic(out: Output, { type, parms, children }: Characteristic): void {
  const hasContent = parms.length > 0 || children.length > 0;
  out.writer.octet(TAGS.characteristic | HAS_ATTRIBUTES | (hasContent ? HAS_CONTENT : 0));
  writeStart(out, TYPES.get(type), { generic: STARTS.type, text: type });
  out.writer.octet(GLOBAL.end);
  for (const parm of parms) writeParm(out, parm);
  for (const child of children) writeCharacteristic(out, child);
  if (hasContent) out.writer.octet(GLOBAL.end);
}

function writeParm(out: Output, { name, value }: Parm): void {
  out.writer.octet(TAGS.parm | HAS_ATTRIBUTES);
  writeStart(out, NAMES.get(name), { generic: STARTS.name, text: name });
  if (value !== undefined) writeValue(out, value);
  out.writer.octet(GLOBAL.end);
}

/** The token that includes the text, on the page at hand if that has one, else the generic start and the text. */
function writeStart(
  out: Output,
  tokens: readonly (number | undefined)[] | undefined,
  { generic, text }: { generic: number; text: string },
): void {
  const page = tokens?.[out.page] === undefined ? tokens?.findIndex((token) => token !== undefined) : out.page;
  const token = page === undefined ? undefined : tokens?.[page];
  if (page === undefined || token === undefined) {
    switchPage(out, 0);
    out.writer.octet(generic);
    writeText(out, text);
    return;
  }
  switchPage(out, page);
  out.writer.octet(token);
}

function writeValue(out: Output, value: string): void {
  switchPage(out, 0);
  out.writer.octet(STARTS.value);
  const token = VALUES.get(value);
  if (token === undefined) writeText(out, value);
  else out.writer.octet(token);
}

function writeText({ writer }: Output, text: string): void {
  if (!isXmlText(text)) {
    throw new RangeError(
      'Cannot encode WBXML: expected characters that XML allows, got another one in a value or name',
    );
  }
  writer.octet(GLOBAL.stringInline);
  writer.terminatedText(text);
}

function switchPage(out: Output, page: number): void {
  if (out.page === page) return;
  out.writer.octet(GLOBAL.switchPage);
  out.writer.octet(page);
  out.page = page;
}

function tokensOf(kind: 'names' | 'types'): Tokens {
  const tokens = new Map<string, (number | undefined)[]>();
  for (const [page, { [kind]: table }] of PAGES.entries()) {
    for (const [token, text] of Object.entries(table)) {
      const known = tokens.get(text) ?? PAGES.map(() => undefined);
      known[page] = Number(token);
      tokens.set(text, known);
    }
  }
  return tokens;
}
