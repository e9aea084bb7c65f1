/*
 * What each characteristic of OMA ProvCont 1.1 holds, as data. Cardinalities agree with an open handset client and with
 * the examples of the specification; byte limits come from the header of another one, so they only warn.
 */

/** `1` once, `?` at most once, `*` any number, `+` at least once. */
export type Cardinality = '1' | '?' | '*' | '+';

export interface ParmRule {
  readonly count: Cardinality;
  /** A flag has no value; a parm of kind `either` may or may not have one. */
  readonly kind: 'value' | 'flag' | 'either';
  /** Most octets of UTF-8 that handsets are sure to keep. */
  readonly octets?: number;
  /** Values that are specified; others are left to the handset. */
  readonly values?: readonly string[];
  /** Lowest and highest number; refused outside. */
  readonly range?: readonly [number, number];
}

export interface CharacteristicRule {
  readonly parms: Readonly<Record<string, ParmRule>>;
  readonly children: Readonly<Record<string, Cardinality>>;
}

type Detail = Omit<ParmRule, 'count' | 'kind'>;
const once = (detail: Detail = {}): ParmRule => ({ count: '1', kind: 'value', ...detail });
const maybe = (detail: Detail = {}): ParmRule => ({ count: '?', kind: 'value', ...detail });
const any = (detail: Detail = {}): ParmRule => ({ count: '*', kind: 'value', ...detail });
const some = (detail: Detail = {}): ParmRule => ({ count: '+', kind: 'value', ...detail });
const flag = (): ParmRule => ({ count: '?', kind: 'flag' });

const ADDRESS_TYPES = ['IPV4', 'IPV6', 'E164', 'ALPHA'];
const YES_NO = { values: ['0', '1'] };
const PORT_RANGE = { range: [0, 65_535] } as const;

/** Children of the root. */
export const ROOT_CHILDREN: Readonly<Record<string, Cardinality>> = {
  BOOTSTRAP: '*',
  CLIENTIDENTITY: '?',
  PXLOGICAL: '*',
  NAPDEF: '*',
  APPLICATION: '*',
  ACCESS: '*',
  VENDORCONFIG: '*',
};

