import { ProvisioningError } from '../domain/errors.ts';
import { freshKey } from './client-forms.ts';
import { CLIENT, KEY_REQUEST, MADE_KEY, presentClient, presentKey } from './client-schemas.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, NO_CONTENT, NOTHING } from './schemas.ts';
import type { Credentials } from './stores.ts';

const OWN = {
  object: 'clients',
  operation: 'rotate',
  ownership: 'tenant',
  scope: 'clients:rotate',
  params: NOTHING,
  query: NOTHING,
  headers: ANY_HEADERS,
  body: NOTHING,
} as const;

/** What every client may do about itself: see what it is, make its next key, and end the one before. */
export function ownClientRoutes(credentials: Credentials): Route[] {
  return [
    defineRoute(
      {
        ...OWN,
        method: 'GET',
        path: '/v1/client',
        operationId: 'getOwnClient',
        summary: 'Shows the client that calls',
        replies: { 200: CLIENT },
      },
      async (_call, caller) => ({ status: 200, body: presentClient(await known(credentials.find(caller))) }),
    ),
    defineRoute(
      {
        ...OWN,
        method: 'POST',
        path: '/v1/client/keys',
        operationId: 'createOwnKey',
        summary: 'Makes the next key of the client that calls, which is shown once; the one it has stays live',
        body: KEY_REQUEST,
        replies: { 201: MADE_KEY },
        problems: ['client_keys_full'],
      },
      async ({ body }, caller) => {
        const { key, text } = freshKey(body.expiresAt);
        const made = await known(credentials.addKey(caller, caller.clientId, key));
        return { status: 201, body: { ...presentKey(made), key: text } };
      },
    ),
    defineRoute(
      {
        ...OWN,
        method: 'DELETE',
        path: '/v1/client/keys/:keyId',
        operationId: 'deleteOwnKey',
        summary: 'Ends one key of the client that calls, within five seconds',
        params: closed({ keyId: formed('key-id', 'The id of the key') }),
        absent: 'client_key_not_found',
        replies: { 204: NO_CONTENT },
      },
      async ({ params: { keyId } }, caller) => {
        await known(credentials.revokeKey(caller, caller.clientId, keyId));
        return { status: 204, body: undefined };
      },
    ),
  ];
}

/** A client that was removed is let in for a few seconds more: it is told what it will be told then. */
async function known<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ProvisioningError && error.code === 'client_not_found')) throw error;
    throw new ProvisioningError('credential_invalid', 'Cannot accept the credential: its client was removed', {
      cause: error,
    });
  }
}
