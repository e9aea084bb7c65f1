import { SaxesParser } from 'saxes';
import { DecodeError } from '../domain/decode-error.ts';
import type { Characteristic, CpDocument, Parm } from '../domain/document.ts';
import { MAX_DEPTH, MAX_ELEMENTS, MAX_INPUT, MAX_VALUE_LENGTH } from './limits.ts';
import { escapeXml, isXmlText } from './xml-text.ts';

/** Which attributes each element has (OMA ProvCont 1.1). */
const ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['wap-provisioningdoc', ['version']],
  ['characteristic', ['type']],
  ['parm', ['name', 'value']],
]);
/** A public id is optional, but another one names another document. System ids are not fetched, so any will do. */
const DOCTYPE =
  /^\s*wap-provisioningdoc(\s+(SYSTEM|PUBLIC\s+(["'])-\/\/WAPFORUM\/\/DTD PROV 1\.0\/\/EN\3)(\s+("[^"]*"|'[^']*'))?)?\s*$/;

interface OpenCharacteristic {
  readonly type: string;
  readonly parms: Parm[];
  readonly children: Characteristic[];
}

type Fault = (element: string, reason: string) => DecodeError;
type Tag = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/**
 * Parses text/vnd.wap.connectivity-xml (OMA ProvCont 1.1), strictly: well-formed XML 1.0, the three elements in their
 * places with their attributes, nothing else. The DOCTYPE is optional and nothing is ever fetched; an internal subset is
 * refused, and so is every entity but the five of XML and character references.
 *
 * @param text - at most `MAX_INPUT` UTF-16 code units; the encoding that its declaration names is not looked at
 * @throws DecodeError with the character offset at which reading stopped
 */
export function parseXml(text: string): CpDocument {
  if (text.length > MAX_INPUT) {
    throw new DecodeError('XML', 0, `expected at most ${MAX_INPUT} characters, got ${text.length}`);
  }
  if (!isXmlText(text)) throw new DecodeError('XML', 0, 'expected characters that XML allows, got another one');
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const fault: Fault = (element, reason) => new DecodeError(element, Math.min(parser.position, text.length), reason);
  const builder = createBuilder(fault);
  parser.on('error', ({ message }) => {
    // What follows a colon is quoted from the input.
    throw fault('XML', message.replace(/[:.].*$/su, ''));
  });
  parser.on('doctype', (doctype) => {
    if (!DOCTYPE.test(doctype)) throw fault('DOCTYPE', 'expected that of PROV 1.0 without an internal subset');
  });
  parser.on('attribute', ({ value }) => {
    if (value.length > MAX_VALUE_LENGTH) throw fault('attribute', `expected at most ${MAX_VALUE_LENGTH} characters`);
  });
  parser.on('opentag', (tag) => builder.open(tag));
  parser.on('closetag', ({ name }) => builder.close(name));
  for (const kind of ['text', 'cdata'] as const) {
    parser.on(kind, (content) => {
      if (/[^ \t\r\n]/.test(content)) throw fault('content', 'expected elements, got text');
    });
  }
  parser.write(text).close();
  return builder.finish();
}

/** Puts the document together from its tags. */
function createBuilder(fault: Fault) {
  let version: CpDocument['version'] | undefined;
  let elements = 0;
  let isInParm = false;
  const characteristics: Characteristic[] = [];
  const stack: OpenCharacteristic[] = [];

  function openRoot({ version: stated = '1.0' }: Readonly<Record<string, string>>): void {
    if (stated !== '1.0' && stated !== '1.1') throw fault('document version', 'expected 1.0 or 1.1, got another');
    version = stated;
  }

  function openCharacteristic({ type }: Readonly<Record<string, string>>): void {
    if (type === undefined) throw fault('characteristic', 'it has no type');
    if (stack.length === MAX_DEPTH) throw fault('characteristic', `expected at most ${MAX_DEPTH} levels`);
    const opened = { type, parms: [], children: [] };
    (stack.at(-1)?.children ?? characteristics).push(opened);
    stack.push(opened);
  }

  function openParm({ name, value }: Readonly<Record<string, string>>): void {
    const parent = stack.at(-1);
    if (parent === undefined) throw fault('parm', 'it is outside a characteristic');
    if (name === undefined) throw fault('parm', 'it has no name');
    parent.parms.push(value === undefined ? { name } : { name, value });
    isInParm = true;
  }

  return {
    open(tag: Tag): void {
      elements += 1;
      if (elements > MAX_ELEMENTS) throw fault('document', `expected at most ${MAX_ELEMENTS} elements`);
      checkTag(tag, fault);
      if (isInParm) throw fault('parm', 'expected no content, got an element');
      if ((tag.name === 'wap-provisioningdoc') !== (elements === 1)) {
        throw fault('document', 'expected one wap-provisioningdoc, as its root');
      }
      if (elements === 1) openRoot(tag.attributes);
      else if (tag.name === 'parm') openParm(tag.attributes);
      else openCharacteristic(tag.attributes);
    },

    close(name: string): void {
      if (name === 'parm') isInParm = false;
      else stack.pop();
    },

    finish(): CpDocument {
      if (version === undefined) throw fault('document', 'it has no root element');
      return { version, characteristics };
    },
  };
}

function checkTag({ name, attributes }: Tag, fault: Fault): void {
  const allowed = ATTRIBUTES.get(name);
  if (allowed === undefined) {
    throw fault('element', 'expected wap-provisioningdoc, characteristic or parm, got another');
  }
  if (!Object.keys(attributes).every((attribute) => allowed.includes(attribute))) {
    throw fault('attribute', `expected of ${name} only ${allowed.join(' and ')}, got another`);
  }
}

const PROLOGUE = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE wap-provisioningdoc PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN" "http://www.wapforum.org/DTD/prov.dtd">
`;

/**
 * Writes a document as text/vnd.wap.connectivity-xml (OMA ProvCont 1.1) with its DOCTYPE, an element a line.
 *
 * @throws RangeError when a text holds a character that XML cannot carry
 */
export function formatXml({ version, characteristics }: CpDocument): string {
  const body = characteristics.map((characteristic) => formatCharacteristic(characteristic, '  ')).join('');
  return body === ''
    ? `${PROLOGUE}<wap-provisioningdoc version="${version}"/>\n`
    : `${PROLOGUE}<wap-provisioningdoc version="${version}">\n${body}</wap-provisioningdoc>\n`;
}

function formatCharacteristic({ type, parms, children }: Characteristic, indent: string): string {
  const start = `${indent}<characteristic type="${escapeXml(type)}"`;
  if (parms.length === 0 && children.length === 0) return `${start}/>\n`;
  const deeper = `${indent}  `;
  const inside = [
    ...parms.map((parm) => `${deeper}${formatParm(parm)}\n`),
    ...children.map((child) => formatCharacteristic(child, deeper)),
  ];
  return `${start}>\n${inside.join('')}${indent}</characteristic>\n`;
}

function formatParm({ name, value }: Parm): string {
  return value === undefined
    ? `<parm name="${escapeXml(name)}"/>`
    : `<parm name="${escapeXml(name)}" value="${escapeXml(value)}"/>`;
}
