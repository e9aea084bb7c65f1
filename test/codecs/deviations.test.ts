import test from 'ava';
import { DEVIATIONS } from '../../codecs/deviation-rows.ts';
import { deviationsOf } from '../../codecs/deviations.ts';
import type { Characteristic, CpDocument, SecurityMethod } from '../../domain/document.ts';

type Parms = readonly (readonly [name: string, value?: string])[];

const one = (type: string, parms: Parms = [], ...children: Characteristic[]): Characteristic => ({
  type,
  parms: parms.map(([name, value]) => (value === undefined ? { name } : { name, value })),
  children,
});

const of = (...characteristics: Characteristic[]): CpDocument => ({ version: '1.1', characteristics });

interface Case {
  readonly message: string;
  readonly model: string;
  /** Meets the deviation, at these paths. */
  readonly met: CpDocument;
  readonly at: readonly string[];
  readonly security?: SecurityMethod;
  /** Does not meet it. */
  readonly unmet: CpDocument;
  readonly unmetSecurity?: SecurityMethod;
}

const NAME_ONLY = of(one('BOOTSTRAP', [['NAME', 'Acme']]));
const auth = (level: string) => one('APPAUTH', [['AAUTHLEVEL', level]]);
const management = (address: string, ...children: Characteristic[]) =>
  of(
    one(
      'APPLICATION',
      [['APPID', 'w7']],
      one('APPADDR', [['ADDR', address]]),
      ...(children.length > 0 ? children : [auth('APPSRV'), auth('CLIENT')]),
    ),
  );
const ports = (count: number) =>
  of(one('PXLOGICAL', [], one('PXPHYSICAL', [], ...Array.from({ length: count }, () => one('PORT')))));

const byMethod = (message: string, model: string, [bad, good]: readonly [SecurityMethod, SecurityMethod]): Case => ({
  message,
  model,
  met: NAME_ONLY,
  at: ['security'],
  security: bad,
  unmet: NAME_ONLY,
  unmetSecurity: good,
});

