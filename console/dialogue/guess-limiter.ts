import { isIPv6 } from 'node:net';

export interface GuessLimits {
  /** Links that do not exist which one source may open before it is slowed. */
  readonly misses: number;
  /** Milliseconds after which one of them is forgotten. */
  readonly forgetMs: number;
  /** Pause before each further look, in milliseconds. */
  readonly pauseMs: number;
  /** Most looks of one source that wait; what is more is sent away. */
  readonly mostWaiting: number;
  /** Most sources that are remembered; the one that was quiet for longest is forgotten first. */
  readonly mostSources: number;
}

/** Twenty wrong links are more than a person opens; then one a second, of five that wait. */
export const GUESS_LIMITS: GuessLimits = {
  misses: 20,
  forgetMs: 3_000,
  pauseMs: 1_000,
  mostWaiting: 5,
  mostSources: 20_000,
};

export interface GuessLimiter {
  /** Milliseconds to wait before looking; undefined to send the caller away. */
  admit(source: string): number | undefined;
  /** Notes that a link did not exist. */
  missed(source: string): void;
  /** How many sources are remembered. */
  size(): number;
}

/** How many times the limit counts at most: an address that is given to somebody else is free again some time. */
const MOST_COUNTED = 10;

interface Source {
  /** Misses that count, as of `at`. */
  misses: number;
  at: number;
  /** When the next look that has to wait may begin. */
  nextAt: number;
}

/**
 * Slows whoever guesses links, by where he comes from. Only misses count, so a source that opens links that exist is never
 * slowed, however many it opens: many phones stand behind one address of a mobile network.
 *
 * @param now - milliseconds, monotonic
 */
export function createGuessLimiter(limits: GuessLimits, now: () => number = () => performance.now()): GuessLimiter {
  const { misses, forgetMs, pauseMs, mostWaiting, mostSources } = limits;
  const sources = new Map<string, Source>();
  const decayed = (source: Source, at: number): Source => ({
    ...source,
    misses: Math.max(0, source.misses - (at - source.at) / forgetMs),
    at,
  });
  return {
    admit(address) {
      const key = sourceOf(address);
      const known = sources.get(key);
      if (known === undefined) return 0;
      const at = now();
      const source = decayed(known, at);
      if (source.misses <= misses - 1) return 0;
      const startAt = Math.max(source.nextAt, at + pauseMs);
      if (startAt - at > pauseMs * mostWaiting) return undefined;
      sources.set(key, { ...source, nextAt: startAt + pauseMs });
      return startAt - at;
    },
    missed(address) {
      const key = sourceOf(address);
      const at = now();
      const source = decayed(sources.get(key) ?? { misses: 0, at, nextAt: 0 }, at);
      // Taken out first, so that the one that was quiet for longest is the first.
      sources.delete(key);
      const [quietest] = sources.keys();
      if (sources.size >= mostSources && quietest !== undefined) sources.delete(quietest);
      sources.set(key, { ...source, misses: Math.min(MOST_COUNTED * misses, source.misses + 1) });
    },
    size: () => sources.size,
  };
}

/** One customer has a whole /64 of IPv6 (RFC 6177); an IPv4 address may come mapped into IPv6. */
function sourceOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...gap, ...back].slice(0, 4).join(':');
}
