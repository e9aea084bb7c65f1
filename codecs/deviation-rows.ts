/*
 * Known deviations of handsets, as data: who, how their models are called, what in a document meets the deviation, what
 * becomes of it, and where the fact is from. Of phones that nobody can tell by their model there is no row, nor of facts
 * that no document of ours can meet, such as clients that take unsigned messages.
 */
import { applications, type DeviationRow, ofType, parms, SECURITY, unless } from './deviation-finders.ts';
import { hasParm, parmPath, parmsNamed, ROOT_PATH, valueOf } from './located.ts';
import { WINDOWS_DEVIATIONS } from './windows-deviations.ts';

/** Series 60 is told by the names and numbers of its phones; other numbers of that time are Series 40. */
const S60 =
  /\b(series ?60|s60|symbian)\b|\bnokia ?([en]\d\d|3230|3250|36[0256]0|5230|5320|5500|5530|5700|5800|612[01]|6210 navigator|6220 classic|6260|6290|66[0-38]\d|7610|7650)\b/i;
const NOKIA_S60 = { who: 'Nokia Series 60', model: S60 };
const NOKIA_S40 = { who: 'Nokia Series 40', model: /\b(series ?40|s40)\b|\bnokia ?\d{4}\b/i, except: S60 };
const MOTOROLA = { who: 'Motorola V300, V500 and V600', model: /\bmotorola ?v[356]00\b|\bv[356]00\b/i };
const MTK = { who: 'Handsets with the MTK client', model: /\bmtk\b|\bmediatek\b|\bmt6\d{3}\b/i };
const SPREADTRUM = { who: 'Handsets with the Spreadtrum client', model: /\bspreadtrum\b|\bunisoc\b|\bsc\d{4}\b/i };
const FIREFOX = { who: 'Firefox OS', model: /\bfirefox ?os\b|\bfxos\b|\bzte open\b|\bgeeksphone\b/i };
const INTEL = { who: 'Handsets with the Intel client', model: /\bintel\b|\bxmm ?\d{4}\b/i };
const ANDROID = /\bandroid\b|\bpixel\b|\bnexus\b|\bgalaxy\b|\bsamsung\b|\bhuawei\b|\bxperia\b|\blg\b/i;

