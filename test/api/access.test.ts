import test from 'ava';
import Koa from 'koa';
import { documentedRoutes } from '../../api/app.ts';
import type { RequestState } from '../../api/context.ts';
import type { Reply, Route } from '../../api/route.ts';
import { serveRoutes } from '../../api/router.ts';
import { SCOPES } from '../../domain/access.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { walkAccess } from '../helpers/access-walk.ts';
import { createApiWorld } from '../helpers/api-world.ts';

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

test.serial('Every route is open to whom the matrix says, and to nobody else', async (t) => {
  const world = await createApiWorld(t);
  const trials = await walkAccess(world);
  t.deepEqual(
    trials.filter(({ fault }) => fault !== undefined),
    [],
  );
  t.deepEqual(world.errors, []);
  const guarded = world.routes.filter(({ scope }) => scope !== null);
  t.true(trials.length > guarded.length * 18);
  t.log(`${trials.length} trials of ${world.routes.length} routes`);
});

test('Every scope opens a route', (t) => {
  const scopes = new Set(documentedRoutes().flatMap(({ scope }) => scope ?? []));
  t.deepEqual([...scopes].toSorted(), SCOPES.toSorted());
});

test('What changes something is not open with a scope to read', (t) => {
  const changing = documentedRoutes().filter(({ method }) => method !== 'GET');
  t.deepEqual(changing.filter(({ operation }) => operation === 'read').map(nameOf), []);
});

/** What may be wrong with a route, and the trials that must tell. */
const SABOTAGES: readonly {
  readonly title: string;
  readonly route: string;
  readonly spoil: (route: Route, tenants: () => Promise<string[]>) => Route;
  readonly told: readonly string[];
}[] = [
  {
    title: 'a wider scope',
    route: 'POST /v1/orders/:id/cancel',
    spoil: (route) => ({ ...route, operation: 'read', scope: 'orders:read' }),
    told: ['every scope but its own', 'its own scope alone', 'the role auditor', 'the role provider'],
  },
  {
    title: 'a narrower scope',
    route: 'GET /v1/charges',
    spoil: (route) => ({ ...route, object: 'orders', operation: 'create', scope: 'orders:create' }),
    told: ['every scope but its own', 'its own scope alone', 'the role billing', 'the role auditor'],
  },
  {
    title: 'tenants that are for the platform alone',
    route: 'GET /v1/devices/:id',
    spoil: (route) => ({ ...route, ownership: 'platform' }),
    told: ['its own scope alone', 'the role provisioning', 'one who may'],
  },
  {
    title: 'objects of any tenant',
    route: 'GET /v1/devices/:id',
    spoil: (route, tenants) =>
      withFallback(route, async (call) => {
        for (const tenantId of await tenants()) {
          const caller = call.caller && { ...call.caller, tenantId };
          const reply = await route.answer({ ...call, caller }).catch(() => undefined);
          if (reply !== undefined) return reply;
        }
        return undefined;
      }),
    told: ["another tenant's object", 'the tenant that runs it all'],
  },
  {
    title: 'a refusal that tells of what is there',
    route: 'GET /v1/orders/:id',
    spoil: (route, tenants) =>
      withFallback(route, async (call) => {
        for (const tenantId of await tenants()) {
          const caller = call.caller && { ...call.caller, tenantId };
          const reply = await route.answer({ ...call, caller }).catch(() => undefined);
          if (reply !== undefined) throw new ProvisioningError('order_not_found', 'This order is not yours');
        }
        return undefined;
      }),
    told: ["another tenant's object", 'the tenant that runs it all'],
  },
  {
    title: '403 for what is not there',
    route: 'POST /v1/orders/:id/answer',
    spoil: (route) =>
      withFallback(route, () => {
        throw new ProvisioningError('permission_missing', 'Cannot do this');
      }),
    told: ["another tenant's object", 'the tenant that runs it all'],
  },
  {
    title: 'nothing for anybody',
    route: 'GET /v1/definitions/:name',
    spoil: (route) => ({ ...route, answer: () => Promise.reject(new ProvisioningError('definition_not_found', 'No')) }),
    told: ['one who may'],
  },
];

/** Answers otherwise when the route finds nothing. */
function withFallback(
  route: Route,
  fallback: (call: Parameters<Route['answer']>[0]) => Promise<Reply | undefined>,
): Route {
  return {
    ...route,
    answer: async (call) => {
      try {
        return await route.answer(call);
      } catch (error) {
        const reply = await fallback(call);
        if (reply === undefined) throw error;
        return reply;
      }
    },
  };
}

for (const { title, route: name, spoil, told } of SABOTAGES) {
  test.serial(`The walk tells of ${name} with ${title}`, async (t) => {
    const tenants = async (): Promise<string[]> =>
      (await world.database.rows<{ id: string }>('select id from tenants')).map(({ id }) => id);
    const world = await createApiWorld(t, {}, (route) => (nameOf(route) === name ? spoil(route, tenants) : route));
    const trials = await walkAccess(
      world,
      world.routes.filter((route) => nameOf(route) === name),
    );
    const faults = trials.filter(({ fault }) => fault !== undefined).map(({ as }) => as);
    for (const as of told) t.true(faults.includes(as), `${as} is not among ${faults.join(', ')}`);
  });
}

test.serial('The walk does not pass over a route whose parameters it does not know', async (t) => {
  const world = await createApiWorld(t);
  const [route] = world.routes.filter((one) => nameOf(one) === 'GET /v1/devices/:id');
  await t.throwsAsync(walkAccess(world, [{ ...route!, path: '/v1/things/:id' }]), { message: /access-fixtures/ });
});

for (const route of documentedRoutes()) {
  test(`${nameOf(route)} is not served without a part of its declaration`, (t) => {
    const serve = (spoiled: Partial<Route>) => () =>
      serveRoutes(new Koa<RequestState>(), [{ ...route, ...spoiled }], {
        authenticate: () => Promise.reject(new Error('unused')),
        maxBodyOctets: 1,
      });
    t.notThrows(serve({}));
    const refused = { message: /^Cannot serve \w+ \/\S+: its declaration lacks / };
    for (const part of ['object', 'operation', 'ownership', 'query', 'headers', 'body', 'scope'] as const) {
      t.throws(serve({ [part]: undefined }), refused, part);
    }
    t.throws(serve({ replies: {} }), refused);
    t.throws(serve({ scope: route.scope === null ? 'orders:read' : null }), refused);
    t.throws(serve({ ownership: route.ownership === 'public' ? 'tenant' : 'public' }), refused);
    t.throws(serve({ path: route.scope === null ? '/v1/secret' : '/healthz' }), refused);
  });
}
