import { type FormTemplate, fitsOf, mediaTypeOf } from '../domain/form.ts';
import type { FormValue } from '../domain/render-form.ts';
import type { ServedForm } from '../domain/served-form.ts';
import { formatPlist } from './plist.ts';
import { escapeXml } from './xml-text.ts';

/** A form that cannot be written: its message says what was expected, and shows no value. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

/** Largest form, in octets. */
const MAX_FORM_OCTETS = 65_536;

/**
 * Writes a form that was rendered, in the syntax of its type, so that no value can leave its place.
 *
 * @throws FormError when it is too large, or holds what its type cannot carry
 */
export function writeForm(form: FormTemplate, value: FormValue): ServedForm {
  const mediaType = mediaTypeOf(form);
  const body = Buffer.from(formText(form, value), 'utf8');
  if (body.length > MAX_FORM_OCTETS) {
    throw new FormError(`Cannot write form: expected at most ${MAX_FORM_OCTETS} octets, got ${body.length}`);
  }
  const isProfile = form.type === 'mobileconfig';
  const contentType = isProfile || form.type === 'json' ? mediaType : `${mediaType}; charset=utf-8`;
  // A browser keeps it and shows nothing: whatever it is, it comes from our address.
  const fileName = isProfile ? 'settings.mobileconfig' : (form.fileName ?? `settings.${SUFFIXES[form.type]}`);
  return { mediaType, contentType, body, fits: fitsOf(form), fileName };
}

const SUFFIXES = { json: 'json', xml: 'xml', text: 'txt' } as const;

/** A form as text. @throws FormError when it holds what its type cannot carry */
export function formText(form: FormTemplate, value: FormValue): string {
  try {
    return write(form, value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormError('Cannot write form: expected characters that XML allows, got another one', { cause: error });
  }
}

function write(form: FormTemplate, value: FormValue): string {
  switch (form.type) {
    case 'mobileconfig':
      return formatPlist(value);
    case 'json':
      return `${writeJson(value)}\n`;
    case 'xml':
      return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement(value)}\n`;
    case 'text':
      return writeLines(value);
  }
}

function writeJson(value: FormValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (!isDictionary(value)) return `[${value.map(writeJson).join(',')}]`;
  return `{${Array.from(value, ([key, one]) => `${JSON.stringify(key)}:${writeJson(one)}`).join(',')}}`;
}

const ELEMENT_FIELDS = ['element', 'attributes', 'children'];
/** Names of XML with one colon in them, for elements and attributes of a namespace. */
const QUALIFIED = /^[A-Za-z_][\w.-]{0,63}(:[A-Za-z_][\w.-]{0,63})?$/;

/** `{"element": "name", "attributes": {…}, "children": [elements and texts]}` */
function writeElement(value: FormValue): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  if (!isDictionary(value) || !isOnly(value, ELEMENT_FIELDS)) {
    throw new FormError('Cannot write form: expected an element or a text, got another value');
  }
  const name = value.get('element');
  if (typeof name !== 'string' || !QUALIFIED.test(name)) {
    throw new FormError('Cannot write form: expected an element with a name, got one without');
  }
  const opening = name + writeAttributes(value.get('attributes') ?? new Map());
  const children = writeChildren(value.get('children') ?? []);
  return children === '' ? `<${opening}/>` : `<${opening}>${children}</${name}>`;
}

function writeChildren(children: FormValue): string {
  if (typeof children === 'object' && !isDictionary(children)) return children.map(writeElement).join('');
  throw new FormError('Cannot write form: expected a list of children, got another value');
}

function writeAttributes(attributes: FormValue): string {
  if (typeof attributes === 'object' && isDictionary(attributes))
    return Array.from(attributes, writeAttribute).join('');
  throw new FormError('Cannot write form: expected a dictionary of attributes, got another value');
}

function writeAttribute([name, value]: readonly [string, FormValue]): string {
  if (typeof value === 'object' || !QUALIFIED.test(name)) {
    throw new FormError('Cannot write form: expected an attribute with a name and a text, got another one');
  }
  return ` ${name}="${escapeXml(String(value))}"`;
}

/** A value never begins a line of its own. */
function writeLines(value: FormValue): string {
  if (typeof value !== 'object' || isDictionary(value)) {
    throw new FormError('Cannot write form: expected a list of lines, got another value');
  }
  return value.map(writeLine).join('');
}

function writeLine(value: FormValue): string {
  if (typeof value === 'object') throw new FormError('Cannot write form: expected a line of text, got another value');
  const line = String(value);
  if (/[\p{Cc}\u2028\u2029]/u.test(line)) {
    throw new FormError('Cannot write form: expected a line without control characters, got one with some');
  }
  return `${line}\n`;
}

function isOnly(value: ReadonlyMap<string, FormValue>, fields: readonly string[]): boolean {
  return [...value.keys()].every((key) => fields.includes(key));
}

function isDictionary(value: object): value is ReadonlyMap<string, FormValue> {
  return value instanceof Map;
}
