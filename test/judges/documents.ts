import type { Characteristic, CpDocument, Parm } from '../../domain/document.ts';
import type { BootstrapSecret } from '../../domain/security.ts';

/** What is put before the judges: a document, how it is signed, and how many short messages that makes. */
export interface Exhibit {
  readonly name: string;
  readonly document: CpDocument;
  readonly secret: BootstrapSecret | undefined;
}

type Parms = Readonly<Record<string, string | true>>;

const IMSI = '001010123456789';
const EVEN_IMSI = '21407650123456';

function c(type: string, parms: Parms = {}, children: readonly Characteristic[] = []): Characteristic {
  const list = Object.entries(parms).map(([name, value]): Parm => (value === true ? { name } : { name, value }));
  return { type, parms: list, children };
}

const v10 = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.0', characteristics });
const v11 = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.1', characteristics });
const userPin = (pin: string): BootstrapSecret => ({ method: 'USERPIN', pin });

const accessPoint = (parms: Parms = {}, children: readonly Characteristic[] = []): Characteristic =>
  c(
    'NAPDEF',
    {
      NAPID: 'N1',
      BEARER: 'GSM-GPRS',
      NAME: 'Example Net',
      'NAP-ADDRESS': 'internet.example',
      'NAP-ADDRTYPE': 'APN',
      ...parms,
    },
    children,
  );

const login = (type: string): Characteristic =>
  c('NAPAUTHINFO', { AUTHTYPE: type, AUTHNAME: 'user', AUTHSECRET: 's3cret' });

const proxy = c(
  'PXLOGICAL',
  { 'PROXY-ID': 'P1', NAME: 'Example Proxy', TRUST: true, STARTPAGE: 'http://start.example/' },
  [
    c('PXAUTHINFO', { 'PXAUTH-TYPE': 'HTTP-BASIC', 'PXAUTH-ID': 'px', 'PXAUTH-PW': 'pw' }),
    c('PORT', { PORTNBR: '9203', SERVICE: 'CO-SEC-WSP' }),
    c(
      'PXPHYSICAL',
      {
        'PHYSICAL-PROXY-ID': 'PP1',
        DOMAIN: '.example/',
        PXADDR: '192.0.2.1',
        PXADDRTYPE: 'IPV4',
        'TO-NAPID': 'N1',
        PUSHENABLED: '1',
        PULLENABLED: '1',
      },
      [c('PORT', { PORTNBR: '8080', SERVICE: 'OTA-HTTP-TO' })],
    ),
  ],
);

const mailbox = (appid: string, port: string, extra: Parms = {}): Characteristic =>
  c('APPLICATION', { APPID: appid, 'PROVIDER-ID': 'mail.example', NAME: 'Example Mail', 'TO-NAPID': 'N1', ...extra }, [
    c('APPADDR', { ADDR: `host${appid}.mail.example` }, [c('PORT', { PORTNBR: port, SERVICE: port })]),
    c('APPAUTH', { AAUTHTYPE: 'PLAIN', AAUTHNAME: 'kim@mail.example', AAUTHSECRET: 'not a secret' }),
  ]);

const deviceManagement = c(
  'APPLICATION',
  { APPID: 'w7', 'PROVIDER-ID': 'dm.example', NAME: 'Example DM', 'TO-NAPID': 'N1', INIT: true },
  [
    c('APPADDR', { ADDR: 'https://dm.example/', ADDRTYPE: 'E164' }, [c('PORT', { PORTNBR: '443' })]),
    c('APPAUTH', {
      AAUTHLEVEL: 'APPSRV',
      AAUTHTYPE: 'DIGEST',
      AAUTHNAME: 'phone',
      AAUTHSECRET: 'a',
      AAUTHDATA: 'bm9uY2U=',
    }),
    c('APPAUTH', { AAUTHLEVEL: 'CLIENT', AAUTHTYPE: 'HTTP-BASIC', AAUTHNAME: 'dm.example', AAUTHSECRET: 'b' }),
  ],
);

const synchronisation = c(
  'APPLICATION',
  { APPID: 'w5', NAME: 'Example Sync', 'TO-PROXY': 'P1', ADDR: 'http://ds.example/' },
  [
    c('RESOURCE', { URI: 'card', NAME: 'Contacts', AACCEPT: 'text/x-vcard', SYNCTYPE: '2' }),
    c('RESOURCE', { URI: 'cal', NAME: 'Calendar', AACCEPT: 'text/x-vcalendar', STARTPAGE: true }),
  ],
);

