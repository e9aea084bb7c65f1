/** A provider's constant account, but for what only its user knows. */
function account(application: {
  readonly id: string;
  readonly host: string;
  readonly port: string;
  readonly parms?: object;
}) {
  const { id, host, port, parms = {} } = application;
  return {
    type: 'APPLICATION',
    parms: { APPID: id, 'PROVIDER-ID': 'example.com', NAME: 'Example Mail', ...parms },
    children: [
      {
        type: 'APPADDR',
        parms: { ADDR: host },
        children: [{ type: 'PORT', parms: { PORTNBR: port, SERVICE: port } }],
      },
      { type: 'APPAUTH', parms: { AAUTHNAME: { from: 'address' }, AAUTHSECRET: { from: 'password' } } },
    ],
  };
}

/**
 * A mail service whose user is asked on our page, as a provider would register it (docs/definitions.md). What is registered
 * never changes: whoever changes this raises the version.
 */
export const SAMPLE_DEFINITION = {
  name: 'sample-mail',
  version: '1.0.0',
  title: 'Example Mail',
  kind: 'bootstrap',
  parameters: {
    type: 'object',
    additionalProperties: false,
    required: ['address', 'password'],
    properties: {
      address: { type: 'string', format: 'email', maxLength: 64 },
      password: { type: 'string', minLength: 8, maxLength: 64, writeOnly: true },
    },
  },
  prompts: [
    {
      parameter: 'address',
      text: {
        en: 'Your address at Example Mail',
        fi: 'Osoitteesi Example Mailissa',
        sv: 'Din adress hos Example Mail',
        de: 'Ihre Adresse bei Example Mail',
        fr: 'Votre adresse chez Example Mail',
        es: 'Su dirección en Example Mail',
        ar: 'عنوانك لدى Example Mail',
      },
    },
    {
      parameter: 'password',
      text: {
        en: 'Your password',
        fi: 'Salasanasi',
        sv: 'Ditt lösenord',
        de: 'Ihr Passwort',
        fr: 'Votre mot de passe',
        es: 'Su contraseña',
        ar: 'كلمة مرورك',
      },
    },
  ],
  confirmation: {
    mode: 'hosted',
    timeout: 'PT24H',
    text: {
      en: 'Example Mail wants to set up your mail on this phone.',
      fi: 'Example Mail haluaa tehdä sähköpostisi asetukset tähän puhelimeen.',
      sv: 'Example Mail vill ställa in din e-post på den här telefonen.',
      de: 'Example Mail möchte Ihre E-Mail auf diesem Telefon einrichten.',
      fr: 'Example Mail souhaite configurer votre messagerie sur ce téléphone.',
      es: 'Example Mail quiere configurar su correo en este teléfono.',
      ar: 'تريد Example Mail إعداد بريدك على هذا الهاتف.',
    },
  },
  document: [
    { type: 'BOOTSTRAP', parms: { NAME: 'Example Mail' } },
    account({ id: '143', host: 'imap.example.com', port: '993' }),
    account({ id: '25', host: 'smtp.example.com', port: '465', parms: { FROM: { from: 'address' } } }),
  ],
} as const;
