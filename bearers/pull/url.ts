import { parseDuration } from '../../domain/duration.ts';
import { createUrlReader } from '../url-query.ts';

/** How links reach their phones: in a short message, or from the calling system. */
const LINK_WAYS = ['sms', 'client'] as const;

const PARAMETERS = ['name', 'link', 'fetches', 'life'] as const;

/** What a bearer of links is told to do. */
export interface PullOptions {
  readonly name?: string;
  readonly way: (typeof LINK_WAYS)[number];
  /** How often a document may be fetched by one link. */
  readonly fetches: number;
  /** How long a link lives, unless its order ends before. */
  readonly lifeMs: number;
}

const DEFAULTS = { fetches: 3, life: 'PT24H' };
const MOST_FETCHES = 20;
const MINUTE_MS = 60_000;
const LONGEST_MS = 30 * 86_400_000;

const reader = createUrlReader(PARAMETERS, { kind: 'pull', credentials: 'nothing' });

/**
 * Reads `pull:?link=sms&fetches=3&life=PT24H`, in which everything after `pull:` may be left out.
 *
 * @throws Error that says what was wanted
 */
export function parsePullUrl(text: string): PullOptions {
  const url = reader.url(text);
  if (url.protocol !== 'pull:') throw reader.wrong('it to begin with pull:');
  if (url.host + url.pathname + url.hash !== '') throw reader.wrong('nothing but options after pull:');
  const query = reader.query(url.searchParams);
  const name = query.text('name');
  return {
    ...(name !== undefined && { name }),
    way: query.choice('link', LINK_WAYS) ?? 'sms',
    fetches: readFetches(query.number('fetches') ?? DEFAULTS.fetches),
    lifeMs: readLife(query.text('life') ?? DEFAULTS.life),
  };
}

function readFetches(fetches: number): number {
  if (fetches >= 1 && fetches <= MOST_FETCHES) return fetches;
  throw reader.wrong(`fetches from 1 to ${MOST_FETCHES}`);
}

function readLife(text: string): number {
  try {
    const ms = parseDuration(text);
    if (ms >= MINUTE_MS && ms <= LONGEST_MS) return ms;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw reader.wrong('life to be an ISO 8601 duration from PT1M to P30D');
}
