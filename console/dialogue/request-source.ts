import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Where a request comes from: the address that the outermost of our own proxies saw.
 *
 * @param proxies - how many proxies before us add to X-Forwarded-For; what callers put there themselves stands further left
 */
export function addressOf(request: IncomingMessage, proxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (proxies === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const seen = String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return seen.at(-proxies) ?? seen[0] ?? direct;
}

/**
 * Tells whether a browser says that a form was sent from a page of another site.
 *
 * Our pages have no referrer, which makes browsers say `Origin: null` for their forms: that says nothing, and
 * Sec-Fetch-Site, where it is known, says more.
 *
 * @param ownHost - where users reach us; where the request says that it was sent to counts too
 */
export function isFromElsewhere(headers: IncomingHttpHeaders, ownHost: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  if (origin === undefined || origin === 'null') return false;
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  return from !== ownHost && from !== host;
}