const circuitSwitched = c('NAPDEF', {
  NAPID: 'CSD',
  BEARER: 'GSM-CSD',
  NAME: 'Dial-up',
  'NAP-ADDRESS': '+15550001',
  'NAP-ADDRTYPE': 'E164',
  CALLTYPE: 'ANALOG-MODEM',
  LINKSPEED: 'AUTOBAUDING',
  LINGER: '120',
});

export const EXHIBITS: readonly Exhibit[] = [
  { name: 'access point', document: v10(accessPoint()), secret: userPin('1234') },
  { name: 'access point with login', document: v10(accessPoint({}, [login('PAP')])), secret: userPin('2468') },
  {
    name: 'access point of the internet, network key',
    document: v11(accessPoint({ INTERNET: true }, [login('CHAP')])),
    secret: { method: 'NETWPIN', imsi: IMSI },
  },
  {
    name: 'access point, key of an even IMSI',
    document: v11(accessPoint({ 'DNS-ADDR': '192.0.2.53' })),
    secret: { method: 'NETWPIN', imsi: EVEN_IMSI },
  },
  {
    name: 'both keys, UTF-8 names',
    document: v11(c('BOOTSTRAP', { NAME: 'Käyttäjä Ελλάδα 網路 😀' }), accessPoint({ NAME: 'Réseau' })),
    secret: { method: 'USERNETWPIN', imsi: IMSI, pin: '987654' },
  },
  {
    name: 'bootstrap with a server',
    document: v11(
      c('BOOTSTRAP', { NAME: 'Example', 'PROXY-ID': 'P1', PROVURL: 'http://tps.example/cp', 'CONTEXT-ALLOW': '0' }),
      proxy,
      accessPoint(),
    ),
    secret: userPin('0000'),
  },
  {
    name: 'circuit switched, validity',
    document: v10(c(circuitSwitched.type, {}, []), {
      ...circuitSwitched,
      children: [c('VALIDITY', { COUNTRY: '228', NETWORK: '001' }), c('VALIDITY', { SID: '1', SOC: '2' })],
    }),
    secret: userPin('12345678'),
  },
  {
    name: 'browsing',
    document: v11(
      proxy,
      accessPoint(),
      c('APPLICATION', { APPID: 'w2', NAME: 'Web', 'TO-PROXY': 'P1', 'TO-NAPID': 'N1' }, [
        c('RESOURCE', { URI: 'http://start.example/', NAME: 'Start', STARTPAGE: true }),
      ]),
    ),
    secret: userPin('4711'),
  },
  {
    name: 'multimedia messages',
    document: v11(
      accessPoint(),
      c('APPLICATION', { APPID: 'w4', NAME: 'MMS', 'TO-NAPID': 'N1', ADDR: 'http://mmsc.example/' }),
    ),
    secret: { method: 'NETWPIN', imsi: IMSI },
  },
  {
    name: 'mail, in five parts',
    document: v11(accessPoint(), mailbox('143', '993'), mailbox('25', '465', { FROM: 'kim@mail.example' })),
    secret: { method: 'USERNETWPIN', imsi: IMSI, pin: '5555' },
  },
  { name: 'device management', document: v11(accessPoint(), deviceManagement), secret: userPin('7777') },
  { name: 'synchronisation', document: v11(proxy, accessPoint(), synchronisation), secret: userPin('8888') },
  {
    name: 'access rules',
    document: v11(
      accessPoint(),
      c('ACCESS', { RULE: 'r1', PORTNBR: '80', DOMAIN: 'a.example', 'TO-NAPID': 'N1' }),
      c('ACCESS'),
    ),
    secret: userPin('9999'),
  },
  {
    name: 'vendor settings, names that have no token',
    document: v11(
      c('VENDORCONFIG', { NAME: 'Vendor', 'X-OPTION': 'a & b < c > "d"', 'X-EMPTY': '' }),
      c('CLIENTIDENTITY', { 'CLIENT-ID': 'C1' }),
    ),
    secret: userPin('1111'),
  },
  {
    name: 'words with tokens inside values',
    document: v11(accessPoint({ NAME: 'MANUAL, MD5', NAPID: 'N-PAP' })),
    secret: userPin('2222'),
  },
  {
    name: 'PIN that proves the document',
    document: v11(accessPoint()),
    secret: { method: 'USERPINMAC', pin: '13579' },
  },
  { name: 'unsigned', document: v11(accessPoint()), secret: undefined },
];
