import { MAX_VALUE_LENGTH } from './limits.ts';
import type { WbxmlReader } from './wbxml-reader.ts';
import { GLOBAL, PAGES, STARTS } from './wbxml-tokens.ts';
import { isXmlText } from './xml-text.ts';

const KNOWN = ['name', 'value', 'version', 'type'] as const;
type AttributeName = (typeof KNOWN)[number];

/** The attributes of one element; what no element of PROV 1.0 has is left out. */
export type Attributes = { -readonly [name in AttributeName]?: string };

/** What an attribute start token says: whose value begins, and how. */
interface Start {
  /** Undefined for an attribute that is read over. */
  readonly name: AttributeName | undefined;
  readonly prefix: string;
}

const VALUE_TOKENS_FROM = 0x85;
const STARTS_OF_PAGE: readonly ReadonlyMap<number, Start>[] = PAGES.map(startsOf);

/** Reads attribute lists, and keeps the code page of the attribute space from one to the next. */
export class AttributeReader {
  private page = 0;
  private readonly reader: WbxmlReader;

  constructor(reader: WbxmlReader) {
    this.reader = reader;
  }

  /**
   * Reads an attribute list with its END (WAP-192-WBXML §5.8.3). Values may come in any number of pieces, from either page
   * and from the string table; an attribute that PROV 1.0 does not know is read over.
   *
   * @throws DecodeError for an unknown token, an attribute that comes twice, or a value that is too long or no XML text
   */
  read(): Attributes {
    const { reader } = this;
    const attributes: Attributes = {};
    let current: Start | undefined;
    for (let token = reader.octet(); token !== GLOBAL.end; token = reader.octet()) {
      if (token === GLOBAL.switchPage) {
        this.page = reader.octet();
      } else if (isValueToken(token)) {
        if (current === undefined) throw reader.fault('attribute', 'a value comes before any attribute');
        append(reader, attributes, { name: current.name, piece: this.piece(token) });
      } else {
        current = this.start(token);
        this.begin(attributes, current);
      }
    }
    return attributes;
  }

  private begin(attributes: Attributes, { name, prefix }: Start): void {
    if (name === undefined) return;
    if (attributes[name] !== undefined) throw this.reader.fault('attribute', `${name} comes twice`);
    attributes[name] = prefix;
  }

  private start(token: number): Start {
    const { reader } = this;
    if (token === GLOBAL.literal) {
      const text = reader.tableText(reader.uintvar());
      return { name: KNOWN.find((known) => known === text), prefix: '' };
    }
    const start = STARTS_OF_PAGE[this.page]?.get(token);
    if (start === undefined) throw reader.fault('attribute token', `unknown token ${token} on page ${this.page}`);
    return start;
  }

  private piece(token: number): string {
    const { reader } = this;
    if (token < VALUE_TOKENS_FROM || token === GLOBAL.opaque) return readText(reader, token);
    // Some encoders leave out the switch back: what page 1 does not have is looked for on page 0.
    const text = this.page <= 1 ? (PAGES[this.page]?.values[token] ?? PAGES[0].values[token]) : undefined;
    if (text === undefined) throw reader.fault('attribute value token', `unknown token ${token} on page ${this.page}`);
    return text;
  }
}

/** Tells whether a token is one of those that hold text in any place: string, string reference, entity, opaque. */
export function isTextToken(token: number): boolean {
  return (
    token === GLOBAL.stringInline || token === GLOBAL.stringTable || token === GLOBAL.entity || token === GLOBAL.opaque
  );
}

/**
 * The text of a token for which `isTextToken` holds.
 *
 * @throws DecodeError for any other token
 */
export function readText(reader: WbxmlReader, token: number): string {
  switch (token) {
    case GLOBAL.stringInline:
      return reader.inlineText();
    case GLOBAL.stringTable:
      return reader.tableText(reader.uintvar());
    case GLOBAL.entity:
      return reader.entity();
    case GLOBAL.opaque:
      return reader.opaqueText();
  }
  throw reader.fault('token', `unknown token ${token}`);
}

/** Extension tokens 0x80 to 0x82, which PROV 1.0 does not use, count as values and are refused as such. */
function isValueToken(token: number): boolean {
  return token >= 0x80 || isTextToken(token);
}

function append(
  reader: WbxmlReader,
  attributes: Attributes,
  { name, piece }: { name: AttributeName | undefined; piece: string },
): void {
  if (name === undefined) return;
  // Piece by piece, so that a value of many pieces is not looked at again for each. No piece holds half a character.
  if (!isXmlText(piece)) throw reader.fault('attribute value', 'expected characters that XML allows, got another one');
  const text = `${attributes[name] ?? ''}${piece}`;
  if (text.length > MAX_VALUE_LENGTH) {
    throw reader.fault('attribute value', `expected at most ${MAX_VALUE_LENGTH} characters`);
  }
  attributes[name] = text;
}

function startsOf({ names, types }: (typeof PAGES)[number]): ReadonlyMap<number, Start> {
  const starts = new Map<number, Start>([
    [STARTS.name, { name: 'name', prefix: '' }],
    [STARTS.value, { name: 'value', prefix: '' }],
    [STARTS.type, { name: 'type', prefix: '' }],
    [STARTS.version, { name: 'version', prefix: '' }],
    [STARTS.versionOneZero, { name: 'version', prefix: '1.0' }],
  ]);
  for (const [token, prefix] of Object.entries(names)) starts.set(Number(token), { name: 'name', prefix });
  for (const [token, prefix] of Object.entries(types)) starts.set(Number(token), { name: 'type', prefix });
  return starts;
}
