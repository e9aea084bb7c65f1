import { PAP_PRIORITIES } from '../../codecs/pap-message.ts';
import { createUrlReader, readReconnect, type UrlQuery } from '../url-query.ts';
import { type PapOptions, resolvePapOptions } from './options.ts';

/** What each scheme is over HTTP. */
const SCHEMES: ReadonlyMap<string, 'http:' | 'https:'> = new Map([
  ['pap:', 'http:'],
  ['http:', 'http:'],
  ['paps:', 'https:'],
  ['https:', 'https:'],
]);

/** What may follow the `?`. Times are in milliseconds. */
const PARAMETERS = [
  'name',
  'addressHost',
  'initiator',
  'notify',
  'sec',
  'priority',
  'network',
  'bearer',
  'window',
  'rate',
  'responseTimeout',
  'connectTimeout',
  'reconnectMin',
  'reconnectMax',
  'drain',
] as const;
type Parameter = (typeof PARAMETERS)[number];

const reader = createUrlReader(PARAMETERS, { kind: 'PAP', credentials: 'user and password' });
const { wrong } = reader;

/**
 * Reads `pap://user:password@host:port/path?window=10&…`, or `paps://` for TLS; `http://` and `https://` are the same. User
 * and password are percent-encoded where they hold `:`, `/`, `@`, `?`, `#` or `%`.
 *
 * @throws Error that says what was wanted and shows no piece of the URL: a password that is not encoded can end up in any
 */
export function parsePapUrl(text: string): PapOptions {
  const given = reader.url(text);
  const scheme = SCHEMES.get(given.protocol);
  if (scheme === undefined) throw wrong('it to begin with pap://, paps://, http:// or https://');
  if (given.hostname === '') throw wrong('a host');
  if (given.hash !== '') throw wrong('no fragment');
  const query = reader.query(given.searchParams);
  const { user, password } = readCredentials(given);
  const options: PapOptions = {
    url: `${scheme}//${given.host}${given.pathname === '' ? '/' : given.pathname}`,
    ...(user !== '' && { user, password }),
    ...readTexts(query),
    ...query.numbers(NUMBERS),
    reconnect: readReconnect(query),
  };
  resolvePapOptions(options);
  return options;
}

function readCredentials({ username, password }: URL): { user: string; password: string } {
  if (username === '' && password !== '') throw wrong('a user before the password');
  return { user: reader.decode(username), password: reader.decode(password) };
}

function readTexts(query: UrlQuery<Parameter>): Partial<PapOptions> {
  const securityForm = query.choice('sec', ['number', 'name']);
  const priority = query.choice('priority', PAP_PRIORITIES);
  const same = (['name', 'addressHost', 'initiator', 'network', 'bearer'] as const).flatMap((name) => {
    const value = query.text(name);
    return value === undefined ? [] : [[name, value]];
  });
  const notifyTo = query.text('notify');
  const texts: Partial<PapOptions> = Object.fromEntries(same);
  return {
    ...texts,
    ...(notifyTo !== undefined && { notifyTo }),
    ...(securityForm !== undefined && { securityForm }),
    ...(priority !== undefined && { priority }),
  };
}

const NUMBERS = {
  window: 'window',
  rate: 'maxPerSecond',
  responseTimeout: 'responseTimeoutMs',
  connectTimeout: 'connectTimeoutMs',
  drain: 'drainMs',
} as const satisfies Partial<Record<Parameter, keyof PapOptions>>;
