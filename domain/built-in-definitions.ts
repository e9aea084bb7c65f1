import type { ServiceDefinition, TemplateCharacteristic } from './definition.ts';

const HOST = { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$' } as const;
const LABEL = { type: 'string', minLength: 1, maxLength: 48 } as const;
const PORT = { type: 'integer', minimum: 1, maximum: 65_535 } as const;
const URL = { type: 'string', maxLength: 255, pattern: '^https?://[^\\s/]+(/\\S*)?$' } as const;
const ACCOUNT = { type: 'string', minLength: 1, maxLength: 80 } as const;
const PASSWORD = { type: 'string', minLength: 1, maxLength: 64, writeOnly: true } as const;

const NO_QUESTION = { mode: 'none', timeout: 'PT24H', text: {} } as const;
const BY_SMS = {
  bearers: ['smpp'],
  security: ['NETWPIN', 'USERNETWPIN', 'USERPIN'],
  validity: 'PT72H',
  attempts: 3,
} as const;
const ON_RECEIPT = { evidence: 'delivered', timeout: 'PT48H' } as const;

/** The packet-data access point that other settings refer to as `WSI-NAP`. */
function accessPoint(parms: TemplateCharacteristic['parms'] = {}): TemplateCharacteristic {
  return {
    type: 'NAPDEF',
    parms: {
      NAPID: 'WSI-NAP',
      BEARER: 'GSM-GPRS',
      NAME: { from: 'name' },
      'NAP-ADDRESS': { from: 'apn' },
      'NAP-ADDRTYPE': 'APN',
      ...parms,
    },
    children: [
      {
        type: 'NAPAUTHINFO',
        if: 'username',
        parms: {
          AUTHTYPE: { from: 'authentication' },
          AUTHNAME: { from: 'username' },
          AUTHSECRET: { value: { from: 'password' }, if: 'password' },
        },
      },
    ],
  };
}

const ACCESS_POINT_PARAMETERS = {
  name: LABEL,
  apn: { ...HOST, minLength: 1 },
  username: ACCOUNT,
  password: PASSWORD,
  authentication: { type: 'string', enum: ['PAP', 'CHAP'], default: 'PAP' },
} as const;

const BOOTSTRAP: TemplateCharacteristic = { type: 'BOOTSTRAP', parms: { NAME: { from: 'name' } } };

const server = (prefix: string, fallbackPort: string): TemplateCharacteristic => ({
  type: 'APPADDR',
  parms: { ADDR: { from: `${prefix}Host` } },
  children: [{ type: 'PORT', parms: { PORTNBR: { from: `${prefix}Port` }, SERVICE: fallbackPort } }],
});

const LOGIN: TemplateCharacteristic = {
  type: 'APPAUTH',
  parms: { AAUTHNAME: { from: 'username' }, AAUTHSECRET: { from: 'password' } },
};

/** The services that can be ordered without registering anything. Ordinary definitions: nothing treats them apart. */
export const BUILT_IN_DEFINITIONS: readonly ServiceDefinition[] = [
  {
    name: 'internet-access',
    version: '1.0.0',
    title: 'Internet access point',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'apn'],
      properties: ACCESS_POINT_PARAMETERS,
    },
    prompts: [],
    confirmation: NO_QUESTION,
    document: [BOOTSTRAP, accessPoint({ INTERNET: true })],
    requires: { applications: [] },
    delivery: BY_SMS,
    acknowledgement: ON_RECEIPT,
    charging: { class: 'access-setup' },
  },
  {
    name: 'mms',
    version: '1.0.0',
    title: 'Multimedia messaging',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'apn', 'mmsc'],
      properties: { ...ACCESS_POINT_PARAMETERS, mmsc: URL, proxyAddress: HOST, proxyPort: { ...PORT, default: 8080 } },
    },
    prompts: [],
    confirmation: NO_QUESTION,
    document: [
      BOOTSTRAP,
      {
        type: 'PXLOGICAL',
        if: 'proxyAddress',
        parms: { 'PROXY-ID': 'WSI-PROXY', NAME: { from: 'name' } },
        children: [
          {
            type: 'PXPHYSICAL',
            parms: {
              'PHYSICAL-PROXY-ID': 'WSI-PROXY-1',
              PXADDR: { from: 'proxyAddress' },
              PXADDRTYPE: 'IPV4',
              'TO-NAPID': 'WSI-NAP',
            },
            children: [{ type: 'PORT', parms: { PORTNBR: { from: 'proxyPort' } } }],
          },
        ],
      },
      accessPoint(),
      {
        type: 'APPLICATION',
        parms: {
          APPID: 'w4',
          NAME: { from: 'name' },
          'TO-PROXY': { value: 'WSI-PROXY', if: 'proxyAddress' },
          'TO-NAPID': 'WSI-NAP',
          ADDR: { from: 'mmsc' },
        },
      },
    ],
    requires: { applications: ['w4'] },
    delivery: BY_SMS,
    acknowledgement: ON_RECEIPT,
    charging: { class: 'mms-setup' },
  },
  {
    name: 'mail',
    version: '1.0.0',
    title: 'Mail by IMAP and SMTP',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'address', 'username', 'password', 'imapHost', 'smtpHost'],
      properties: {
        name: LABEL,
        address: { type: 'string', format: 'email', maxLength: 64 },
        username: ACCOUNT,
        password: PASSWORD,
        imapHost: { ...HOST, minLength: 1 },
        imapPort: { ...PORT, default: 993 },
        smtpHost: { ...HOST, minLength: 1 },
        smtpPort: { ...PORT, default: 465 },
      },
    },
    prompts: [{ parameter: 'password', secret: true, text: { en: 'The password of the mail account' } }],
    confirmation: {
      mode: 'client',
      timeout: 'PT24H',
      text: { en: 'Mail settings will be sent to this phone. The phone will ask you to install them.' },
    },
    document: [
      BOOTSTRAP,
      {
        type: 'APPLICATION',
        parms: { APPID: '143', 'PROVIDER-ID': { from: 'imapHost' }, NAME: { from: 'name' } },
        children: [server('imap', '993'), LOGIN],
      },
      {
        type: 'APPLICATION',
        parms: {
          APPID: '25',
          'PROVIDER-ID': { from: 'imapHost' },
          NAME: { from: 'name' },
          FROM: { from: 'address' },
        },
        children: [server('smtp', '465'), LOGIN],
      },
    ],
    requires: { applications: ['143', '25'] },
    delivery: BY_SMS,
    acknowledgement: ON_RECEIPT,
    charging: { class: 'mail-setup' },
  },
  {
    name: 'browsing-proxy',
    version: '1.0.0',
    title: 'Browsing through a proxy',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'apn', 'proxyAddress', 'homepage'],
      properties: {
        ...ACCESS_POINT_PARAMETERS,
        proxyAddress: { ...HOST, minLength: 1 },
        proxyPort: { ...PORT, default: 8080 },
        homepage: URL,
      },
    },
    prompts: [],
    confirmation: {
      mode: 'client',
      timeout: 'PT24H',
      text: { en: 'All browsing of this phone will go through the proxy of the provider.' },
    },
    document: [
      BOOTSTRAP,
      {
        type: 'PXLOGICAL',
        parms: { 'PROXY-ID': 'WSI-PROXY', NAME: { from: 'name' }, STARTPAGE: { from: 'homepage' } },
        children: [
          {
            type: 'PXPHYSICAL',
            parms: {
              'PHYSICAL-PROXY-ID': 'WSI-PROXY-1',
              PXADDR: { from: 'proxyAddress' },
              PXADDRTYPE: 'IPV4',
              'TO-NAPID': 'WSI-NAP',
            },
            children: [{ type: 'PORT', parms: { PORTNBR: { from: 'proxyPort' } } }],
          },
        ],
      },
      accessPoint(),
      {
        type: 'APPLICATION',
        parms: { APPID: 'w2', NAME: { from: 'name' }, 'TO-PROXY': 'WSI-PROXY', 'TO-NAPID': 'WSI-NAP' },
        children: [{ type: 'RESOURCE', parms: { URI: { from: 'homepage' }, NAME: { from: 'name' }, STARTPAGE: true } }],
      },
    ],
    requires: { applications: ['w2'] },
    delivery: BY_SMS,
    acknowledgement: ON_RECEIPT,
    charging: { class: 'browsing-setup' },
  },
  {
    name: 'device-management',
    version: '1.0.0',
    title: 'OMA Device Management account',
    kind: 'bootstrap',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'serverId', 'serverUrl', 'clientName', 'clientSecret', 'serverSecret'],
      properties: {
        name: LABEL,
        serverId: { type: 'string', minLength: 1, maxLength: 32 },
        serverUrl: URL,
        serverPort: { ...PORT, default: 443 },
        clientName: ACCOUNT,
        clientSecret: PASSWORD,
        serverSecret: PASSWORD,
      },
    },
    prompts: [],
    confirmation: NO_QUESTION,
    document: [
      BOOTSTRAP,
      {
        type: 'APPLICATION',
        parms: { APPID: 'w7', 'PROVIDER-ID': { from: 'serverId' }, NAME: { from: 'name' }, INIT: true },
        children: [
          {
            type: 'APPADDR',
            parms: { ADDR: { from: 'serverUrl' } },
            children: [{ type: 'PORT', parms: { PORTNBR: { from: 'serverPort' } } }],
          },
          {
            type: 'APPAUTH',
            parms: {
              AAUTHLEVEL: 'APPSRV',
              AAUTHTYPE: 'DIGEST',
              AAUTHNAME: { from: 'clientName' },
              AAUTHSECRET: { from: 'clientSecret' },
            },
          },
          {
            type: 'APPAUTH',
            parms: {
              AAUTHLEVEL: 'CLIENT',
              AAUTHTYPE: 'DIGEST',
              AAUTHNAME: { from: 'serverId' },
              AAUTHSECRET: { from: 'serverSecret' },
            },
          },
        ],
      },
    ],
    requires: { applications: ['w7'] },
    delivery: BY_SMS,
    acknowledgement: ON_RECEIPT,
    charging: { class: 'dm-setup' },
  },
];
