import { createUrlReader, readReconnect, type UrlQuery } from '../url-query.ts';
import { MESSAGE_ID_FORMS } from './message-id.ts';
import { resolveOptions, SEGMENTATIONS, type SmppLinkOptions } from './options.ts';

/** Ports of SMPP, plain (IANA) and, by custom, under TLS. */
const DEFAULT_PORT = { 'smpp:': 2775, 'ssmpp:': 3550 } as const;

const BIND_TYPES = ['transceiver', 'pair'] as const;

/** What may follow the `?`. Times are in milliseconds. */
const PARAMETERS = [
  'name',
  'systemType',
  'bind',
  'links',
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
  'segmentation',
  'registeredDelivery',
  'responseIds',
  'receiptIds',
  'servername',
] as const;
type Parameter = (typeof PARAMETERS)[number];

type Query = UrlQuery<Parameter>;

const reader = createUrlReader(PARAMETERS, {
  kind: 'SMPP',
  credentials: 'system id and password',
  // Decimal, or hexadecimal after 0x.
  numberForm: /^(?:\d{1,9}|0x[\da-f]{1,6})$/i,
});
const { wrong } = reader;

/**
 * Reads `smpp://system:password@host:port?window=10&…`, or `ssmpp://` for TLS. System id and password are
 * percent-encoded where they hold `:`, `/`, `@`, `?`, `#` or `%`.
 *
 * @throws Error that says what was wanted and shows no piece of the URL: a password that is not encoded can end up in any
 */
export function parseSmppUrl(text: string): SmppLinkOptions {
  const url = reader.url(text);
  const { protocol } = url;
  if (protocol !== 'smpp:' && protocol !== 'ssmpp:') throw wrong('it to begin with smpp:// or ssmpp://');
  if (url.username === '') throw wrong('a system id before the host');
  if (url.hostname === '') throw wrong('a host');
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') throw wrong('nothing but a query after the host');
  const query = reader.query(url.searchParams);
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT[protocol] : Number(url.port),
    systemId: reader.decode(url.username),
    password: reader.decode(url.password),
    ...(protocol === 'ssmpp:' && { tls: readTls(query) }),
    ...readParameters(query),
  };
  resolveOptions(options);
  return options;
}

function readTls(query: Query): { servername?: string } {
  const servername = query.text('servername');
  return servername === undefined ? {} : { servername };
}

function readParameters(query: Query): Partial<SmppLinkOptions> {
  const name = query.text('name');
  const systemType = query.text('systemType');
  const bindType = query.choice('bind', BIND_TYPES);
  const segmentation = query.choice('segmentation', SEGMENTATIONS);
  return {
    ...(name !== undefined && { name }),
    ...(systemType !== undefined && { systemType }),
    ...(bindType !== undefined && { bindType }),
    ...(segmentation !== undefined && { segmentation }),
    ...readSource(query),
    ...readMessageIds(query),
    reconnect: readReconnect(query),
    ...query.numbers(NUMBERS),
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
  const given = query.text('source');
  if (given === undefined) return {};
  const kind = ADDRESS_KINDS.find(({ form }) => form.test(given));
  const ton = query.number('sourceTon') ?? kind?.ton ?? 0;
  const npi = query.number('sourceNpi') ?? kind?.npi ?? 0;
  return { sourceAddress: { address: given.replace(/^[+ ]/, ''), ton, npi } };
}

function readMessageIds(query: Query): Pick<SmppLinkOptions, 'messageIds'> {
  const response = query.choice('responseIds', MESSAGE_ID_FORMS) ?? 'text';
  return { messageIds: { response, receipt: query.choice('receiptIds', MESSAGE_ID_FORMS) ?? response } };
}

const NUMBERS = {
  links: 'links',
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
