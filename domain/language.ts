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
