/** Languages that are written from right to left, by their primary subtag. */
const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'];

/**
 * The tag to use of those there are, by lookup (RFC 4647 §3.4): the first wanted range that is met, each shortened from its
 * end until it is; else English, else whatever comes first.
 *
 * @param wanted - language ranges, the most wanted first
 */
export function pickLanguage(available: readonly string[], wanted: readonly string[]): string {
  const known = new Map(available.map((tag) => [tag.toLowerCase(), tag]));
  for (const range of wanted) {
    for (let tag = range.toLowerCase(); tag !== ''; tag = shorter(tag)) {
      const found = known.get(tag) ?? available.find((one) => one.toLowerCase().startsWith(`${tag}-`));
      if (found !== undefined) return found;
    }
  }
  return known.get('en') ?? available[0] ?? 'en';
}

/** Single letters and digits begin an extension and go with what follows them. */
function shorter(tag: string): string {
  const parts = tag.split('-').slice(0, -1);
  if (parts.at(-1)?.length === 1) parts.pop();
  return parts.join('-');
}

/** The ranges of an Accept-Language header (RFC 9110 §12.5.4), the most wanted first; at most 20. */
export function parseAcceptLanguage(header: string): string[] {
  return header
    .slice(0, 1_000)
    .split(',', 20)
    .map((part) => {
      const [range = '', ...parameters] = part.trim().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
        .find(Boolean);
      return { range: range.trim(), quality: Number(quality ?? 1) };
    })
    .filter(({ range, quality }) => /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(range) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ range }) => range);
}

export function directionOf(tag: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(tag.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