const CASES: readonly Case[] = [
  byMethod('not USERPINMAC', 'Windows Mobile 6.5', ['USERPINMAC', 'USERNETWPIN']),
  byMethod('signed with both PINs', 'Lumia 950 (Windows 10 Mobile)', ['NETWPIN', 'USERNETWPIN']),
  {
    message: 'upper case only',
    model: 'Windows Phone 8',
    met: of(one('BOOTSTRAP', [['Name', 'x']]), one('Napdef')),
    at: ['BOOTSTRAP[1]/Name', 'Napdef[1]'],
    unmet: NAME_ONLY,
  },
  {
    message: 'credentials of both levels',
    model: 'windows mobile',
    met: management('https://dm.acme.example', auth('APPSRV')),
    at: ['APPLICATION[1]/APPAUTH'],
    unmet: management('https://dm.acme.example'),
  },
  {
    message: 'Device management needs TLS',
    model: 'windows mobile',
    met: management('http://dm.acme.example'),
    at: ['APPLICATION[1]/APPADDR[1]/ADDR'],
    unmet: management('HTTPS://dm.acme.example'),
  },
  {
    message: 'Takes one proxy',
    model: 'windows mobile',
    met: of(one('PXLOGICAL'), one('PXLOGICAL')),
    at: ['PXLOGICAL[2]'],
    unmet: of(one('PXLOGICAL')),
  },
  {
    message: 'domains of a proxy',
    model: 'windows mobile',
    met: of(one('PXLOGICAL', [['DOMAIN', 'a.example']], one('PXPHYSICAL', [['DOMAIN', 'b.example']]))),
    at: ['PXLOGICAL[1]/DOMAIN', 'PXLOGICAL[1]/PXPHYSICAL[1]/DOMAIN'],
    unmet: of(one('ACCESS', [['DOMAIN', 'a.example']])),
  },
  {
    message: 'at most two ports',
    model: 'windows mobile',
    met: ports(3),
    at: ['PXLOGICAL[1]/PXPHYSICAL[1]/PORT[3]'],
    unmet: ports(2),
  },
  {
    message: 'at most 256 characters',
    model: 'windows mobile',
    met: of(one('BOOTSTRAP', [['PROVURL', `https://${'a'.repeat(249)}`]])),
    at: ['BOOTSTRAP[1]/PROVURL'],
    unmet: of(one('BOOTSTRAP', [['PROVURL', `https://${'a'.repeat(248)}`]])),
  },
  {
    message: 'CONTEXT-ALLOW is 0',
    model: 'windows mobile',
    met: of(one('BOOTSTRAP', [['CONTEXT-ALLOW', '1']])),
    at: ['BOOTSTRAP[1]/CONTEXT-ALLOW'],
    unmet: of(one('BOOTSTRAP', [['CONTEXT-ALLOW', '0']])),
  },
  {
    message: 'document of version 1.1',
    model: 'windows mobile',
    met: { ...of(one('APPLICATION')), version: '1.0' },
    at: ['APPLICATION[1]'],
    unmet: of(one('APPLICATION')),
  },
  {
    message: 'Of multimedia messaging',
    model: 'windows mobile',
    met: of(
      one('APPLICATION', [
        ['APPID', 'w4'],
        ['ADDR', 'x'],
        ['CM', 'T'],
      ]),
    ),
    at: ['APPLICATION[1]/CM'],
    unmet: of(
      one('APPLICATION', [
        ['APPID', 'w4'],
        ['ADDR', 'x'],
        ['MS', '300'],
      ]),
    ),
  },
  {
    message: 'do not look at the signature',
    model: 'Panasonic X70',
    met: NAME_ONLY,
    at: ['security'],
    unmet: NAME_ONLY,
  },
  {
    message: 'whose PROVURL it has already',
    model: 'Nokia 6300',
    met: of(one('BOOTSTRAP', [['PROVURL', 'https://acme.example/']])),
    at: ['BOOTSTRAP[1]/PROVURL'],
    unmet: NAME_ONLY,
  },
  byMethod('without a PIN and say nothing', 'Nokia N95', ['NETWPIN', 'USERPIN']),
  {
    message: 'only if it has INTERNET',
    model: 'Nokia E61i (S60)',
    met: of(one('NAPDEF', [['NAPID', 'a']]), one('NAPDEF', [['NAPID', 'b']]), one('APPLICATION', [['TO-NAPID', 'a']])),
    at: ['NAPDEF[2]'],
    unmet: of(one('NAPDEF', [['NAPID', 'a'], ['INTERNET']])),
  },
  {
    message: 'no continuous provisioning',
    model: 'Motorola V500',
    met: of(one('BOOTSTRAP', [['PROVURL', 'https://acme.example/']])),
    at: ['BOOTSTRAP[1]/PROVURL'],
    unmet: NAME_ONLY,
  },
  byMethod('Needs a PIN', 'Motorola V300', ['NETWPIN', 'USERPIN']),
  byMethod('Is known to take NETWPIN and USERPIN', 'Sony Ericsson K750i', ['USERNETWPIN', 'NETWPIN']),
  byMethod('Is known to take NETWPIN and USERPIN', 'HUAWEI P10', ['USERNETWPIN', 'USERPIN']),
  {
    message: 'Misspells this name',
    model: 'MTK MT6260',
    met: of(
      one('PXLOGICAL', [['PULLENABLED', '1']]),
      one('NAPDEF', [
        ['LOCAL-ADDR', 'x'],
        ['TRAFFIC-HANDL-PRIO', '1'],
      ]),
    ),
    at: ['PXLOGICAL[1]/PULLENABLED', 'NAPDEF[1]/LOCAL-ADDR', 'NAPDEF[1]/TRAFFIC-HANDL-PRIO'],
    unmet: of(one('PXLOGICAL', [['PUSHENABLED', '1']])),
  },
  {
    message: 'Keeps the first of several parms',
    model: 'mediatek',
    met: of(
      one('NAPDEF', [
        ['DNS-ADDR', 'a'],
        ['DNS-ADDR', 'b'],
      ]),
    ),
    at: ['NAPDEF[1]/DNS-ADDR[2]'],
    unmet: of(
      one('ACCESS', [
        ['RULE', 'a'],
        ['RULE', 'b'],
      ]),
    ),
  },
  byMethod('odd number of digits', 'Spreadtrum SC6531', ['NETWPIN', 'USERPIN']),
  byMethod('Does not take USERNETWPIN', 'ZTE Open (Firefox OS)', ['USERNETWPIN', 'NETWPIN']),
  {
    message: 'Does not look at VENDORCONFIG',
    model: 'Firefox OS 1.3',
    met: of(one('VENDORCONFIG')),
    at: ['VENDORCONFIG[1]'],
    unmet: NAME_ONLY,
  },
  {
    message: 'Takes one access point',
    model: 'Jolla C',
    met: of(one('NAPDEF'), one('NAPDEF')),
    at: ['NAPDEF[2]'],
    unmet: of(one('NAPDEF', [['INTERNET']]), one('NAPDEF')),
  },
  {
    message: 'GSM-CSD and GSM-GPRS only',
    model: 'Intel XMM 6255',
    met: of(one('NAPDEF', [['BEARER', 'WLAN']])),
    at: ['NAPDEF[1]/BEARER'],
    unmet: of(one('NAPDEF', [['BEARER', 'GSM-GPRS']])),
  },
  {
    message: 'no IPv6 access point',
    model: 'Samsung Galaxy S7 (Android 8)',
    met: of(
      one('NAPDEF', [
        ['LOCAL-ADDRTYPE', 'IPV6'],
        ['NAP-ADDRTYPE', 'IPV6'],
      ]),
    ),
    at: ['NAPDEF[1]/LOCAL-ADDRTYPE', 'NAPDEF[1]/NAP-ADDRTYPE'],
    unmet: of(one('NAPDEF', [['LOCAL-ADDRTYPE', 'IPV4']])),
  },
  {
    message: 'no client for OMA Client Provisioning',
    model: 'Google Pixel 7',
    met: NAME_ONLY,
    at: ['wap-provisioningdoc'],
    unmet: NAME_ONLY,
  },
];

