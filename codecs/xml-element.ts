import { SaxesParser } from 'saxes';
import { DecodeError } from '../domain/decode-error.ts';
import { escapeXml, isXmlText } from './xml-text.ts';

/** An element of a document that has attributes and elements, and no text of its own. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** What a document may be, so that no input takes memory or time without bound. */
export interface XmlLimits {
  /** Most UTF-16 code units, of all of it and of one attribute's value. */
  readonly maxInput: number;
  readonly maxValue: number;
  readonly maxElements: number;
  readonly maxDepth: number;
  /** What may stand in the DOCTYPE. Nothing that it names is ever fetched. */
  readonly doctype: RegExp;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
}

/**
 * Parses well-formed XML 1.0 that has no text but white space. No entity is known but the five of XML and character
 * references.
 *
 * @throws DecodeError with the character offset at which reading stopped
 */
export function parseElements(text: string, limits: XmlLimits): XmlElement {
  if (text.length > limits.maxInput) {
    throw new DecodeError('XML', 0, `expected at most ${limits.maxInput} characters, got ${text.length}`);
  }
  // A byte order mark is no part of the document.
  const input = text.replace(/^\uFEFF/, '');
  if (!isXmlText(input)) throw new DecodeError('XML', 0, 'expected characters that XML allows, got another one');
  const parser = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const fault = (element: string, reason: string): DecodeError =>
    new DecodeError(element, Math.min(parser.position, input.length), reason);
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;

  parser.on('error', ({ message }) => {
    // What follows a colon is quoted from the input.
    throw fault('XML', message.replace(/[:.].*$/su, ''));
  });
  parser.on('doctype', (doctype) => {
    if (!limits.doctype.test(doctype)) throw fault('DOCTYPE', 'expected another one, or none');
  });
  parser.on('attribute', ({ value }) => {
    if (value.length > limits.maxValue) throw fault('attribute', `expected at most ${limits.maxValue} characters`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (count > limits.maxElements) throw fault('XML', `expected at most ${limits.maxElements} elements`);
    if (stack.length === limits.maxDepth) throw fault('XML', `expected at most ${limits.maxDepth} levels`);
    const element: OpenElement = { name, attributes, children: [] };
    stack.at(-1)?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  parser.on('closetag', () => stack.pop());
  for (const kind of ['text', 'cdata'] as const) {
    parser.on(kind, (content) => {
      if (/[^ \t\r\n]/.test(content)) throw fault('content', 'expected elements, got text');
    });
  }
  parser.write(input).close();
  if (root === undefined) throw fault('XML', 'it has no root element');
  return root;
}

/**
 * Writes an element and what is in it, an element a line.
 *
 * @throws RangeError when a value holds a character that XML cannot carry
 */
export function formatElement({ name, attributes, children }: XmlElement, indent = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  const start = `${indent}<${name}${written.join('')}`;
  if (children.length === 0) return `${start}/>\n`;
  const inside = children.map((child) => formatElement(child, `${indent}  `));
  return `${start}>\n${inside.join('')}${indent}</${name}>\n`;
}
