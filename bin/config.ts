import { parseIssuers } from '../api/oauth-issuers.ts';
import { readKey, readLevel, readServers, text, type Variable, whole } from './config-forms.ts';
import { METRICS_VARIABLES } from './config-metrics.ts';
import { OUTBOUND_VARIABLES } from './config-outbound.ts';
import { PAGE_VARIABLES } from './config-pages.ts';
import { RATE_VARIABLES } from './config-rates.ts';

/** Everything that the API and the worker can be told. */
export const VARIABLES = {
  databaseUrl: {
    name: 'DATABASE_URL',
    fallback: undefined,
    unit: 'URL',
    meaning: 'PostgreSQL 15 or newer, such as `postgres://user:password@host/database`',
    read: text(/^postgres(ql)?:\/\//, 'a URL that begins with postgres://'),
  },
  databaseConnections: {
    name: 'DATABASE_CONNECTIONS',
    fallback: '10',
    unit: 'connections',
    meaning: 'Most connections to the database that one process opens',
    read: whole(2, 200),
  },
  secretKey: {
    name: 'SECRET_KEY',
    fallback: undefined,
    unit: '32 octets in base64',
    meaning: 'Key under which secrets are sealed in the database; the same for all processes, never to be lost',
    read: readKey,
  },
  temporalAddress: {
    name: 'TEMPORAL_ADDRESS',
    fallback: '127.0.0.1:7233',
    unit: 'host:port',
    meaning: 'Frontend of the Temporal cluster',
    read: text(/^[^:/\s]+:\d+$/, 'host:port'),
  },
  temporalNamespace: {
    name: 'TEMPORAL_NAMESPACE',
    fallback: 'default',
    unit: 'name',
    meaning: 'Temporal namespace; the search attributes must be registered in it',
    read: text(/^[\w.-]+$/, 'a name'),
  },
  taskQueue: {
    name: 'TEMPORAL_TASK_QUEUE',
    fallback: 'provisioning',
    unit: 'name',
    meaning: 'Task queue on which the workers take workflows',
    read: text(/^[\w./-]+$/, 'a name'),
  },
  startConcurrency: {
    name: 'TEMPORAL_START_CONCURRENCY',
    fallback: '4',
    unit: 'calls',
    meaning: 'Most calls to Temporal at once from one process, to start and to tell workflows',
    read: whole(1, 1_000),
  },
  httpHost: {
    name: 'HTTP_HOST',
    fallback: '127.0.0.1',
    unit: 'address',
    meaning: 'Address the API listens on',
    read: text(/\S/, 'an address'),
  },
  httpPort: {
    name: 'HTTP_PORT',
    fallback: '8080',
    unit: 'port',
    meaning: 'Port the API listens on; 0 takes a free one',
    read: whole(0, 65_535),
  },
  httpTlsCert: {
    name: 'HTTP_TLS_CERT',
    fallback: '',
    unit: 'path',
    meaning: 'Certificate of the listener with its chain, as PEM; with one the API speaks HTTPS',
    read: (value: string) => value,
  },
  httpTlsKey: {
    name: 'HTTP_TLS_KEY',
    fallback: '',
    unit: 'path',
    meaning: 'Private key of that certificate, as PEM',
    read: (value: string) => value,
  },
  httpTlsClientCa: {
    name: 'HTTP_TLS_CLIENT_CA',
    fallback: '',
    unit: 'path',
    meaning: 'Authority that signs certificates of clients, as PEM; with one a client may be let in by its certificate',
    read: (value: string) => value,
  },
  oauthIssuers: {
    name: 'OAUTH_ISSUERS',
    fallback: '',
    unit: 'JSON',
    meaning:
      'OAuth authorization servers whose access tokens let clients in, as a list; see [credentials](credentials.md)',
    read: parseIssuers,
  },
  dnsServers: {
    name: 'DNS_SERVERS',
    fallback: '',
    unit: 'addresses',
    meaning:
      'DNS servers that are asked for the proof of a domain, `address` or `address:port` with commas between; empty takes those of the system',
    read: readServers,
  },
  ...RATE_VARIABLES,
  ...PAGE_VARIABLES,
  ...METRICS_VARIABLES,
  maxBacklog: {
    name: 'MAX_BACKLOG',
    fallback: '50000',
    unit: 'orders',
    meaning: 'Accepted orders that may wait for their workflow to start before new ones are answered 503',
    read: whole(0, 10_000_000),
  },
  maxOrdersPerPhoneAndDay: {
    name: 'MAX_ORDERS_PER_PHONE_AND_DAY',
    fallback: '5',
    unit: 'orders',
    meaning:
      'Orders that one phone may get in a day (UTC), of all tenants together and with reruns; more are answered 429',
    read: whole(0, 1_000_000),
  },
  papUrl: {
    name: 'PAP_URL',
    fallback: '',
    unit: 'URL',
    meaning:
      'A push proxy gateway: `pap://user:password@host:port/path` or `paps://` for TLS, with [options](bearers.md) as query parameters',
    read: text(/^(paps?:\/\/|https?:\/\/|$)/, 'a URL that begins with pap:// or paps://'),
  },
  pullUrl: {
    name: 'PULL_URL',
    fallback: 'pull:',
    unit: 'URL',
    meaning:
      'Links by which phones fetch their documents: `pull:` with [options](bearers.md) as query parameters; empty: only what operators set up',
    read: text(/^(pull:|$)/, 'a URL that begins with pull:'),
  },
  smppUrl: {
    name: 'SMPP_URL',
    fallback: '',
    unit: 'URL',
    meaning:
      'An SMSC: `smpp://system:password@host:port` or `ssmpp://` for TLS, with options as query parameters; empty: only what [operators set up](bearers.md)',
    read: text(/^(s?smpp:\/\/|$)/, 'a URL that begins with smpp:// or ssmpp://'),
  },
  ...OUTBOUND_VARIABLES,
  retrySeconds: {
    name: 'RETRY_SECONDS',
    fallback: '60',
    unit: 'seconds',
    meaning: 'First pause between two attempts to deliver; it doubles up to RETRY_MAX_SECONDS',
    read: whole(1, 86_400),
  },
  retryMaxSeconds: {
    name: 'RETRY_MAX_SECONDS',
    fallback: '3600',
    unit: 'seconds',
    meaning: 'Longest pause between two attempts',
    read: whole(1, 604_800),
  },
  inDoubtSeconds: {
    name: 'IN_DOUBT_SECONDS',
    fallback: '90',
    unit: 'seconds',
    meaning: 'Quiet time before a part whose answer never came is sent once more',
    read: whole(1, 86_400),
  },
  sweepSeconds: {
    name: 'SWEEP_SECONDS',
    fallback: '2',
    unit: 'seconds',
    meaning: 'How often a worker looks for what a crash left unsaid',
    read: whole(1, 3_600),
  },
  turnLeaseSeconds: {
    name: 'TURN_LEASE_SECONDS',
    fallback: '900',
    unit: 'seconds',
    meaning:
      'How long an order may have the turn of a phone without doing anything while others wait; twice IN_DOUBT_SECONDS at least',
    read: whole(1, 86_400),
  },
  eraseAfterDays: {
    name: 'ERASE_AFTER_DAYS',
    fallback: '30',
    unit: 'days',
    meaning:
      'How long after its end an order keeps its parameters, answers, PIN and documents; then they are erased, and it cannot be run again',
    read: whole(0, 3_650),
  },
  maxCachedWorkflows: {
    name: 'MAX_CACHED_WORKFLOWS',
    fallback: '500',
    unit: 'workflows',
    meaning: 'Workflows that one worker keeps in memory between their steps',
    read: whole(10, 100_000),
  },
  workflowBundles: {
    name: 'WORKFLOW_BUNDLES',
    fallback: '',
    unit: 'path',
    meaning: 'Folder where bundled workflow code is kept; empty bundles at each start, which takes two seconds',
    read: (value: string) => value,
  },
  logLevel: {
    name: 'LOG_LEVEL',
    fallback: 'info',
    unit: 'level',
    meaning: 'Least level that is logged: debug, info, warn or error',
    read: readLevel,
  },
} as const satisfies Record<string, Variable<unknown>>;

type Variables = typeof VARIABLES;
export type ConfigKey = keyof Variables;
export type Config = { readonly [Key in ConfigKey]: ReturnType<Variables[Key]['read']> };

/**
 * Reads the named variables, and only those: a process asks for what it uses.
 *
 * @throws Error naming every variable that is wrong and what was wanted, and no value: values may be secrets
 */
export function loadConfig<Key extends ConfigKey>(env: NodeJS.ProcessEnv, keys: readonly Key[]): Pick<Config, Key> {
  const faults: string[] = [];
  const entries = keys.map((key) => {
    const { name, fallback, read }: Variable<unknown> = VARIABLES[key];
    const value = env[name] ?? fallback;
    try {
      if (value === undefined) throw new Error('expected it to be set');
      return [key, read(value)];
    } catch (error) {
      faults.push(`  ${name}: ${error instanceof Error ? error.message : 'unreadable'}`);
      return [key, undefined];
    }
  });
  if (faults.length > 0) throw new Error(`Cannot start with this environment:\n${faults.join('\n')}`);
  return Object.freeze(Object.fromEntries(entries));
}
