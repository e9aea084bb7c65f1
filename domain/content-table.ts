/** What a risky place needs: an entitlement, an application id that is granted, a domain that is proved, a name of one's own. */
export type ContentKind =
  | 'accessPoint'
  | 'application'
  | 'bootstrap'
  | 'host'
  | 'name'
  | 'proxy'
  | 'security'
  | 'vendorContent';

/** Kinds that an entitlement lifts as a whole. */
export type GuardKind = 'accessPoint' | 'bootstrap' | 'proxy' | 'vendorContent';

/** A characteristic everything in which is risky, but for parms of these names. */
export interface Guard {
  readonly kind: GuardKind;
  readonly free: readonly string[];
}

/** By type, in upper case. A guard holds for what is inside as well, unless that has one of its own. */
export const GUARDED: ReadonlyMap<string, Guard> = new Map<string, Guard>([
  ['NAPDEF', { kind: 'accessPoint', free: ['NAME'] }],
  ['NAPAUTHINFO', { kind: 'accessPoint', free: ['AUTHNAME', 'AUTHSECRET'] }],
  ['VALIDITY', { kind: 'accessPoint', free: [] }],
  ['PXLOGICAL', { kind: 'proxy', free: ['NAME', 'PROXY-PW', 'BASAUTH-ID', 'BASAUTH-PW'] }],
  ['PXAUTHINFO', { kind: 'proxy', free: ['PXAUTH-ID', 'PXAUTH-PW'] }],
  ['PXPHYSICAL', { kind: 'proxy', free: [] }],
  // Says which traffic goes through which proxy.
  ['ACCESS', { kind: 'proxy', free: [] }],
]);

/** A device management account: whoever has one may do anything to the phone. */
export const DM_ACCOUNT: Guard = { kind: 'bootstrap', free: ['NAME', 'AAUTHNAME', 'AAUTHSECRET', 'AAUTHDATA'] };
export const DM_APPLICATION = 'w7';

/** For what is not in OMA ProvCont 1.1: vendors let it change anything, from certificates to the registry. */
export const VENDOR: Guard = { kind: 'vendorContent', free: [] };

/** Characteristics of OMA ProvCont 1.1 that need no guard. */
export const OPEN_TYPES: ReadonlySet<string> = new Set([
  'BOOTSTRAP',
  'CLIENTIDENTITY',
  'APPLICATION',
  'APPADDR',
  'APPAUTH',
  'RESOURCE',
  'PORT',
]);

/** Parms that are risky wherever they stand, by name. `STARTPAGE` is a flag in RESOURCE, and is the home page there too. */
export const RISKY_PARMS: ReadonlyMap<string, GuardKind> = new Map<string, GuardKind>([
  ['TRUST', 'bootstrap'],
  ['MASTER', 'bootstrap'],
  ['PROVURL', 'bootstrap'],
  ['CONTEXT-ALLOW', 'bootstrap'],
  ['STARTPAGE', 'proxy'],
  ['DNS-ADDR', 'accessPoint'],
]);

/** Parms that send the phone to a host. */
export const HOST_PARMS: ReadonlySet<string> = new Set([
  'ADDR',
  'URI',
  'PXADDR-FQDN',
  'STARTPAGE',
  'PROVURL',
  'DOMAIN',
  'PC-ADDR',
]);

/** Parms of proxies and access points that are addresses by nature; only a host name in them can be proved. */
export const ADDRESS_PARMS: ReadonlySet<string> = new Set(['PXADDR']);

/** Parms that never send a phone anywhere, whatever is in them: those of OMA ProvCont 1.1 and of registered applications. */
export const HARMLESS_PARMS: ReadonlySet<string> = new Set(
  [
    'NAME NETWORK COUNTRY PROXY-ID CLIENT-ID APPID PROVIDER-ID AACCEPT APROTOCOL TO-PROXY TO-NAPID TO-APPREF APPREF',
    'ADDRTYPE PORTNBR SERVICE AAUTHLEVEL AAUTHTYPE AAUTHNAME AAUTHSECRET AAUTHDATA CLIURI SYNCTYPE RULE',
    'NAP-ADDRESS DNS-ADDR LOCAL-ADDR WSP-VERSION AUTHNAME AUTHSECRET FROM RT-ADDR CM RM MS MA INIT ROLE PROTOVER',
    'BACKCOMPATRETRYDISABLED CONNRETRYFREQ INITIALBACKOFTIME MAXBACKOFTIME DEFAULTENCODING USEHWDEVID',
  ].flatMap((names) => names.split(' ')),
);
