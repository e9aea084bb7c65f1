/** Char of XML 1.0 §2.2, as whole strings: no NUL and no other control character, no lone surrogate. */
const XML_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Tells whether XML, and with it WBXML, can carry `text`. */
export function isXmlText(text: string): boolean {
  return XML_TEXT.test(text);
}
