import { clientFrom, freshKey } from './client-forms.ts';
import {
  CLIENT,
  CLIENT_CHANGE,
  CLIENT_REQUEST,
  KEY_REQUEST,
  MADE_CLIENT,
  MADE_KEY,
  presentClient,
  presentKey,
} from './client-schemas.ts';
import { CHANGE_HEADERS, etagOf, revisionFrom } from './etag.ts';
import type { CheckRegistration } from './registration.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, ID_PARAMS, NO_CONTENT, NOTHING, PAGING, pageFrom, pageOf } from './schemas.ts';
import type { Credentials } from './stores.ts';

const PLAIN = { params: NOTHING, query: NOTHING, headers: ANY_HEADERS, body: NOTHING } as const;
const OF_ONE = { ...PLAIN, params: ID_PARAMS, absent: 'client_not_found' } as const;
const KEY_PARAMS = closed({ id: formed('uuid', 'The id of the client'), keyId: formed('key-id', 'The id of the key') });

/** What access control applies to. */
function of<Operation extends 'create' | 'read' | 'update' | 'delete'>(operation: Operation) {
  return { object: 'clients', operation, ownership: 'tenant', scope: `clients:${operation}` } as const;
}

interface ClientDeps {
  readonly credentials: Credentials;
  readonly checkRegistration: CheckRegistration;
}

/** Clients of the caller's own tenant, as its administrators manage them. */
export function clientRoutes({ credentials, checkRegistration }: ClientDeps): Route[] {
  return [
    createRoute({ credentials, checkRegistration }),
    defineRoute(
      {
        ...PLAIN,
        ...of('read'),
        method: 'GET',
        path: '/v1/clients',
        summary: 'Lists clients, newest first',
        query: closed(PAGING),
        replies: { 200: pageOf(CLIENT) },
      },
      async ({ query }, { tenantId }) => {
        const { items, next } = await credentials.list(tenantId, pageFrom(query));
        return { status: 200, body: { items: items.map(presentClient), next } };
      },
    ),
    defineRoute(
      {
        ...OF_ONE,
        ...of('read'),
        method: 'GET',
        path: '/v1/clients/:id',
        summary: 'Shows a client and its keys, never their secrets',
        replies: { 200: CLIENT },
        replyHeaders: ['ETag'],
      },
      async ({ params: { id } }, { tenantId }) => {
        const client = await credentials.find({ tenantId, clientId: id });
        return { status: 200, body: presentClient(client), headers: { ETag: etagOf(client.revision) } };
      },
    ),
    ...changeRoutes({ credentials, checkRegistration }),
    ...keyRoutes(credentials),
  ];
}

function createRoute({ credentials, checkRegistration }: ClientDeps): Route {
  return defineRoute(
    {
      ...PLAIN,
      ...of('create'),
      method: 'POST',
      path: '/v1/clients',
      summary: 'Makes a client; its key is shown once',
      body: CLIENT_REQUEST,
      replies: { 201: MADE_CLIENT },
      replyHeaders: ['Location', 'ETag'],
      problems: ['client_registration_taken', 'limit_reached'],
    },
    async ({ body }, caller) => {
      await checkRegistration(caller, body);
      const { form, fresh } = clientFrom(body, caller);
      const client = await credentials.create(caller, caller.tenantId, form);
      const headers = { Location: `/v1/clients/${client.id}`, ETag: etagOf(client.revision) };
      return { status: 201, body: { ...presentClient(client), key: fresh?.text ?? null }, headers };
    },
  );
}

function changeRoutes({ credentials, checkRegistration }: ClientDeps): Route[] {
  return [
    defineRoute(
      {
        ...OF_ONE,
        ...of('update'),
        method: 'PATCH',
        path: '/v1/clients/:id',
        summary: 'Changes a client. What it loses it cannot use after five seconds',
        headers: CHANGE_HEADERS,
        body: CLIENT_CHANGE,
        replies: { 200: CLIENT },
        replyHeaders: ['ETag'],
        problems: ['client_registration_taken'],
      },
      async ({ params: { id }, body, headers }, caller) => {
        const revision = revisionFrom(headers['if-match']);
        await checkRegistration(caller, body);
        const client = await credentials.update(caller, id, { change: body, revision });
        return { status: 200, body: presentClient(client), headers: { ETag: etagOf(client.revision) } };
      },
    ),
    defineRoute(
      {
        ...OF_ONE,
        ...of('delete'),
        method: 'DELETE',
        path: '/v1/clients/:id',
        summary: 'Ends a client with all its credentials, within five seconds',
        replies: { 204: NO_CONTENT },
      },
      async ({ params: { id } }, caller) => {
        await credentials.revoke(caller, id);
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function keyRoutes(credentials: Credentials): Route[] {
  return [
    defineRoute(
      {
        ...OF_ONE,
        ...of('update'),
        method: 'POST',
        path: '/v1/clients/:id/keys',
        summary: 'Makes the next key of a client, which is shown once; the one it has stays live',
        body: KEY_REQUEST,
        replies: { 201: MADE_KEY },
        problems: ['client_keys_full'],
      },
      async ({ params: { id }, body }, caller) => {
        const { key, text } = freshKey(body.expiresAt);
        const made = await credentials.addKey(caller, id, key);
        return { status: 201, body: { ...presentKey(made), key: text } };
      },
    ),
    defineRoute(
      {
        ...OF_ONE,
        ...of('update'),
        method: 'DELETE',
        path: '/v1/clients/:id/keys/:keyId',
        summary: 'Ends one key of a client, within five seconds',
        params: KEY_PARAMS,
        absent: 'client_key_not_found',
        problems: ['client_not_found'],
        replies: { 204: NO_CONTENT },
      },
      async ({ params: { id, keyId } }, caller) => {
        await credentials.revokeKey(caller, id, keyId);
        return { status: 204, body: undefined };
      },
    ),
  ];
}
