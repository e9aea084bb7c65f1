import { MESSAGE_ID_FORMS } from './message-id.ts';
import { resolveOptions, type SmppLinkOptions } from './options.ts';

/** Ports of SMPP, plain (IANA) and, by custom, under TLS. */
const DEFAULT_PORT = { 'smpp:': 2775, 'ssmpp:': 3550 } as const;

const BIND_TYPES = ['transceiver', 'pair'] as const;

/** What may follow the `?`. Times are in milliseconds. */
const PARAMETERS = [
  'name',
  'systemType',
  'bind',
  'source',
  'sourceTon',
  'sourceNpi',
  'window',
  'rate',
  'responseTimeout',
  'connectTimeout',
  'enquireLink',
  'maxMissedAnswers',
  'reconnectMin',
  'reconnectMax',
  'drain',
  'dataCoding',
  'registeredDelivery',
  'responseIds',
  'receiptIds',
  'servername',
] as const;
type Parameter = (typeof PARAMETERS)[number];

type Query = ReadonlyMap<string, string>;

/**
 * Reads `smpp://system:password@host:port?window=10&…`, or `ssmpp://` for TLS. System id and password are
 * percent-encoded where they hold `:`, `/`, `@`, `?`, `#` or `%`.
 *
 * @throws Error that says what was wanted and shows no piece of the URL: a password that is not encoded can end up in any
 */
export function parseSmppUrl(text: string): SmppLinkOptions {
  if (!URL.canParse(text)) throw wrong('a URL; is the password percent-encoded?');
  const url = new URL(text);
  const { protocol } = url;
  if (protocol !== 'smpp:' && protocol !== 'ssmpp:') throw wrong('it to begin with smpp:// or ssmpp://');
  if (url.username === '') throw wrong('a system id before the host');
  if (url.hostname === '') throw wrong('a host');
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') throw wrong('nothing but a query after the host');
  const query = readQuery(url.searchParams);
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT[protocol] : Number(url.port),
    systemId: decode(url.username),
    password: decode(url.password),
    ...(protocol === 'ssmpp:' && { tls: readTls(query) }),
    ...readParameters(query),
  };
  resolveOptions(options);
  return options;
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

function readTls(query: Query): { servername?: string } {
  const servername = query.get('servername');
  return servername === undefined ? {} : { servername };
}

function readParameters(query: Query): Partial<SmppLinkOptions> {
  const name = query.get('name');
  const systemType = query.get('systemType');
  const bindType = choice(query, 'bind', BIND_TYPES);
  return {
    ...(name !== undefined && { name }),
    ...(systemType !== undefined && { systemType }),
    ...(bindType !== undefined && { bindType }),
    ...readSource(query),
    ...readMessageIds(query),
    ...readReconnect(query),
    ...readNumbers(query),
  };
}

/** Type of number and numbering plan that a form of address has, unless said otherwise (SMPP 3.4 §5.2.5, §5.2.6). */
const ADDRESS_KINDS = [
  // A plus that is not percent-encoded arrives as a space.
  { form: /^[+ ]\d+$/, ton: 1, npi: 1 },
  { form: /[a-z]/i, ton: 5, npi: 0 },
  { form: /^/, ton: 0, npi: 0 },
] as const;

function readSource(query: Query): Pick<SmppLinkOptions, 'sourceAddress'> {
  const given = query.get('source');
  if (given === undefined) return {};
  const kind = ADDRESS_KINDS.find(({ form }) => form.test(given));
  const ton = number(query, 'sourceTon') ?? kind?.ton ?? 0;
  const npi = number(query, 'sourceNpi') ?? kind?.npi ?? 0;
  return { sourceAddress: { address: given.replace(/^[+ ]/, ''), ton, npi } };
}

function readMessageIds(query: Query): Pick<SmppLinkOptions, 'messageIds'> {
  const response = choice(query, 'responseIds', MESSAGE_ID_FORMS) ?? 'text';
  return { messageIds: { response, receipt: choice(query, 'receiptIds', MESSAGE_ID_FORMS) ?? response } };
}

function readReconnect(query: Query): Pick<SmppLinkOptions, 'reconnect'> {
  const minMs = number(query, 'reconnectMin') ?? 500;
  return { reconnect: { minMs, maxMs: number(query, 'reconnectMax') ?? Math.max(60_000, minMs) } };
}

const NUMBERS = {
  window: 'window',
  rate: 'maxPerSecond',
  responseTimeout: 'responseTimeoutMs',
  connectTimeout: 'connectTimeoutMs',
  enquireLink: 'enquireLinkMs',
  maxMissedAnswers: 'maxMissedAnswers',
  drain: 'drainMs',
  dataCoding: 'dataCoding',
  registeredDelivery: 'registeredDelivery',
} as const satisfies Partial<Record<Parameter, keyof SmppLinkOptions>>;

function readNumbers(query: Query): Partial<SmppLinkOptions> {
  const given = Object.entries(NUMBERS).flatMap(([parameter, option]) => {
    const value = number(query, parameter);
    return value === undefined ? [] : [[option, value] as const];
  });
  return Object.fromEntries(given);
}

/** Decimal, or hexadecimal after 0x. */
function number(query: Query, name: string): number | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  if (!/^(?:\d{1,9}|0x[\da-f]{1,6})$/i.test(value)) throw wrong(`${name} to be a whole number`);
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
    throw new Error('Cannot read SMPP URL: expected system id and password to be percent-encoded', { cause: error });
  }
}

function wrong(wanted: string): Error {
  return new Error(`Cannot read SMPP URL: expected ${wanted}`);
}
