/** Markup that is safe to put in a page: made by `html`, which escapes whatever is put into it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, nothing stands for nothing. */
export type HtmlPart = string | number | Html | undefined | null | false | readonly HtmlPart[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template of HTML. Values stand in text or in quoted attribute values; both are safe there. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = strings.map((text, i) => (i === 0 ? text : markupOf(parts[i - 1]) + text)).join('');
  return { markup };
}

/** Attributes by name: `true` for one without a value; left out when undefined or false. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): Html {
  const markup = Object.entries(values)
    .flatMap(([name, value]) => {
      if (value === undefined || value === false) return [];
      return [value === true ? ` ${name}` : ` ${name}="${escapeText(String(value))}"`];
    })
    .join('');
  return { markup };
}

/**
 * A sentence of ours with parts put in for the names in braces.
 *
 * @param parts - markup for each name; text is escaped
 */
export function fill(sentence: string, parts: Readonly<Record<string, HtmlPart>>): Html {
  const markup = sentence
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      return name === undefined ? escapeText(piece) : markupOf(parts[name]);
    })
    .join('');
  return { markup };
}

function markupOf(part: HtmlPart): string {
  if (part === undefined || part === null || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');
}
