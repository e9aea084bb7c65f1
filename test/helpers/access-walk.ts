import { randomUUID } from 'node:crypto';
import { createApiKey, formatApiKey, parseApiKey } from '../../api/api-key.ts';
import { fieldsOf, hasJsonBody } from '../../api/declared.ts';
import { exampleOf } from '../../api/openapi-example.ts';
import type { Route } from '../../api/route.ts';
import { MATRIX, ROLES, ROLES_OF_A_TENANT, type Role, SCOPES, type Scope } from '../../domain/access.ts';
import { absentValues, type Fixtures, fillPath, LOOK_CLOSER, makeFixtures, UPLOADS } from './access-fixtures.ts';
import type { ApiAnswer, ApiWorld, CallOptions } from './api-world.ts';

/** One route tried as somebody. */
export interface Trial {
  readonly route: string;
  readonly as: string;
  /** What was not as it must be; undefined when all was. */
  readonly fault: string | undefined;
}

/** Who tries. All keys but those of one role or scope may do everything that their tenant may. */
interface Callers {
  readonly owner: string;
  readonly rival: string;
  readonly house: string;
  /** Credentials that open nothing: what is wrong with them, and the code they are answered with. */
  readonly useless: readonly (readonly [name: string, key: string | null, code: string])[];
  /** One role and every scope, in a tenant and in the tenant that runs the installation. */
  readonly withRole: ReadonlyMap<Role, string>;
  readonly houseWithRole: ReadonlyMap<Role, string>;
}

/** What comes of trying one route. */
interface Walker {
  readonly world: ApiWorld;
  readonly route: Route;
  /** Expected to be refused with this status and code, before anything of the route runs. */
  readonly refused: (as: string, attempt: Attempt, wanted: readonly [status: number, code: string]) => Promise<void>;
  /** Expected to get past access control, and to find what it names when `finds`. */
  readonly admitted: (as: string, attempt: Attempt & { readonly finds?: boolean }) => Promise<void>;
  /** Expected to be told the same as of what is nowhere, of what is there and belongs to another tenant. */
  readonly hidden: (as: string, attempt: Attempt, nowhere: string) => Promise<void>;
}

interface Attempt {
  readonly key: string | null;
  readonly path: string;
  readonly method?: string;
}

const ALL_ROLES = Object.keys(ROLES) as Role[];

/**
 * Tries every route as everybody there is: nobody, with credentials that open nothing, with every scope but its own, with
 * each role alone, as another tenant, as those who run the installation, as one who may.
 *
 * What must come out is worked out from the matrix and from the declarations in `world.routes`; what does come out is
 * asked of the world over HTTP. Neither `decide` nor anything of the router is used.
 *
 * @throws Error for a path parameter that the table of fixtures does not know
 */
export async function walkAccess(world: ApiWorld, routes: readonly Route[] = world.routes): Promise<Trial[]> {
  const callers = await createCallers(world);
  const trials: Trial[] = [];
  for (const route of routes) {
    const walker = createWalker(world, route, trials);
    if (route.scope === null) await walkPublic(walker, callers);
    else if (route.ownership === 'platform') await walkPlatform(walker, callers, route.scope);
    else await walkTenant(walker, callers, route.scope);
  }
  return trials;
}

/** Credentials are not looked at, and nothing is refused for them. */
async function walkPublic({ world, route, admitted }: Walker, { useless, owner }: Callers): Promise<void> {
  const { path } = await makeFixtures(world, route, owner);
  for (const [name, key] of useless) await admitted(name, { key, path });
}

async function walkTenant(walker: Walker, callers: Callers, scope: Scope): Promise<void> {
  const { world, route, refused, admitted, hidden } = walker;
  const { owner, rival, withRole, houseWithRole } = callers;
  const own = await makeFixtures(world, route, owner);
  await walkUseless(walker, callers, own.path);
  await walkScopes(walker, scope, { path: own.path });
  for (const role of ALL_ROLES) {
    const attempt = { key: withRole.get(role) ?? null, path: own.path };
    // Whoever runs an installation is of its own tenant: in another, the role is worth nothing.
    const isOpen = role !== 'operator' && rolesOf(route).includes(role);
    if (isOpen) await admitted(`the role ${role}`, attempt);
    else await refused(`the role ${role}`, attempt, [403, 'permission_missing']);
  }
  const operator = { key: houseWithRole.get('operator') ?? null, path: own.path };
  if (!rolesOf(route).includes('operator')) await refused('the operator', operator, [403, 'permission_missing']);

  await walkOthers(walker, own, await makeFixtures(world, route, rival), owner);
  const fresh = await makeFixtures(world, route, owner);
  if (fresh.values.length > 0) {
    const nowhere = fillPath(route, absentValues(route));
    await hidden('the tenant that runs it all', { key: callers.house, path: fresh.path }, nowhere);
  }
  await admitted('one who may', { key: owner, path: fresh.path, finds: true });
}

