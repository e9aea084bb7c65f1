import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { ROLES, type Role, SCOPES } from '../domain/access.ts';
import type { Client, ClientKey } from '../domain/client.ts';
import type { RateClass } from '../domain/rate.ts';
import { closed, formed, label, nullable, oneOf, TIME, UUID } from './schemas.ts';

const ROLE_NAMES: readonly Role[] = [
  'provisioning',
  'provider',
  'administrator',
  'support',
  'auditor',
  'billing',
  'operator',
];

const NAME = label(64, 'For people, to tell clients apart');
const ROLE_LIST = Type.Array(oneOf(ROLE_NAMES, 'What the client is for'), {
  minItems: 1,
  maxItems: Object.keys(ROLES).length,
  uniqueItems: true,
  description: 'What the client is for; none that the caller has not got',
});
const SCOPE_LIST = Type.Array(oneOf(SCOPES, 'An object and an operation on it'), {
  maxItems: SCOPES.length,
  uniqueItems: true,
  description: 'What the client may do within its roles; none that the caller has not got',
});
const RANGES = Type.Array(formed('range', 'An address or a range, IPv4 or IPv6'), {
  maxItems: 64,
  uniqueItems: true,
  description: 'Where the client may call from; anywhere when there is none',
});
const PER_MINUTE = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Requests a minute' }));

/** By class; each may be left out. */
export const RATE_LIMITS = closed(
  {
    reads: PER_MINUTE,
    orders: PER_MINUTE,
    changes: PER_MINUTE,
    reveals: PER_MINUTE,
  } satisfies Record<RateClass, TSchema>,
  'Requests a minute by class, where less than those of the tenant',
);

const OAUTH = closed(
  {
    issuer: Type.String({
      minLength: 1,
      maxLength: 512,
      format: 'plain-text',
      description: 'As its tokens have it in iss',
    }),
    subject: Type.String({
      minLength: 1,
      maxLength: 256,
      format: 'plain-text',
      description: 'As its tokens name the client, in the claim that the issuer is configured with',
    }),
  },
  'What the client is at an OAuth authorization server that this installation trusts',
);
const CERTIFICATE = formed('sha256', 'SHA-256 of the TLS certificate (DER) that alone makes a caller this client');
const EXPIRES_AT = Type.String({
  format: 'date-time',
  description: 'When the key ends, at most 366 days from now; 365 days from now when absent',
});

export const CLIENT_REQUEST = closed(
  {
    name: NAME,
    roles: ROLE_LIST,
    scopes: Type.Optional({
      ...SCOPE_LIST,
      description: `${SCOPE_LIST.description}; all that the caller may give and the roles may use when absent`,
    }),
    sourceRanges: Type.Optional(RANGES),
    limits: Type.Optional(RATE_LIMITS),
    oauth: Type.Optional(OAUTH),
    certificate: Type.Optional(CERTIFICATE),
    expiresAt: Type.Optional(EXPIRES_AT),
  },
  'A client. It gets an API key unless it is known by oauth or certificate',
);

export const CLIENT_CHANGE = Type.Object(
  {
    name: Type.Optional(NAME),
    roles: Type.Optional(ROLE_LIST),
    scopes: Type.Optional(SCOPE_LIST),
    sourceRanges: Type.Optional(RANGES),
    limits: Type.Optional(RATE_LIMITS),
    certificate: Type.Optional(nullable(CERTIFICATE)),
  },
  { additionalProperties: false, minProperties: 1, description: 'What is to be changed; what is absent stays' },
);

export const KEY_REQUEST = closed({ expiresAt: Type.Optional(EXPIRES_AT) }, 'The next key of a client');

const KEY_FIELDS = {
  id: Type.String({ description: 'The part of the key that may be shown' }),
  createdAt: TIME,
  expiresAt: TIME,
  lastUsedAt: nullable(TIME),
};
const KEY = closed(KEY_FIELDS, 'A key, without its secret');
const CLEAR_KEY = Type.String({ description: 'The API key in clear: shown now, and never again' });

/** A key that was just made. */
export const MADE_KEY = closed({ ...KEY_FIELDS, key: CLEAR_KEY });

const CLIENT_FIELDS = {
  id: UUID,
  name: Type.String(),
  roles: Type.Array(Type.String()),
  scopes: Type.Array(Type.String()),
  sourceRanges: Type.Array(Type.String()),
  limits: RATE_LIMITS,
  oauth: nullable(OAUTH),
  certificate: nullable(Type.String()),
  keys: Type.Array(KEY, { description: 'Live ones, at most two' }),
  createdAt: TIME,
  lastUsedAt: nullable({ ...TIME, description: 'By whichever credential; at most a minute old' }),
};
export const CLIENT = closed(CLIENT_FIELDS);

/** A client that was just made. */
export const MADE_CLIENT = closed({ ...CLIENT_FIELDS, key: nullable(CLEAR_KEY) });

export function presentClient(client: Client): Static<typeof CLIENT> {
  return {
    id: client.id,
    name: client.name,
    roles: [...client.roles],
    scopes: [...client.scopes],
    sourceRanges: [...client.sourceRanges],
    limits: client.limits,
    oauth: client.oauth,
    certificate: client.certificate,
    keys: client.keys.map(presentKey),
    createdAt: client.createdAt,
    lastUsedAt: client.lastUsedAt,
  };
}

export function presentKey({ id, createdAt, expiresAt, lastUsedAt }: ClientKey): Static<typeof KEY> {
  return { id, createdAt, expiresAt, lastUsedAt };
}
