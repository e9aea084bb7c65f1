import type { BearerKind } from '../domain/bearer.ts';
import { parsePapUrl } from './pap/url.ts';
import { parsePullUrl } from './pull/url.ts';
import { parseSmppUrl } from './smpp/url.ts';

const PARSERS: Readonly<Record<BearerKind, (url: string) => unknown>> = {
  smpp: parseSmppUrl,
  pap: parsePapUrl,
  pull: parsePullUrl,
};

/**
 * The URL of a bearer as it may be shown: without its password, nor the place where a gateway is to report, which may
 * hold another.
 *
 * @throws Error that says what was wanted and shows no piece of the URL
 */
export function describeUrl(kind: BearerKind, text: string): string {
  PARSERS[kind](text);
  const url = new URL(text);
  url.password = '';
  url.searchParams.delete('notify');
  return url.href;
}
