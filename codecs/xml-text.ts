/** Char of XML 1.0 §2.2, as whole strings: no NUL and no other control character, no lone surrogate. */
const XML_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Tells whether XML, and with it WBXML, can carry `text`. */
export function isXmlText(text: string): boolean {
  return XML_TEXT.test(text);
}

/** White space is escaped too: a parser would make a plain space of it (XML 1.0 §3.3.3). */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/**
 * Writes a text so that it may stand between the quotation marks of an attribute.
 *
 * @throws RangeError when it holds a character that XML cannot carry
 */
export function escapeXml(text: string): string {
  if (!isXmlText(text)) {
    throw new RangeError('Cannot format XML: expected characters that XML allows, got another one in a value or name');
  }
  return text.replaceAll(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
