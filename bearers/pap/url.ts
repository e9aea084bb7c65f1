import { PAP_PRIORITIES } from '../../codecs/pap-message.ts';
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

type Query = ReadonlyMap<string, string>;

/**
 * Reads `pap://user:password@host:port/path?window=10&…`, or `paps://` for TLS; `http://` and `https://` are the same. User
 * and password are percent-encoded where they hold `:`, `/`, `@`, `?`, `#` or `%`.
 *
 * @throws Error that says what was wanted and shows no piece of the URL: a password that is not encoded can end up in any
 */
export function parsePapUrl(text: string): PapOptions {
  if (!URL.canParse(text)) throw wrong('a URL; is the password percent-encoded?');
  const given = new URL(text);
  const scheme = SCHEMES.get(given.protocol);
  if (scheme === undefined) throw wrong('it to begin with pap://, paps://, http:// or https://');
  if (given.hostname === '') throw wrong('a host');
  if (given.hash !== '') throw wrong('no fragment');
  const query = readQuery(given.searchParams);
  const { user, password } = readCredentials(given);
  const options: PapOptions = {
    url: `${scheme}//${given.host}${given.pathname === '' ? '/' : given.pathname}`,
    ...(user !== '' && { user, password }),
    ...readTexts(query),
    ...readNumbers(query),
    ...readReconnect(query),
  };
  resolvePapOptions(options);
  return options;
}

function readCredentials({ username, password }: URL): { user: string; password: string } {
  if (username === '' && password !== '') throw wrong('a user before the password');
  return { user: decode(username), password: decode(password) };
}

function readQuery(params: URLSearchParams): Query {
  const query = new Map<string, string>();
  for (const [name, value] of params) {
    if (!PARAMETERS.some((known) => known === name)) throw wrong(`no parameters but ${PARAMETERS.join(', ')}`);
    if (query.has(name)) throw wrong(`${name} once`);
    query.set(name, value);
  }
  return query;
}

function readTexts(query: Query): Partial<PapOptions> {
  const securityForm = choice(query, 'sec', ['number', 'name'] as const);
  const priority = choice(query, 'priority', PAP_PRIORITIES);
  const same = (['name', 'addressHost', 'initiator', 'network', 'bearer'] as const).flatMap((name) => {
    const value = query.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const notifyTo = query.get('notify');
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

function readNumbers(query: Query): Partial<PapOptions> {
  const given = Object.entries(NUMBERS).flatMap(([parameter, option]) => {
    const value = number(query, parameter);
    return value === undefined ? [] : [[option, value] as const];
  });
  return Object.fromEntries(given);
}

function readReconnect(query: Query): Pick<PapOptions, 'reconnect'> {
  const minMs = number(query, 'reconnectMin') ?? 500;
  return { reconnect: { minMs, maxMs: number(query, 'reconnectMax') ?? Math.max(60_000, minMs) } };
}

function number(query: Query, name: string): number | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw wrong(`${name} to be a whole number`);
  return Number(value);
}

function choice<T extends string>(query: Query, name: Parameter, choices: readonly T[]): T | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  const found = choices.find((one) => one === value);
  if (found === undefined) throw wrong(`${name} to be one of ${choices.join(', ')}`);
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A URIError says `URI malformed` and nothing of the URL.
    throw new Error('Cannot read PAP URL: expected user and password to be percent-encoded', { cause: error });
  }
}

function wrong(wanted: string): Error {
  return new Error(`Cannot read PAP URL: expected ${wanted}`);
}
