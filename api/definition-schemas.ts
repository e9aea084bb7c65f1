import { Type } from '@sinclair/typebox';
import { ASK_WAYS } from '../domain/asking.ts';
import { ANSWER_TIMEOUTS, KNOWN_FACTS, LINK_WAYS, ORDER_KINDS } from '../domain/definition.ts';
import { DEFINITION_STATES } from '../domain/definition-life.ts';
import { BEARER_NAMES } from '../domain/records.ts';
import { DELIVERY, duration, someOf } from './delivery-schemas.ts';
import { FORMS } from './form-schemas.ts';
import { LOOKUP, NEW_LOOKUP } from './lookup-schemas.ts';
import { closed, formed, label, nullable, oneOf, TIME } from './schemas.ts';
import { DOCUMENT } from './template-schemas.ts';
import { MAX_PARTS } from './trial-render.ts';

/**
 * The form of a definition on the wire. `checkDefinition` reads what is posted, says all that is wrong with it and more
 * than a schema can; a test holds the two together.
 */

export const DEFINITION_NAME = formed('definition-name', 'Lower case words joined by hyphens');
export const DEFINITION_VERSION = formed('definition-version', 'A semantic version of three numbers');

/** Words for the user, by language. */
function texts(description: string) {
  return Type.Unsafe<Readonly<Record<string, string>>>({
    type: 'object',
    description: `${description}, by language (BCP 47)`,
    maxProperties: 32,
    additionalProperties: { type: 'string', minLength: 1, maxLength: 320 },
    examples: [{ en: 'Your Acme Mail password', fi: 'Acme Mail -salasanasi' }],
  });
}

const PARAMETERS = {
  type: 'object',
  description: "JSON Schema 2020-12 of an order's `parameters`; docs/definitions.md lists its keywords",
  properties: {
    type: { const: 'object' },
    properties: { type: 'object', maxProperties: 64, additionalProperties: { type: 'object' } },
  },
  examples: [
    {
      type: 'object',
      required: ['address', 'password'],
      additionalProperties: false,
      properties: {
        address: { type: 'string', format: 'email', maxLength: 64 },
        password: { type: 'string', minLength: 8, maxLength: 64, writeOnly: true },
      },
    },
  ],
};

const ANY_PARAMETERS = Type.Unsafe<Readonly<Record<string, unknown>>>(PARAMETERS);

const PROMPT = {
  parameter: Type.String({ minLength: 1, maxLength: 64, description: 'What is asked for', examples: ['password'] }),
  known: Type.Optional(oneOf(KNOWN_FACTS, 'Where the answer may be known: then nobody is asked')),
  secret: Type.Boolean({ description: 'The answer is not to be shown as it is typed' }),
  text: texts('The question'),
};

const CONFIRMATION = closed(
  {
    mode: Type.Union([oneOf(['none', ...ASK_WAYS], 'One way'), someOf(ASK_WAYS, 'Ways, in the order tried')], {
      description:
        '`none`: you vouch for consent. `client`: you ask your user and say what was said. `sms`: we ask by short message. ' +
        '`hosted`: on a page of ours, behind a link',
    }),
    link: Type.Optional(oneOf(LINK_WAYS, 'How the user gets the link of `hosted`; from you with `client`')),
    timeout: duration('How long the answer is waited for, all ways together'),
    reminder: Type.Optional(duration("How long before the end of a way's time the user is reminded")),
    onTimeout: Type.Optional(oneOf(ANSWER_TIMEOUTS, 'What an order without an answer does; `expire` when left out')),
    standing: Type.Optional(duration('How long a yes may count for later orders, when the user says so')),
    text: texts('What the user is told'),
  },
  'Who must say yes before anything is sent',
);

const REQUIRES = {
  applications: Type.Array(formed('application-id', 'An OMA CP application id'), {
    maxItems: 32,
    description: 'Applications that the device must have; those of the document when left out',
    examples: [['143']],
  }),
  dm: Type.Optional(Type.Boolean({ description: 'Whether it must have an OMA DM client' })),
  bearers: Type.Optional(someOf(BEARER_NAMES, 'Bearers that must reach it')),
  maxParts: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_PARTS, description: 'Short messages of one document that it must take' }),
  ),
};

const ACKNOWLEDGEMENT = closed(
  {
    evidence: oneOf(['submitted', 'delivered', 'applied'], 'What completes an order'),
    timeout: duration('How long it is waited for'),
  },
  'The evidence that completes an order',
);

const CHARGING = closed(
  {
    class: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
      description: 'Named in charge records',
      examples: ['mail-setup'],
    }),
  },
  'How an order is charged',
);

const IDENTITY = {
  name: DEFINITION_NAME,
  version: DEFINITION_VERSION,
  title: label(100, 'For people'),
};
const KIND = oneOf(ORDER_KINDS, '`bootstrap` opens a configuration context, `provisioning` goes into one');
const DOCUMENT_VERSION = Type.Optional(oneOf(['1.0', '1.1'], 'Of the wap-provisioningdoc; 1.1 when left out'));