export const CHARACTERISTICS: Readonly<Record<string, CharacteristicRule>> = {
  BOOTSTRAP: {
    parms: {
      NAME: maybe({ octets: 48 }),
      NETWORK: any(),
      COUNTRY: maybe(),
      'PROXY-ID': any({ octets: 45 }),
      PROVURL: maybe({ octets: 64 }),
      'CONTEXT-ALLOW': maybe({ range: [0, 255] }),
    },
    children: {},
  },
  CLIENTIDENTITY: { parms: { 'CLIENT-ID': once({ octets: 32 }) }, children: {} },
  PXLOGICAL: {
    parms: {
      'PROXY-ID': once({ octets: 45 }),
      NAME: once({ octets: 48 }),
      DOMAIN: any({ octets: 64 }),
      'PROXY-PW': maybe({ octets: 16 }),
      'PPGAUTH-TYPE': maybe({ values: ['HTTP-BASIC', 'HTTP-DIGEST'] }),
      'PROXY-PROVIDER-ID': maybe({ octets: 45 }),
      TRUST: flag(),
      MASTER: flag(),
      STARTPAGE: maybe({ octets: 64 }),
      'BASAUTH-ID': maybe({ octets: 16 }),
      'BASAUTH-PW': maybe({ octets: 16 }),
      'WSP-VERSION': maybe(),
      PUSHENABLED: maybe(YES_NO),
      PULLENABLED: maybe(YES_NO),
    },
    children: { PXAUTHINFO: '*', PORT: '*', PXPHYSICAL: '+' },
  },
  PXAUTHINFO: {
    parms: {
      'PXAUTH-TYPE': once({ values: ['HTTP-BASIC', 'HTTP-DIGEST', 'WTLS-SS'] }),
      'PXAUTH-ID': maybe({ octets: 16 }),
      'PXAUTH-PW': maybe({ octets: 16 }),
    },
    children: {},
  },
  PXPHYSICAL: {
    parms: {
      'PHYSICAL-PROXY-ID': once({ octets: 16 }),
      PXADDR: once({ octets: 45 }),
      PXADDRTYPE: maybe({ values: ADDRESS_TYPES }),
      'PXADDR-FQDN': maybe({ octets: 64 }),
      'TO-NAPID': some({ octets: 16 }),
      DOMAIN: any({ octets: 64 }),
      'WSP-VERSION': maybe(),
      PUSHENABLED: maybe(YES_NO),
      PULLENABLED: maybe(YES_NO),
    },
    children: { PORT: '*' },
  },
  PORT: { parms: { PORTNBR: once(PORT_RANGE), SERVICE: any() }, children: {} },
  NAPDEF: {
    parms: {
      NAPID: once({ octets: 16 }),
      BEARER: any({ values: ['GSM-GPRS', 'GSM-CSD'] }),
      NAME: once({ octets: 48 }),
      INTERNET: flag(),
      'NAP-ADDRESS': once({ octets: 64 }),
      'NAP-ADDRTYPE': maybe({ values: ['APN', ...ADDRESS_TYPES, 'SCODE', 'TETRA-ITSI', 'MAN'] }),
      'DNS-ADDR': any({ octets: 45 }),
      CALLTYPE: maybe({
        values: ['ANALOG-MODEM', 'V.120', 'V.110', 'X.31', 'BIT-TRANSPARENT', 'DIRECT-ASYNCHRONOUS-DATA-SERVICE'],
      }),
      'LOCAL-ADDR': maybe(),
      'LOCAL-ADDRTYPE': maybe({ values: ['IPV4', 'IPV6'] }),
      LINKSPEED: maybe(),
      DNLINKSPEED: maybe(),
      LINGER: maybe({ octets: 4 }),
      'DELIVERY-ERR-SDU': maybe(),
      'DELIVERY-ORDER': maybe(),
      'TRAFFIC-CLASS': maybe(),
      'MAX-SDU-SIZE': maybe(),
      'MAX-BITRATE-UPLINK': maybe(),
      'MAX-BITRATE-DNLINK': maybe(),
      'RESIDUAL-BER': maybe(),
      'SDU-ERROR-RATIO': maybe(),
      'TRAFFIC-HANDL-PRIO': maybe(),
      'TRANSFER-DELAY': maybe(),
      'GUARANTEED-BITRATE-UPLINK': maybe(),
      'GUARANTEED-BITRATE-DNLINK': maybe(),
      'MAX-NUM-RETRY': maybe(),
      'FIRST-RETRY-TIMEOUT': maybe(),
      'REREG-THRESHOLD': maybe(),
      'T-BIT': flag(),
    },
    children: { NAPAUTHINFO: '*', VALIDITY: '*' },
  },
  NAPAUTHINFO: {
    parms: {
      AUTHTYPE: once({ values: ['PAP', 'CHAP', 'MD5'] }),
      AUTHNAME: maybe({ octets: 16 }),
      AUTHSECRET: maybe({ octets: 16 }),
      'AUTH-ENTITY': any({ values: ['AAA', 'HA'] }),
      SPI: maybe(),
    },
    children: {},
  },
  VALIDITY: {
    parms: { COUNTRY: maybe(), NETWORK: maybe(), SID: maybe(), SOC: maybe(), VALIDUNTIL: maybe({ octets: 8 }) },
    children: {},
  },
  APPLICATION: {
    parms: {
      APPID: once({ octets: 16 }),
      'PROVIDER-ID': maybe({ octets: 32 }),
      NAME: maybe(),
      AACCEPT: maybe({ octets: 16 }),
      APROTOCOL: maybe({ octets: 16 }),
      'TO-PROXY': any(),
      'TO-NAPID': any(),
      ADDR: any({ octets: 64 }),
    },
    children: { APPADDR: '*', APPAUTH: '*', RESOURCE: '*' },
  },
  APPADDR: { parms: { ADDR: once({ octets: 64 }), ADDRTYPE: maybe() }, children: { PORT: '*' } },
  APPAUTH: {
    parms: {
      AAUTHLEVEL: maybe({ values: ['APPSRV', 'CLIENT', 'OBEX'] }),
      AAUTHTYPE: maybe({ octets: 32 }),
      AAUTHNAME: maybe({ octets: 80 }),
      AAUTHSECRET: maybe({ octets: 40 }),
      AAUTHDATA: maybe(),
    },
    children: {},
  },
  RESOURCE: {
    parms: {
      URI: once({ octets: 64 }),
      NAME: maybe(),
      AACCEPT: maybe(),
      AAUTHTYPE: maybe({ octets: 32 }),
      AAUTHNAME: maybe({ octets: 80 }),
      AAUTHSECRET: maybe({ octets: 40 }),
      AAUTHDATA: maybe(),
      STARTPAGE: flag(),
      CLIURI: maybe(),
      SYNCTYPE: maybe(),
    },
    children: {},
  },
  ACCESS: {
    parms: {
      RULE: { count: '*', kind: 'either', octets: 16 },
      APPID: any({ octets: 16 }),
      PORTNBR: any(PORT_RANGE),
      DOMAIN: any({ octets: 64 }),
      'TO-NAPID': any(),
      'TO-PROXY': any(),
    },
    children: {},
  },
  VENDORCONFIG: { parms: { NAME: once() }, children: {} },
};

/** The entry of a table under a name that came from outside: `constructor` is none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
