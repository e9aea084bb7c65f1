/**
 * A URL, or a host with or without a port. Schemes are those by which a phone opens a connection to the host that follows:
 * whatever else may stand before `://`, such as `javascript`, says nothing about where the phone will go. What follows the
 * host begins with a slash: parsers part over a question mark, a hash or a semicolon right behind it.
 */
const FORM =
  /^((?:https?|wss?|ftps?|imaps?|pops?|smtps?|sips?|rtsps?|ldaps?):\/\/)?([^/:]+)(?::([0-9]{1,5}))?(?:\/.*)?$/iu;
/** White space, control and format characters, and the backslash: parsers part over each of them. */
const DOUBTFUL = /[\s\p{C}\\]/u;
/** What a name may be made of in any script. */
const LETTERS = /^[\p{L}\p{M}\p{Nd}.-]+$/u;
/** Letters that the two generations of internationalised names write differently (UTS 46 §7, deviation characters). */
const DEVIATIONS = /[\u00df\u1e9e\u03c2\u200c\u200d]/u;
const ASCII = /^[\x21-\x7e]+$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** What makes a host an IPv4 address to some parser: a last label that is a number (WHATWG URL §3.5). */
const NUMBER = /^(0x[0-9a-f]*|[0-9]+)$/;
const MAX_PORT = 65_535;
const MAX_HOST = 253;
/** Handsets are sure to keep so many octets of an address (OMA ProvCont 1.1): what is cut within a host is another host. */
const MAX_KEPT = 64;
const utf8 = new TextEncoder();

/**
 * The host that a value sends a phone to, when every parser must agree about it: a host name, or a URL, as a phone takes
 * them in `ADDR`, `URI` and the like. Lower case, in its ASCII form, without a trailing dot.
 *
 * Undefined for everything else, such as an IP address, a user before the host, a port that is none, an unknown scheme,
 * or a spelling that has to be normalised before it means anything: such a value is not judged, it is refused.
 */
export function hostOf(value: string): string | undefined {
  const found = DOUBTFUL.test(value) ? null : FORM.exec(value);
  if (found === null) return undefined;
  const [, scheme = '', name = '', port = '0'] = found;
  const kept = utf8.encode(scheme + name).length;
  return Number(port) <= MAX_PORT && kept <= MAX_KEPT ? normalName(name) : undefined;
}

/** Tells whether a host, as `hostOf` gives it, is one of the domains or below one. The domain `*` is above every host. */
export function isUnder(host: string | undefined, domains: readonly string[]): boolean {
  if (domains.includes('*')) return true;
  return host !== undefined && domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** Tells whether a value could be meant to name a host: for places of which nothing is known. Errs towards yes. */
export function couldNameHost(value: string): boolean {
  return /\/\/|\\\\|\p{L}[\p{L}\p{N}-]*[.\u3002\uff0e\uff61][\p{L}\p{N}]|[0-9]+\.[0-9]+\.[0-9]|:[0-9a-f]*:/iu.test(
    value,
  );
}

/** Tells whether a value is an IP address as everybody writes them, or a number to be called, and so no name. */
export function isAddress(value: string): boolean {
  return /^([0-9]{1,3}\.){3}[0-9]{1,3}$|^\+?[0-9]{3,15}$|^\[?[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}\]?$/i.test(value);
}

function normalName(name: string): string | undefined {
  const ascii = ASCII.test(name) ? name.toLowerCase() : inAscii(name);
  const labels = ascii?.replace(/\.$/, '').split('.') ?? [];
  const isName = labels.every((label) => LABEL.test(label)) && !NUMBER.test(labels.at(-1) ?? '');
  const host = labels.join('.');
  return isName && host !== '' && host.length <= MAX_HOST ? host : undefined;
}

/** An internationalised name, when all ways to write it in ASCII give the same. */
function inAscii(name: string): string | undefined {
  if (!LETTERS.test(name) || DEVIATIONS.test(name) || name.normalize('NFKC') !== name) return undefined;
  try {
    return new URL(`http://${name.toLowerCase()}`).hostname;
  } catch {
    return undefined;
  }
}
