import { applications, type DeviationRow, ofType, parms, unless } from './deviation-finders.ts';
import { childrenOf, parmPath, parmsNamed, valueOf } from './located.ts';

const WINDOWS = {
  who: 'Windows Mobile and Windows 10 Mobile',
  model: /\bwindows (mobile|phone|10 mobile|ce)\b|\bpocket pc\b|\blumia\b/i,
};

/** Where Windows phones depart from OMA Client Provisioning: the best documented client. */
export const WINDOWS_DEVIATIONS: readonly DeviationRow[] = [
  {
    ...WINDOWS,
    message: 'Takes USERPIN, NETWPIN and USERNETWPIN, not USERPINMAC',
    source: 'Microsoft, Provisioning Bootstrap Features',
    find: unless('USERPIN', 'NETWPIN', 'USERNETWPIN'),
  },
  {
    ...WINDOWS,
    message:
      'First contact is switched off unless its operator allowed it, and then signed with both PINs (USERNETWPIN)',
    source: 'Microsoft, Bootstrapping To Use an OMA Client Provisioning Server',
    find: (seen) => (ofType(seen.all, 'BOOTSTRAP').length > 0 ? unless('USERNETWPIN')(seen) : []),
  },
  {
    ...WINDOWS,
    message: 'Knows names in upper case only',
    source: 'Microsoft, Provisioning Content Features',
    find: ({ all }) =>
      all.flatMap((located) => [
        ...(located.characteristic.type === located.characteristic.type.toUpperCase() ? [] : [located.path]),
        ...located.characteristic.parms
          .filter(({ name }) => name !== name.toUpperCase())
          .map((parm) => parmPath(located, parm)),
      ]),
  },
  {
    ...WINDOWS,
    message: 'A device management account needs credentials of both levels, APPSRV and CLIENT',
    source: 'Microsoft, w7 APPLICATION configuration',
    find: ({ all }) =>
      applications(all, 'w7')
        .filter((located) => {
          const levels = childrenOf(located, 'APPAUTH').map((auth) => valueOf(auth, 'AAUTHLEVEL'));
          return !(levels.includes('APPSRV') && levels.includes('CLIENT'));
        })
        .map(({ path }) => `${path}/APPAUTH`),
  },
  {
    ...WINDOWS,
    message: 'Device management needs TLS',
    source: 'Microsoft, w7 APPLICATION configuration',
    find: ({ all }) =>
      applications(all, 'w7').flatMap((located) =>
        [located, ...childrenOf(located, 'APPADDR')].flatMap((holder) =>
          parmsNamed(holder, 'ADDR')
            .filter(({ value = '' }) => !/^https:/i.test(value))
            .map((parm) => parmPath(holder, parm)),
        ),
      ),
  },
  {
    ...WINDOWS,
    message: 'Takes one proxy, as the default',
    source: 'Microsoft, PXLOGICAL configuration',
    find: ({ all }) =>
      ofType(all, 'PXLOGICAL')
        .slice(1)
        .map(({ path }) => path),
  },
  {
    ...WINDOWS,
    message: 'Does not look at the domains of a proxy',
    source: 'Microsoft, PXLOGICAL configuration',
    find: (seen) => [...parms('PXLOGICAL', 'DOMAIN')(seen), ...parms('PXPHYSICAL', 'DOMAIN')(seen)],
  },
  {
    ...WINDOWS,
    message: 'Takes at most two ports of a physical proxy',
    source: 'Microsoft, PXLOGICAL configuration',
    find: ({ all }) =>
      ofType(all, 'PXPHYSICAL').flatMap((proxy) =>
        childrenOf(proxy, 'PORT')
          .slice(2)
          .map(({ path }) => path),
      ),
  },
  {
    ...WINDOWS,
    message: 'Takes a PROVURL of at most 256 characters',
    source: 'Microsoft, Provisioning Bootstrap Features',
    find: parms('BOOTSTRAP', 'PROVURL', (value) => value.length > 256),
  },
  {
    ...WINDOWS,
    message: 'Takes no further contexts: CONTEXT-ALLOW is 0',
    source: 'Microsoft, Provisioning Bootstrap Features',
    find: parms('BOOTSTRAP', 'CONTEXT-ALLOW', (value) => value !== '0'),
  },
  {
    ...WINDOWS,
    message: 'Looks at APPLICATION only in a document of version 1.1',
    source: 'Microsoft, Provisioning Content Features',
    find: ({ document, all }) => (document.version === '1.1' ? [] : ofType(all, 'APPLICATION').map(({ path }) => path)),
  },
  {
    ...WINDOWS,
    message: 'Of multimedia messaging it looks at APPID, NAME, TO-PROXY, TO-NAPID, ADDR and MS only',
    source: 'Microsoft, w4 APPLICATION configuration',
    find: ({ all }) =>
      applications(all, 'w4').flatMap((located) =>
        located.characteristic.parms
          .filter(({ name }) => !['APPID', 'NAME', 'TO-PROXY', 'TO-NAPID', 'ADDR', 'MS'].includes(name))
          .map((parm) => parmPath(located, parm)),
      ),
  },
];