/** What a version says, with nothing left out. */
const CONTENT = {
  ...IDENTITY,
  kind: KIND,
  parameters: Type.Unsafe<Readonly<Record<string, unknown>>>({ ...PARAMETERS, required: ['type', 'properties'] }),
  prompts: Type.Array(closed(PROMPT), { maxItems: 64, description: 'Questions to the user' }),
  lookup: Type.Optional(LOOKUP),
  confirmation: CONFIRMATION,
  documentVersion: DOCUMENT_VERSION,
  document: DOCUMENT,
  forms: FORMS,
  requires: closed(REQUIRES, 'What the device must support'),
  delivery: DELIVERY,
  acknowledgement: ACKNOWLEDGEMENT,
  charging: CHARGING,
};

/** A definition as it may be registered, with nothing left out. */
export const DEFINITION_CONTENT = Type.Object(CONTENT, {
  additionalProperties: false,
  title: 'DefinitionContent',
  description: 'A definition that can be registered as it is',
});

/** The mail service of design and documentation. */
const EXAMPLE = {
  name: 'acme-mail',
  version: '1.0.0',
  title: 'Acme Mail',
  parameters: {
    type: 'object',
    required: ['address', 'password'],
    additionalProperties: false,
    properties: {
      address: { type: 'string', format: 'email', maxLength: 64 },
      password: { type: 'string', minLength: 8, maxLength: 64, writeOnly: true },
    },
  },
  prompts: [{ parameter: 'password', text: { en: 'Your Acme Mail password' } }],
  confirmation: { mode: 'client', text: { en: 'Acme wants to set up mail on this phone.' } },
  document: [
    {
      type: 'APPLICATION',
      parms: { APPID: '143', 'PROVIDER-ID': 'acme-mail', NAME: 'Acme Mail' },
      children: [
        {
          type: 'APPADDR',
          parms: { ADDR: 'imap.acme.example' },
          children: [{ type: 'PORT', parms: { PORTNBR: '993', SERVICE: '993' } }],
        },
        { type: 'APPAUTH', parms: { AAUTHNAME: { from: 'address' }, AAUTHSECRET: { from: 'password' } } },
      ],
    },
  ],
};

/** What is posted: all but identity and document may be left out. */
export const NEW_DEFINITION = Type.Object(
  {
    ...IDENTITY,
    kind: Type.Optional(KIND),
    parameters: Type.Optional(ANY_PARAMETERS),
    prompts: Type.Optional(
      Type.Array(closed({ ...PROMPT, secret: Type.Optional(PROMPT.secret) }), {
        maxItems: 64,
        description: 'Questions to the user, each for one parameter',
      }),
    ),
    lookup: Type.Optional(NEW_LOOKUP),
    confirmation: Type.Optional(Type.Partial(CONFIRMATION)),
    documentVersion: DOCUMENT_VERSION,
    document: DOCUMENT,
    forms: FORMS,
    requires: Type.Optional(Type.Partial(closed(REQUIRES, 'What the device must support'))),
    delivery: Type.Optional(Type.Partial(DELIVERY)),
    acknowledgement: Type.Optional(Type.Partial(ACKNOWLEDGEMENT)),
    charging: Type.Optional(Type.Partial(CHARGING)),
  },
  {
    additionalProperties: false,
    title: 'NewDefinition',
    description: 'A new version of a service definition. What is left out has a default',
    examples: [EXAMPLE],
  },
);

const MAYBE_TIME = nullable(TIME);

const HEAD_FIELDS = {
  ...IDENTITY,
  kind: KIND,
  provider: Type.String({ description: 'The tenant that registered it', examples: ['acme'] }),
  state: oneOf(DEFINITION_STATES, 'Only an active version can be ordered'),
  shared: Type.Boolean({
    description: 'Every tenant may order from it, by the word of those who run the installation',
  }),
  createdAt: TIME,
  submittedAt: MAYBE_TIME,
  approvedAt: MAYBE_TIME,
  activatedAt: MAYBE_TIME,
  retiredAt: MAYBE_TIME,
};
export const DEFINITION_HEAD = Type.Object(HEAD_FIELDS, { additionalProperties: false, title: 'DefinitionHead' });

const APPROVAL_NEEDS = Type.Array(
  closed({
    path: Type.String({ description: 'JSON Pointer into the definition; empty for the whole' }),
    kind: Type.String({ description: 'What sort of content it is', examples: ['accessPoint'] }),
    why: Type.String({ description: 'What it would need, in words' }),
  }),
  { description: 'What of it needs, or needed, the approval of those who run the installation' },
);

/** What passes between a provider and those who run the installation; others see nothing of it. */
const APPROVAL = {
  approvalNeeds: APPROVAL_NEEDS,
  rejection: nullable(Type.String({ description: 'Why it was rejected, if it was' })),
};

export const DEFINITION = Type.Object(
  { ...CONTENT, ...HEAD_FIELDS, ...APPROVAL },
  { additionalProperties: false, title: 'Definition', description: 'A version of a service definition' },
);

/** A version that waits for an operator. */
export const AWAITING_DEFINITION = Type.Object(
  { ...HEAD_FIELDS, ...APPROVAL },
  { additionalProperties: false, title: 'AwaitingDefinition' },
);

export const VERSION_PARAMS = closed({ name: DEFINITION_NAME, version: DEFINITION_VERSION });
export const PROVIDER_NAME = formed('tenant-name', 'The name of a tenant');
export const PROVIDERS_VERSION_PARAMS = closed({
  tenant: PROVIDER_NAME,
  name: DEFINITION_NAME,
  version: DEFINITION_VERSION,
});
