import { type Static, Type } from '@sinclair/typebox';
import { BEARER_KINDS, REFUSAL_KINDS } from '../domain/bearer.ts';
import type { SeenLink, ShownBearer } from '../domain/bearer-pool.ts';
import { closed, formed, nullable, oneOf, TIME } from './schemas.ts';

const FIELDS = {
  url: Type.String({
    minLength: 1,
    maxLength: 2_000,
    format: 'plain-text',
    writeOnly: true,
    description: 'How to reach the other side, with system id and password; never shown again',
  }),
  priority: Type.Integer({ minimum: 1, maximum: 1_000, description: 'The lowest is tried first' }),
  prefixes: Type.Array(formed('number-prefix', 'The beginning of a number, such as +358'), {
    maxItems: 1_000,
    uniqueItems: true,
    description: 'Beginnings of numbers that it serves; none for all numbers',
  }),
  networks: Type.Array(formed('network-code', 'A mobile country code and a mobile network code, such as 24405'), {
    maxItems: 1_000,
    uniqueItems: true,
    description:
      'Networks of the phones that it serves, told by their IMSI; none for all phones, also those without one',
  }),
  errorTable: Type.Array(
    closed(
      {
        status: Type.Integer({ minimum: 1, maximum: 0xffff_ffff, description: 'command_status of an answer' }),
        kind: oneOf(
          REFUSAL_KINDS,
          'permanent: the message will never be taken; temporary: it may be later; throttled: nothing is wrong with it, slow down',
        ),
      },
      'What the other side means by a status',
    ),
    {
      maxItems: 1_000,
      description:
        'For statuses that the specification leaves to vendors, or that this SMSC uses otherwise; of a status that is named twice the last counts. For kind smpp',
    },
  ),
  rate: nullable(
    Type.Integer({
      minimum: 1,
      maximum: 100_000,
      description: 'Most parts or pushes a second, of all workers together; null for no limit',
    }),
  ),
};

const NAME = formed('bearer-name', 'What it is called in attempts, charges and metrics');
const KIND = oneOf(
  BEARER_KINDS,
  'A link to an SMSC (smpp), one to a push proxy gateway (pap), or links by which phones fetch their documents (pull)',
);

export const BEARER_REQUEST = closed({
  name: NAME,
  kind: KIND,
  url: FIELDS.url,
  priority: Type.Optional({ ...FIELDS.priority, default: 100 }),
  prefixes: Type.Optional(FIELDS.prefixes),
  networks: Type.Optional(FIELDS.networks),
  errorTable: Type.Optional(FIELDS.errorTable),
  rate: Type.Optional(FIELDS.rate),
});

export const BEARER_CHANGE = Type.Partial(closed(FIELDS), { minProperties: 1, additionalProperties: false });

const LINK = closed(
  {
    worker: Type.String({ description: 'One worker process; another after a restart' }),
    state: Type.String({ description: 'As the link calls it, such as connecting, binding or open' }),
    isReady: Type.Boolean({ description: 'Something given now would go to the wire at once' }),
    since: { ...TIME, description: 'When it became ready, or ceased to be' },
    seenAt: { ...TIME, description: 'When the worker told this' },
    inFlight: Type.Integer({ description: 'Given to the other side, which has not answered yet' }),
    waiting: Type.Integer({ description: 'Waits in the worker for its turn' }),
    perSecond: nullable(Type.Number({ description: 'What it allows itself at present, a second; null for no limit' })),
  },
  'How one worker stands with it',
);

export const BEARER = closed({
  name: NAME,
  kind: KIND,
  address: Type.String({ description: 'The URL without its password' }),
  priority: FIELDS.priority,
  prefixes: Type.Array(Type.String(), { description: 'Beginnings of numbers that it serves; none for all numbers' }),
  networks: Type.Array(Type.String(), { description: 'Codes of the networks that it serves; none for all' }),
  errorTable: FIELDS.errorTable,
  rate: FIELDS.rate,
  state: oneOf(
    ['ready', 'paused', 'unreachable', 'unused'],
    'ready: some worker can send by it; paused: an operator wants nothing to be sent; unreachable: no worker is connected; unused: no worker has it open',
  ),
  pausedAt: nullable(TIME),
  createdAt: TIME,
  links: Type.Array(LINK),
});

export function presentBearer(bearer: ShownBearer): Static<typeof BEARER> {
  const { name, kind, address, priority, prefixes, networks, errorTable, rate, pausedAt, createdAt, links } = bearer;
  return {
    name,
    kind,
    address,
    priority,
    prefixes: [...prefixes],
    networks: [...networks],
    errorTable: errorTable.map(({ status, kind: meaning }) => ({ status, kind: meaning })),
    rate,
    state: stateOf(bearer),
    pausedAt: pausedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    links: links.map(presentLink),
  };
}

function stateOf({ pausedAt, links }: Pick<ShownBearer, 'pausedAt' | 'links'>) {
  if (pausedAt !== null) return 'paused';
  if (links.length === 0) return 'unused';
  return links.some(({ isReady }) => isReady) ? 'ready' : 'unreachable';
}

function presentLink({ since, seenAt, ...link }: SeenLink): Static<typeof LINK> {
  return { ...link, since: since.toISOString(), seenAt: seenAt.toISOString() };
}