/** What belongs to another tenant is not there, alone and below what is one's own. */
async function walkOthers({ route, hidden }: Walker, own: Fixtures, foreign: Fixtures, key: string): Promise<void> {
  const absent = absentValues(route);
  for (const [i, value] of own.values.entries()) {
    if (value === foreign.values[i]) continue;
    const ofOwn = own.values.slice(0, i);
    const path = fillPath(route, [...ofOwn, ...foreign.values.slice(i)]);
    const nowhere = fillPath(route, [...ofOwn, ...absent.slice(i)]);
    await hidden(
      i === 0 ? "another tenant's object" : "another tenant's object below one's own",
      { key, path },
      nowhere,
    );
  }
}

async function walkPlatform(walker: Walker, callers: Callers, scope: Scope): Promise<void> {
  const { world, route, refused, admitted } = walker;
  const { owner, house, houseWithRole, withRole } = callers;
  const { path } = await makeFixtures(world, route, house);
  await walkUseless(walker, callers, path);
  await walkScopes(walker, scope, { path, house: true });
  await refused('a tenant that may everything', { key: owner, path }, [403, 'permission_missing']);
  for (const role of ALL_ROLES) {
    const attempt = { key: houseWithRole.get(role) ?? null, path };
    if (rolesOf(route).includes(role)) await admitted(`the role ${role}`, attempt);
    else await refused(`the role ${role}`, attempt, [403, 'permission_missing']);
    await refused(`the role ${role} of a tenant`, { key: withRole.get(role) ?? null, path }, [
      403,
      'permission_missing',
    ]);
  }
  const fresh = await makeFixtures(world, route, house);
  await admitted('one who may', { key: house, path: fresh.path, finds: true });
}

async function walkUseless({ route, refused }: Walker, { useless, owner }: Callers, path: string): Promise<void> {
  for (const [name, key, code] of useless) await refused(name, { key, path }, [401, code]);
  await refused('a key in the query', { key: null, path: `${path}?api_key=${owner}` }, [401, 'credential_missing']);
  if (route.method === 'GET') await refused('nobody, by HEAD', { key: null, path, method: 'HEAD' }, [401, '']);
}

/** Every scope but the one is not enough; the one alone is. */
async function walkScopes(
  { world, refused, admitted }: Walker,
  scope: Scope,
  { path, house = false }: { readonly path: string; readonly house?: boolean },
): Promise<void> {
  const form = house ? { tenant: 'house', platform: true, roles: ALL_ROLES } : { roles: ROLES_OF_A_TENANT };
  const others = await world.addKey({ ...form, scopes: SCOPES.filter((one) => one !== scope) });
  await refused('every scope but its own', { key: others, path }, [403, 'permission_missing']);
  await admitted('its own scope alone', { key: await world.addKey({ ...form, scopes: [scope] }), path });
}

function createWalker(world: ApiWorld, route: Route, trials: Trial[]): Walker {
  const name = `${route.method} ${route.path}`;
  const judge = async (
    as: string,
    attempt: Attempt,
    judgement: (answer: ApiAnswer, reached: boolean) => string | undefined,
  ) => {
    const before = world.reached.length;
    const answer = await attemptOf(world, route, attempt);
    const fault = judgement(answer, world.reached.length > before);
    trials.push({ route: name, as, fault: fault === undefined ? undefined : `${fault}, got ${tell(answer)}` });
  };
  return {
    world,
    route,
    refused: (as, attempt, [status, code]) =>
      judge(as, attempt, (answer, reached) => {
        if (reached) return 'expected access control to stop it';
        const isAsWanted = answer.status === status && (answer.body?.code ?? '') === code;
        return isAsWanted ? undefined : `expected ${status} ${code}`;
      }),
    admitted: (as, attempt) =>
      judge(as, attempt, ({ status }, reached) => {
        if (!reached) return 'expected to get past access control';
        const isSettled = attempt.finds === true || !LOOK_CLOSER.includes(name);
        if (status === 401 || (status === 403 && isSettled)) return 'expected to be served';
        if (status === 500) return 'expected no failure';
        return attempt.finds === true && status === 404 ? 'expected it to be found' : undefined;
      }),
    hidden: async (as, attempt, nowhere) => {
      const absent = await attemptOf(world, route, { ...attempt, path: nowhere });
      await judge(as, attempt, (answer) => {
        if (answer.status !== 404) return 'expected 404';
        return shapeOf(answer) === shapeOf(absent)
          ? undefined
          : `expected what is said of what is nowhere, ${tell(absent)}`;
      });
    },
  };
}