export const DEVIATIONS: readonly DeviationRow[] = [
  ...WINDOWS_DEVIATIONS,
  {
    who: 'Panasonic',
    model: /\bpanasonic\b/i,
    message: 'Old phones do not look at the signature: it proves nothing there',
    source: 'Kannel developers, 2004',
    find: () => [SECURITY],
  },
  {
    ...NOKIA_S40,
    message: 'Refuses a document whose PROVURL it has already: give a new one each time',
    source: 'Nokia developers’ forum',
    find: parms('BOOTSTRAP', 'PROVURL'),
  },
  {
    ...NOKIA_S60,
    message: 'Newer models drop a message without a PIN and say nothing',
    source: 'Nokia developers’ forum',
    find: unless('USERPIN', 'USERNETWPIN', 'USERPINMAC'),
  },
  {
    ...NOKIA_S60,
    message: 'Keeps an access point only if it has INTERNET or an application refers to it',
    source: 'Symbian, omaprovisioning',
    find: ({ all }) => {
      const used = ofType(all, 'APPLICATION').flatMap((located) =>
        parmsNamed(located, 'TO-NAPID').map(({ value }) => value),
      );
      return ofType(all, 'NAPDEF')
        .filter((located) => !hasParm(located, 'INTERNET') && !used.includes(valueOf(located, 'NAPID')))
        .map(({ path }) => path);
    },
  },
  {
    ...MOTOROLA,
    message: 'Has no continuous provisioning: a context of its own opens nothing',
    source: 'Motorola developers’ guide',
    find: parms('BOOTSTRAP', 'PROVURL'),
  },
  {
    ...MOTOROLA,
    message: 'Needs a PIN',
    source: 'Motorola developers’ guide',
    find: unless('USERPIN', 'USERNETWPIN', 'USERPINMAC'),
  },
  {
    who: 'Sony Ericsson',
    model: /\bsony ?ericsson\b/i,
    message: 'Is known to take NETWPIN and USERPIN',
    source: 'Check Point Research, 2019',
    find: unless('NETWPIN', 'USERPIN'),
  },
  {
    who: 'Android phones of Huawei, LG and Sony',
    model: /\bhuawei\b|\blg\b|\bxperia\b/i,
    message: 'Is known to take NETWPIN and USERPIN',
    source: 'Check Point Research, 2019',
    find: unless('NETWPIN', 'USERPIN'),
  },
  {
    ...MTK,
    message: 'Misspells this name, and so loses it',
    source: 'MTK client, source',
    find: ({ all }) =>
      all.flatMap((located) =>
        located.characteristic.parms
          .filter(({ name }) => ['PULLENABLED', 'LOCAL-ADDR', 'TRAFFIC-HANDL-PRIO'].includes(name))
          .map((parm) => parmPath(located, parm)),
      ),
  },
  {
    ...MTK,
    message: 'Keeps the first of several parms of one name',
    source: 'MTK client, source',
    find: ({ all }) =>
      all
        .filter(({ characteristic }) => characteristic.type !== 'ACCESS')
        .flatMap((located) =>
          located.characteristic.parms
            .filter((parm) => parmsNamed(located, parm.name).indexOf(parm) > 0)
            .map((parm) => parmPath(located, parm)),
        ),
  },
  {
    ...SPREADTRUM,
    message: 'Takes NETWPIN of an IMSI with an odd number of digits only, and tries once',
    source: 'Spreadtrum client, source',
    find: unless('USERPIN', 'USERNETWPIN', 'USERPINMAC'),
  },
  {
    ...FIREFOX,
    message: 'Does not take USERNETWPIN',
    source: 'Mozilla, CpPduHelper',
    find: unless('USERPIN', 'NETWPIN', 'USERPINMAC'),
  },
  {
    ...FIREFOX,
    message: 'Does not look at VENDORCONFIG',
    source: 'Mozilla, CpPduHelper',
    find: ({ all }) => ofType(all, 'VENDORCONFIG').map(({ path }) => path),
  },
  {
    who: 'Jolla',
    model: /\bjolla\b|\bsailfish\b/i,
    message: 'Takes one access point: that with INTERNET, else that of the browser (w2)',
    source: 'Jolla, provisioning-service',
    find: ({ all }) => {
      const points = ofType(all, 'NAPDEF');
      const isClear = points.some((point) => hasParm(point, 'INTERNET')) || applications(all, 'w2').length > 0;
      return isClear ? [] : points.slice(1).map(({ path }) => path);
    },
  },
  {
    ...INTEL,
    message: 'Knows the bearers GSM-CSD and GSM-GPRS only',
    source: 'Intel CPClient, source',
    find: parms('NAPDEF', 'BEARER', (value) => !['GSM-CSD', 'GSM-GPRS'].includes(value)),
  },
  {
    who: 'Android and Symbian',
    model: new RegExp(`${ANDROID.source}|${S60.source}`, 'i'),
    message: 'Makes no IPv6 access point of this: nothing in the document sets the type of the connection',
    source: 'OMA LwM2M for developers, issue 458',
    find: (seen) => [
      ...parms('NAPDEF', 'LOCAL-ADDRTYPE', (value) => value.toUpperCase() === 'IPV6')(seen),
      ...parms('NAPDEF', 'NAP-ADDRTYPE', (value) => value.toUpperCase() === 'IPV6')(seen),
    ],
  },
  {
    who: 'Android without a vendor’s client',
    model: /\bpixel\b|\bnexus\b|\bandroid one\b|\baosp\b/i,
    message: 'Has no client for OMA Client Provisioning of its own: whether there is one is up to the vendor',
    source: 'Android Open Source Project',
    find: () => [ROOT_PATH],
  },
];

/** Tells whether a model is known to have no continuous provisioning: whatever comes needs a proof of its own. */
export function lacksContinuousProvisioning(model: string | null): boolean {
  return model !== null && MOTOROLA.model.test(model);
}
