import type { Characteristic, CpDocument, Parm } from '../domain/document.ts';
import { MAX_DEPTH, MAX_ELEMENTS } from './limits.ts';
import { AttributeReader, type Attributes, isTextToken, readText } from './wbxml-attributes.ts';
import { WbxmlReader } from './wbxml-reader.ts';
import { GLOBAL, TAGS } from './wbxml-tokens.ts';

const HAS_ATTRIBUTES = 0x80;
const HAS_CONTENT = 0x40;
const TAG_MASK = 0x3f;

type ElementName = keyof typeof TAGS;
const ELEMENTS_BY_NAME: ReadonlyMap<string, ElementName> = new Map([
  ['wap-provisioningdoc', 'document'],
  ['characteristic', 'characteristic'],
  ['parm', 'parm'],
]);
const ELEMENTS_BY_TAG: ReadonlyMap<number, ElementName> = new Map([
  [TAGS.document, 'document'],
  [TAGS.characteristic, 'characteristic'],
  [TAGS.parm, 'parm'],
]);

interface Element {
  readonly name: ElementName;
  readonly attributes: Attributes;
  readonly hasContent: boolean;
}

interface Input {
  readonly reader: WbxmlReader;
  readonly attributes: AttributeReader;
  elements: number;
}

/**
 * Decodes a WBXML document of PROV 1.0 (OMA ProvCont 1.1 §7, WAP-192-WBXML) in every form that is met: versions 1.1 to
 * 1.3, any mix of code pages, string table, values in pieces, root with or without `version`, elements of either tag
 * page. Attributes that PROV 1.0 does not know are read over.
 *
 * @throws DecodeError for anything else, and past the limits of `limits.ts`
 */
export function decodeWbxml(octets: Uint8Array): CpDocument {
  const reader = new WbxmlReader(octets);
  const input: Input = { reader, attributes: new AttributeReader(reader), elements: 0 };
  reader.header();
  const root = readRoot(input);
  const characteristics: Characteristic[] = [];
  readContent(input, root, (child) => {
    if (child.name !== 'characteristic') throw reader.fault('document', `expected characteristic, got ${child.name}`);
    characteristics.push(readCharacteristic(input, child, 1));
  });
  skipInstructions(input);
  return { version: readVersion(reader, root.attributes.version), characteristics };
}

function readRoot(input: Input): Element {
  let token = input.reader.octet();
  for (; token === GLOBAL.processingInstruction || token === GLOBAL.switchPage; token = input.reader.octet()) {
    if (token === GLOBAL.switchPage) input.reader.octet();
    else input.attributes.read();
  }
  const root = readElement(input, token);
  if (root.name !== 'document') throw input.reader.fault('document', `expected its root element, got ${root.name}`);
  return root;
}

function skipInstructions({ reader, attributes }: Input): void {
  while (!reader.isAtEnd()) {
    if (reader.octet() !== GLOBAL.processingInstruction) {
      throw reader.fault('document', 'octets follow the root element', reader.offset - 1);
    }
    attributes.read();
  }
}

function readCharacteristic(input: Input, element: Element, depth: number): Characteristic {
  const { reader } = input;
  const { type } = element.attributes;
  if (type === undefined) throw reader.fault('characteristic', 'it has no type');
  if (depth > MAX_DEPTH) throw reader.fault('characteristic', `expected at most ${MAX_DEPTH} levels`);
  const parms: Parm[] = [];
  const children: Characteristic[] = [];
  readContent(input, element, (child) => {
    if (child.name === 'parm') parms.push(readParm(input, child));
    else if (child.name === 'characteristic') children.push(readCharacteristic(input, child, depth + 1));
    else throw reader.fault('characteristic', 'expected parm or characteristic, got a root element');
  });
  return { type, parms, children };
}

function readParm(input: Input, element: Element): Parm {
  const { name, value } = element.attributes;
  if (name === undefined) throw input.reader.fault('parm', 'it has no name');
  readContent(input, element, () => {
    throw input.reader.fault('parm', 'expected no content, got an element');
  });
  return value === undefined ? { name } : { name, value };
}

/** Hands the elements inside an element to `take`, up to and with its END. White space between them is read over. */
function readContent(input: Input, { hasContent }: Element, take: (child: Element) => void): void {
  if (!hasContent) return;
  const { reader } = input;
  for (let token = reader.octet(); token !== GLOBAL.end; token = reader.octet()) {
    if (token === GLOBAL.switchPage) {
      // Both tag pages give these numbers the same meaning, so that the page makes no difference.
      reader.octet();
    } else if (token === GLOBAL.processingInstruction) {
      input.attributes.read();
    } else if (isTextToken(token)) {
      if (readText(reader, token).trim() !== '') throw reader.fault('content', 'expected elements, got text');
    } else {
      take(readElement(input, token));
    }
  }
}

function readElement(input: Input, token: number): Element {
  const { reader, attributes } = input;
  input.elements += 1;
  if (input.elements > MAX_ELEMENTS) throw reader.fault('document', `expected at most ${MAX_ELEMENTS} elements`);
  const tag = token & TAG_MASK;
  const name =
    tag === GLOBAL.literal ? ELEMENTS_BY_NAME.get(reader.tableText(reader.uintvar())) : ELEMENTS_BY_TAG.get(tag);
  if (name === undefined) throw reader.fault('element', `unknown token ${token}`, reader.offset - 1);
  return {
    name,
    attributes: (token & HAS_ATTRIBUTES) === 0 ? {} : attributes.read(),
    hasContent: (token & HAS_CONTENT) !== 0,
  };
}

/** A known encoder writes the token for 1.0 and the text after it, which makes 1.01.0; only the major part must be 1. */
function readVersion(reader: WbxmlReader, version = ''): CpDocument['version'] {
  if (version === '1.1') return '1.1';
  if (version === '' || version === '1' || version.startsWith('1.')) return '1.0';
  throw reader.fault('document version', 'expected major version 1, got another');
}