/** Calls with what the route asks for, made of the examples of its schemas. */
function attemptOf(world: ApiWorld, route: Route, { key, path, method = route.method }: Attempt): Promise<ApiAnswer> {
  return world.call(method, withQuery(route, path), { key, ...(method === 'HEAD' ? {} : inputOf(route)) });
}

function inputOf(route: Route): CallOptions {
  const headers: Record<string, string> = {};
  for (const name of fieldsOf(route.headers)) {
    if (name === 'idempotency-key') headers[name] = randomUUID();
    if (name === 'if-match') headers[name] = '*';
  }
  const [type] = route.uploads ?? [];
  if (type !== undefined) return { body: UPLOADS[type] ?? '', headers: { ...headers, 'content-type': type } };
  if (!hasJsonBody(route) || fieldsOf(route.body).length === 0) return { headers };
  // A certificate can be registered only over a connection that was made with it, which this is not.
  const { certificate: _, ...body } = Object(exampleOf(route.body));
  return { headers, body };
}

/** Of the query only what cannot be left out. */
function withQuery({ query }: Route, path: string): string {
  const required: readonly string[] = query['minProperties'] > 0 ? fieldsOf(query) : (query['required'] ?? []);
  const example = Object(exampleOf(query));
  const given: [string, string][] = required
    .filter((name) => example[name] !== undefined)
    .map((name) => [name, String(example[name])]);
  if (given.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(given).toString()}`;
}

function rolesOf({ object, operation }: Route): readonly Role[] {
  const matrix: Readonly<Record<string, Readonly<Record<string, readonly Role[]>>>> = MATRIX;
  return matrix[object]?.[operation] ?? [];
}

/** All of an answer that is not of this one request. */
function shapeOf({ status, headers, body, text }: ApiAnswer): string {
  const passing = ['x-correlator', 'date', 'ratelimit', 'ratelimit-policy'];
  return JSON.stringify([status, [...headers.keys()].filter((name) => !passing.includes(name)), body ?? text]);
}

function tell({ status, body }: ApiAnswer): string {
  return `${status} ${body?.code ?? ''} ${body?.detail ?? ''}`.trim();
}

async function createCallers(world: ApiWorld): Promise<Callers> {
  const { addKey, database, key: owner } = world;
  const [expired, revoked, suspended] = [await addKey(), await addKey(), await addKey({ tenant: 'suspended' })];
  const expire = "update client_keys set expires_at = now() - interval '1 second' where id = :id";
  await database.rows(expire, { id: keyIdOf(expired) });
  await world.stores.clients.revoke(keyIdOf(revoked));
  await database.rows("update tenants set suspended_at = now() where name = 'suspended'");
  const house = { tenant: 'house', platform: true } as const;
  const withRole = new Map<Role, string>();
  const houseWithRole = new Map<Role, string>();
  for (const role of ALL_ROLES) {
    withRole.set(role, await addKey({ roles: [role] }));
    houseWithRole.set(role, await addKey({ ...house, roles: [role] }));
  }
  return {
    owner,
    rival: await addKey({ tenant: 'rival' }),
    house: await addKey({ ...house, roles: ALL_ROLES }),
    useless: [
      ['nobody', null, 'credential_missing'],
      ['a malformed key', 'wsi_CANARY', 'credential_invalid'],
      ['an unknown key', createApiKey().text, 'credential_invalid'],
      ['a key with the secret of another', withSecretOf(owner, revoked), 'credential_invalid'],
      ['an expired key', expired, 'credential_expired'],
      ['a revoked key', revoked, 'credential_invalid'],
      ['a client of a suspended tenant', suspended, 'credential_invalid'],
    ],
    withRole,
    houseWithRole,
  };
}

function keyIdOf(key: string): string {
  return parseApiKey(key)!.keyId;
}

function withSecretOf(key: string, other: string): string {
  return formatApiKey({ keyId: keyIdOf(key), secret: parseApiKey(other)!.secret });
}
