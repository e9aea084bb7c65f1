/*
 * How much of a document is read, in XML and in WBXML alike, so that no input can take memory or time without bound.
 * Far above what handsets take: field documents are 120 to 1200 octets (a few elements, four levels).
 */

/** Most levels of characteristics; PXLOGICAL/PXPHYSICAL/PORT, the deepest of OMA ProvCont 1.1, has three. */
export const MAX_DEPTH = 8;
/** Most elements, the root included. */
export const MAX_ELEMENTS = 2_000;
/** Most UTF-16 code units of an attribute value. */
export const MAX_VALUE_LENGTH = 1_024;
/** Largest input: octets of WBXML, or UTF-16 code units of XML. */
export const MAX_INPUT = 65_536;
