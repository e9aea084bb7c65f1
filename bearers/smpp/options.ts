import type { MessageIdForm } from './message-id.ts';

/** How to reach an SMSC, and how to behave there. All times are in milliseconds. */
export interface SmppLinkOptions {
  /** The bearer's name, `smpp` by default. */
  readonly name?: string;
  readonly host: string;
  readonly port: number;
  /** Present for TLS. Certificates are always checked, against Node's own list unless `ca` (PEM) is given. */
  readonly tls?: { readonly ca?: string; readonly servername?: string; readonly cert?: string; readonly key?: string };
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string;
  /** One session for both ways, the default, or a transmitter and a receiver. */
  readonly bindType?: BindType;
  /** Connections of this kind to the one SMSC, 1 to 16; 1 by default. */
  readonly links?: number;
  /** Where messages come from; without it the SMSC puts in its own. */
  readonly sourceAddress?: { readonly address: string; readonly ton: number; readonly npi: number };
  /** Most submit_sm of one connection that wait for their answers, 1 to 1,000; 10 by default. */
  readonly window?: number;
  /** Most submit_sm a second by one connection; no limit by default. */
  readonly maxPerSecond?: number;
  readonly responseTimeoutMs?: number;
  /** From dialling to a connection, TLS included. */
  readonly connectTimeoutMs?: number;
  /** Silence after which the other side is asked whether it is there. */
  readonly enquireLinkMs?: number;
  /** enquire_links in a row without an answer, each waited for `responseTimeoutMs`, after which the session is dropped. */
  readonly maxMissedAnswers?: number;
  /** Pauses before another connection is tried. */
  readonly reconnect?: { readonly minMs: number; readonly maxMs: number };
  /** Longest wait for answers when the link stops. */
  readonly drainMs?: number;
  /** data_coding: 4, 8-bit, by default (SMPP 3.4 §5.2.19). */
  readonly dataCoding?: number;
  /** How a part says which ports it is for and which piece of its message it is. */
  readonly segmentation?: Segmentation;
  /** registered_delivery: 1, a receipt for every end, by default (SMPP 3.4 §5.2.17). */
  readonly registeredDelivery?: number;
  /** How the SMSC writes message ids; `text` on both sides by default. */
  readonly messageIds?: { readonly response: MessageIdForm; readonly receipt: MessageIdForm };
}

/**
 * `udh`: in a header at the beginning of the user data, as it goes over the air. `sar`: in the TLVs of SMPP 3.4 §5.3.2.22 to .24,
 * of which the SMSC makes that header.
 */
export const SEGMENTATIONS = ['udh', 'sar'] as const;
export type Segmentation = (typeof SEGMENTATIONS)[number];

type BindType = 'transceiver' | 'pair';

/** The options with every default filled in. */
export type SmppSettings = Required<Omit<SmppLinkOptions, 'maxPerSecond' | 'tls'>> &
  Pick<SmppLinkOptions, 'maxPerSecond' | 'tls'>;

const DEFAULTS = {
  name: 'smpp',
  systemType: '',
  bindType: 'transceiver',
  links: 1,
  sourceAddress: { address: '', ton: 0, npi: 0 },
  window: 10,
  responseTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  enquireLinkMs: 30_000,
  maxMissedAnswers: 2,
  reconnect: { minMs: 500, maxMs: 60_000 },
  drainMs: 5_000,
  dataCoding: 0x04,
  segmentation: 'udh',
  registeredDelivery: 0x01,
  messageIds: { response: 'text', receipt: 'text' },
} as const;

const DAY_MS = 86_400_000;
/** The field takes 8 characters (SMPP 3.4 §4.1.1), but many an SMSC hands out longer passwords and reads them. */
const MAX_PASSWORD = 64;

/**
 * Fills in what is not given.
 *
 * @throws RangeError naming the option that is out of range, and its value unless it is the password
 */
export function resolveOptions(options: SmppLinkOptions): SmppSettings {
  const settings: SmppSettings = { ...DEFAULTS, ...options };
  requireText('name', settings.name, { least: 1, most: 40 });
  requireText('systemId', settings.systemId, { least: 1, most: 15 });
  requireText('systemType', settings.systemType, { least: 0, most: 12 });
  requireText('sourceAddress', settings.sourceAddress.address, { least: 0, most: 20 });
  if (!isText(settings.password, { least: 0, most: MAX_PASSWORD })) {
    throw new RangeError(`Cannot set up SMPP link: expected a password of at most ${MAX_PASSWORD} ASCII characters`);
  }
  for (const [name, value, least, most] of ranges(settings)) requireWhole(name, value, { least, most });
  return settings;
}

type Range = readonly [name: string, value: number, least: number, most: number];

function ranges(settings: SmppSettings): Range[] {
  const { sourceAddress, reconnect } = settings;
  return [
    ['port', settings.port, 1, 65_535],
    ['sourceAddress.ton', sourceAddress.ton, 0, 255],
    ['sourceAddress.npi', sourceAddress.npi, 0, 255],
    ['links', settings.links, 1, 16],
    ['window', settings.window, 1, 1_000],
    ['maxPerSecond', settings.maxPerSecond ?? 1, 1, 100_000],
    ['responseTimeoutMs', settings.responseTimeoutMs, 1, DAY_MS],
    ['connectTimeoutMs', settings.connectTimeoutMs, 1, DAY_MS],
    ['enquireLinkMs', settings.enquireLinkMs, 1, DAY_MS],
    ['maxMissedAnswers', settings.maxMissedAnswers, 1, 100],
    ['reconnect.minMs', reconnect.minMs, 1, DAY_MS],
    ['reconnect.maxMs', reconnect.maxMs, reconnect.minMs, DAY_MS],
    ['drainMs', settings.drainMs, 0, DAY_MS],
    ['dataCoding', settings.dataCoding, 0, 255],
    ['registeredDelivery', settings.registeredDelivery, 0, 31],
  ];
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

function requireWhole(name: string, value: number, { least, most }: Bounds): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Cannot set up SMPP link: expected ${name} to be ${least}..${most}, got ${value}`);
}

function requireText(name: string, value: string, bounds: Bounds): void {
  if (isText(value, bounds)) return;
  const { least, most } = bounds;
  throw new RangeError(
    `Cannot set up SMPP link: expected ${name} of ${least} to ${most} ASCII characters, got ${value.length}`,
  );
}

/** Printable ASCII: a NUL would end the field early. */
function isText(value: string, { least, most }: Bounds): boolean {
  return value.length >= least && value.length <= most && /^[\x20-\x7e]*$/.test(value);
}