/** Deviations that every document of such a handset meets. */
const ALWAYS = ['do not look at the signature', 'no client for OMA Client Provisioning'];

for (const { message, model, met, at, security, unmet, unmetSecurity } of CASES) {
  test(`${model}: ${message}`, (t) => {
    const found = (document: CpDocument, method: SecurityMethod | undefined) =>
      deviationsOf(document, { security: method, model }).filter((one) => one.message.includes(message));
    const deviations = found(met, security);
    t.deepEqual(
      deviations.map(({ path }) => path),
      at,
    );
    t.true(deviations.every(({ who, source }) => who !== '' && source !== ''));
    if (!ALWAYS.includes(message)) t.deepEqual(found(unmet, unmetSecurity), []);
  });
}

test('each row of the table has its case above', (t) => {
  const seen = CASES.flatMap(({ message, model }) =>
    DEVIATIONS.filter((row) => row.message.includes(message) && row.model.test(model)),
  );
  t.deepEqual(
    DEVIATIONS.filter((row) => !seen.includes(row)).map(({ who, message }) => `${who}: ${message}`),
    [],
  );
});

test('a model is matched without case, as a word, and one that is meant by another row is not', (t) => {
  const provurl = of(one('BOOTSTRAP', [['PROVURL', 'https://acme.example/']]));
  const whose = (model: string) => [
    ...new Set(deviationsOf(provurl, { security: 'USERPIN', model }).map(({ who }) => who)),
  ];
  t.deepEqual(whose('NOKIA 3310'), ['Nokia Series 40']);
  t.deepEqual(whose('nokia 6600'), []);
  t.deepEqual(whose('Series 60, Nokia 6110'), []);
  t.deepEqual(whose('Bulgaria'), []);
  t.deepEqual(whose(''), []);
});
