import { Type } from '@sinclair/typebox';
import type { Caller } from '../domain/access.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, NOTHING } from './schemas.ts';

const SECRET = closed(
  {
    secret: Type.String({
      description: 'As libraries of Standard Webhooks take it. To be kept like a password',
      examples: ['whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='],
    }),
  },
  'What signs our calls to your endpoints',
);

const PLAIN = {
  method: 'POST',
  object: 'signing',
  ownership: 'tenant',
  params: NOTHING,
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
  replies: { 200: SECRET },
} as const;

/** The secret that signs calls to a tenant's endpoints, as it is kept. */
export interface Signing {
  /** The newest; the audit trail notes it. */
  reveal(caller: Caller): Promise<Uint8Array>;
  /** A new one. */
  rotate(caller: Caller): Promise<Uint8Array>;
}

/** The secret by which a tenant's endpoints know that a call is ours. */
export function signingRoutes({ signing }: { readonly signing: Signing }): Route[] {
  return [
    defineRoute(
      {
        ...PLAIN,
        path: '/v1/tenant/signing-secret/reveal',
        summary: "Shows the secret that signs our calls to the endpoints of the caller's tenant",
        operation: 'reveal',
        scope: 'signing:reveal',
        operationId: 'revealSigningSecret',
      },
      async (_call, caller) => ({ status: 200, body: { secret: secretText(await signing.reveal(caller)) } }),
    ),
    defineRoute(
      {
        ...PLAIN,
        path: '/v1/tenant/signing-secret/rotate',
        summary: 'Makes a new one and shows it; the one before goes on signing as well, until the next is made',
        operation: 'rotate',
        scope: 'signing:rotate',
        operationId: 'rotateSigningSecret',
      },
      async (_call, caller) => ({ status: 200, body: { secret: secretText(await signing.rotate(caller)) } }),
    ),
  ];
}

/** As Standard Webhooks writes a symmetric secret. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}
