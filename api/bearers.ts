import type { ShownBearer } from '../domain/bearer-pool.ts';
import { BEARER, BEARER_CHANGE, BEARER_REQUEST, presentBearer } from './bearer-schemas.ts';
import { CHANGE_HEADERS, etagOf, revisionFrom } from './etag.ts';
import { defineRoute, type Reply, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, NO_CONTENT, NOTHING, PAGING, pageFrom, pageOf } from './schemas.ts';
import type { ApiStores } from './stores.ts';

type Stores = Pick<ApiStores, 'bearers'>;

const ONE = closed({ bearer: formed('bearer-name', 'The name of the bearer') });
const PLAIN = { params: NOTHING, query: NOTHING, headers: ANY_HEADERS, body: NOTHING } as const;
const OF_ONE = { ...PLAIN, params: ONE, absent: 'bearer_not_found' } as const;

function of<Operation extends 'create' | 'read' | 'update' | 'pause' | 'delete'>(operation: Operation) {
  return { object: 'bearers', operation, ownership: 'platform', scope: `bearers:${operation}` } as const;
}

/** Ways to phones, as whoever runs the installation sets them up. Workers follow within a few seconds. */
export function bearerRoutes({ bearers }: Stores): Route[] {
  return [
    createRoute({ bearers }),
    defineRoute(
      {
        ...PLAIN,
        ...of('read'),
        method: 'GET',
        path: '/v1/bearers',
        summary: 'Lists bearers by name, with how every worker stands with each',
        query: closed(PAGING),
        replies: { 200: pageOf(BEARER) },
      },
      async ({ query }) => {
        const { items, next } = await bearers.list(pageFrom(query));
        return { status: 200, body: { items: items.map(presentBearer), next } };
      },
    ),
    defineRoute(
      {
        ...OF_ONE,
        ...of('read'),
        method: 'GET',
        path: '/v1/bearers/:bearer',
        summary: 'Shows a bearer',
        replies: { 200: BEARER },
        replyHeaders: ['ETag'],
      },
      async ({ params }) => replyWith(await bearers.named(params.bearer)),
    ),
    updateRoute({ bearers }),
    switchRoute({ bearers }, { path: '/v1/bearers/:bearer/pause', paused: true }),
    switchRoute({ bearers }, { path: '/v1/bearers/:bearer/resume', paused: false }),
    defineRoute(
      {
        ...OF_ONE,
        ...of('delete'),
        method: 'DELETE',
        path: '/v1/bearers/:bearer',
        summary: 'Removes a bearer. Attempts that it had begun go on by another, or are begun anew',
        replies: { 204: NO_CONTENT },
      },
      async ({ params }, caller) => {
        await bearers.remove(caller, params.bearer);
        return { status: 204, body: undefined };
      },
    ),
  ];
}

function createRoute({ bearers }: Stores): Route {
  return defineRoute(
    {
      ...PLAIN,
      ...of('create'),
      method: 'POST',
      path: '/v1/bearers',
      summary: 'Sets a bearer up. Workers open it within a few seconds',
      body: BEARER_REQUEST,
      replies: { 201: BEARER },
      replyHeaders: ['ETag', 'Location'],
      problems: ['bearer_already_exists'],
    },
    async ({ body }, caller) => {
      const reply = replyWith(await bearers.create(caller, body), 201);
      return { ...reply, headers: { ...reply.headers, Location: `/v1/bearers/${body.name}` } };
    },
  );
}

function updateRoute({ bearers }: Stores): Route {
  return defineRoute(
    {
      ...OF_ONE,
      ...of('update'),
      method: 'PATCH',
      path: '/v1/bearers/:bearer',
      summary: 'Changes a bearer. With another URL it is opened anew; what is under way gets its answers first',
      headers: CHANGE_HEADERS,
      body: BEARER_CHANGE,
      replies: { 200: BEARER },
      replyHeaders: ['ETag'],
    },
    async ({ params, body, headers }, caller) => {
      const revision = revisionFrom(headers['if-match']);
      return replyWith(await bearers.update(caller, params.bearer, { change: body, revision }));
    },
  );
}

function switchRoute({ bearers }: Stores, { path, paused }: { path: string; paused: boolean }): Route {
  return defineRoute(
    {
      ...OF_ONE,
      ...of('pause'),
      method: 'POST',
      path,
      summary: paused
        ? 'Lets nothing more be sent by a bearer. It stays connected: receipts and replies still come in'
        : 'Lets a bearer be used again',
      replies: { 200: BEARER },
      replyHeaders: ['ETag'],
    },
    async ({ params }, caller) => replyWith(await bearers.setPaused(caller, params.bearer, paused)),
  );
}

function replyWith(bearer: ShownBearer, status = 200): Reply {
  return { status, body: presentBearer(bearer), headers: { ETag: etagOf(bearer.revision) } };
}
