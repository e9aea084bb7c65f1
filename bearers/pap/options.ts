import type { PAP_PRIORITIES } from '../../codecs/pap-message.ts';
import type { SecurityForm } from '../../codecs/pap-push-body.ts';

/** How to reach a push proxy gateway, and how to behave there. All times are in milliseconds. */
export interface PapOptions {
  /** The bearer's name, `pap` by default. */
  readonly name?: string;
  /** Where pushes are posted: scheme, host, port and path, without credentials. */
  readonly url: string;
  /** For HTTP Basic; without a user no credentials are sent. */
  readonly user?: string;
  readonly password?: string;
  /** PEM; Node's own list by default. Certificates are always checked. */
  readonly ca?: string;
  /** The gateway's name in addresses; that of the URL by default, and none for an empty text. */
  readonly addressHost?: string;
  /** What follows the @ of push ids: who we are to the gateway, `dm-wsi` by default. */
  readonly initiator?: string;
  /** Where the gateway reports results; without it none are asked for. */
  readonly notifyTo?: string;
  /** How SEC is written in the content type, `number` by default. */
  readonly securityForm?: SecurityForm;
  readonly priority?: (typeof PAP_PRIORITIES)[number];
  /** Network and bearer that the gateway must use, such as `GSM` and `SMS`; its own choice by default. */
  readonly network?: string;
  readonly bearer?: string;
  /** Most pushes that wait for their answers, 1 to 1,000; 10 by default. Each has a connection of its own. */
  readonly window?: number;
  /** Most requests a second; no limit by default. */
  readonly maxPerSecond?: number;
  /** From the first octet of a request to the last of its answer. */
  readonly responseTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Pauses after a connection that failed, in which nothing is tried. */
  readonly reconnect?: { readonly minMs: number; readonly maxMs: number };
  /** Longest wait for answers when the bearer stops. */
  readonly drainMs?: number;
}

type Optional = 'user' | 'password' | 'ca' | 'notifyTo' | 'priority' | 'network' | 'bearer' | 'maxPerSecond';

/** The options with every default filled in. */
export type PapSettings = Required<Omit<PapOptions, Optional>> & Pick<PapOptions, Optional>;

const DEFAULTS = {
  name: 'pap',
  initiator: 'dm-wsi',
  securityForm: 'number',
  window: 10,
  responseTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  reconnect: { minMs: 500, maxMs: 60_000 },
  drainMs: 5_000,
} as const;

const DAY_MS = 86_400_000;
const HOST = /^[A-Za-z0-9.-]{0,253}$/;
/** Part of every push id, so that it must go into an attribute and a log as it is. */
const INITIATOR = /^[A-Za-z0-9.-]{1,100}$/;

/**
 * Fills in what is not given.
 *
 * @throws RangeError naming the option that is out of range, never its value: URLs may hold secrets
 */
export function resolvePapOptions(options: PapOptions): PapSettings {
  const url = readUrl('url', options.url);
  // What is posted to must not carry what is sent as a header.
  requireThat('url', url.username + url.password === '');
  // A gateway that has only an address is named by none.
  const ownName = /^[\d.]+$|^\[/.test(url.hostname) ? '' : url.hostname;
  const settings: PapSettings = { ...DEFAULTS, addressHost: ownName, ...options };
  requireThat('name', /^[\x20-\x7e]{1,40}$/.test(settings.name));
  requireThat('addressHost', HOST.test(settings.addressHost));
  requireThat('initiator', INITIATOR.test(settings.initiator));
  // A colon would end the user before the password (RFC 7617 §2).
  requireThat('user', settings.user === undefined || /^[\x20-\x39\x3b-\x7e]{1,100}$/.test(settings.user));
  requireThat('password', /^[\x20-\x7e]{0,200}$/.test(settings.password ?? ''));
  for (const name of ['network', 'bearer'] as const) {
    requireThat(name, /^[\x20-\x7e]{1,40}$/.test(settings[name] ?? 'Any'));
  }
  if (settings.notifyTo !== undefined) readUrl('notifyTo', settings.notifyTo);
  for (const [name, value, least, most] of ranges(settings)) {
    requireThat(name, Number.isInteger(value) && value >= least && value <= most);
  }
  return settings;
}

type Range = readonly [name: string, value: number, least: number, most: number];

function ranges(settings: PapSettings): Range[] {
  const { reconnect } = settings;
  return [
    ['window', settings.window, 1, 1_000],
    ['maxPerSecond', settings.maxPerSecond ?? 1, 1, 100_000],
    ['responseTimeoutMs', settings.responseTimeoutMs, 1, DAY_MS],
    ['connectTimeoutMs', settings.connectTimeoutMs, 1, DAY_MS],
    ['reconnect.minMs', reconnect.minMs, 1, DAY_MS],
    ['reconnect.maxMs', reconnect.maxMs, reconnect.minMs, DAY_MS],
    ['drainMs', settings.drainMs, 0, DAY_MS],
  ];
}

/** Credentials may be in it where the gateway is to use them. */
function readUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  requireThat(name, url !== undefined && /^https?:$/.test(url.protocol) && url.hash === '');
  return new URL(text);
}

function requireThat(name: string, isSo: boolean): void {
  if (!isSo) throw new RangeError(`Cannot set up PAP bearer: ${name} is out of range`);
}
