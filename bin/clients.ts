import { parseArgs } from 'node:util';
import { createApiKey, parseApiKey } from '../api/api-key.ts';
import {
  isRole,
  isScope,
  type Principal,
  ROLES,
  ROLES_OF_A_TENANT,
  type Role,
  SCOPES,
  type Scope,
} from '../domain/access.ts';
import type { Entitlements } from '../domain/entitlements.ts';
import type { TenantSettings } from '../domain/tenant.ts';
import { loadConfig } from './config.ts';
import { isMain, runMain } from './process.ts';
import { openStores } from './stores.ts';

const DAY_MS = 86_400_000;
/** Most clients that are listed; a tenant has no more. */
const MOST_LISTED = 200;

export interface ClientOrder {
  readonly tenant: string;
  /** For a tenant that is made by this, or by an older version of it. */
  readonly entitlements?: Entitlements;
  readonly settings?: Partial<TenantSettings>;
  readonly domains?: readonly string[];
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  /** 1 to 366. */
  readonly days: number;
}

type Stores = ReturnType<typeof openStores>;

/** Opens what is kept, works, and closes it again whatever comes. */
export async function withStores<T>(env: NodeJS.ProcessEnv, work: (stores: Stores) => Promise<T>): Promise<T> {
  const stores = openStores(loadConfig(env, ['databaseUrl', 'databaseConnections', 'secretKey']));
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
}

/**
 * The key of a client that is to be there: the one that was kept, if it still lets its client in, else a new one of a new
 * client. What a client, or its tenant, of an older version lacks is given to it.
 */
export function ensureClient(env: NodeJS.ProcessEnv, order: ClientOrder, kept: string): Promise<string> {
  return withStores(env, async (stores) => {
    const key = parseApiKey(kept);
    const answer = key === undefined ? undefined : await stores.clients.authenticate(key.keyId, key.secret);
    if (answer?.type !== 'ok') return makeClient(stores, order);
    const { entitlements, settings, domains } = order;
    await stores.clients.completeTenant(answer.principal.tenantId, {
      ...(entitlements && { entitlements }),
      ...(settings && { settings }),
      ...(domains && { domains }),
    });
    if (lacks(answer.principal, order)) await stores.clients.widen(answer.principal, order);
    return kept;
  });
}

function lacks(has: Pick<Principal, 'roles' | 'scopes'>, { roles, scopes }: ClientOrder): boolean {
  return !roles.every((role) => has.roles.includes(role)) || !scopes.every((scope) => has.scopes.includes(scope));
}

/**
 * Makes a client of a tenant, and the tenant unless it is there.
 *
 * @returns the API key, which exists in clear nowhere else
 */
async function makeClient(
  stores: Stores,
  { tenant, entitlements, settings, domains, name, roles, scopes, days }: ClientOrder,
): Promise<string> {
  const isOperator = roles.includes('operator');
  const tenantId = await stores.clients.ensureTenant(tenant, {
    platform: isOperator,
    ...(entitlements && { entitlements }),
    ...(settings && { settings }),
    ...(domains && { domains }),
  });
  if (isOperator && !(await stores.tenants.read(tenantId)).platform) {
    throw new Error(
      `Cannot make a client: ${tenant} is there and does not run the installation, so none is an operator`,
    );
  }
  const { keyId, secret, text } = createApiKey();
  const expiresAt = new Date(Date.now() + days * DAY_MS);
  await stores.clients.create({ tenantId, name, keyId, secret, roles, scopes, expiresAt });
  return text;
}

const USAGE = `Usage: npm run -s clients -- create --tenant <name> --name <name> [--roles a,b] [--scopes a,b] [--days 1..366]
       npm run -s clients -- list --tenant <name>
       npm run -s clients -- revoke --key <key id>
Roles: ${Object.keys(ROLES).join(', ')} (all but operator when left out)
Scopes: ${SCOPES.join(', ')} (all when left out)`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tenant: { type: 'string' },
      name: { type: 'string' },
      roles: { type: 'string', default: ROLES_OF_A_TENANT.join(',') },
      scopes: { type: 'string', default: SCOPES.join(',') },
      days: { type: 'string', default: '366' },
      key: { type: 'string' },
    },
  });
  const { tenant, name, key } = values;
  const [verb] = positionals;
  if (verb === 'create' && tenant !== undefined && name !== undefined) {
    const roles = readWords(values.roles, isRole, 'role');
    const scopes = readWords(values.scopes, isScope, 'scope');
    const order = { tenant, name, roles, scopes, days: readDays(values.days) };
    console.log(await withStores(process.env, (stores) => makeClient(stores, order)));
  } else if (verb === 'list' && tenant !== undefined) {
    await withStores(process.env, (stores) => list(stores, tenant));
  } else if (verb === 'revoke' && key !== undefined) {
    await withStores(process.env, (stores) => stores.clients.revoke(key));
  } else throw new Error(USAGE);
}

/** One line a key; a client without one has a line too. Never a secret. */
async function list({ tenants, credentials }: Stores, tenant: string): Promise<void> {
  const { id } = await tenants.named(tenant);
  const { items } = await credentials.list(id, { limit: MOST_LISTED, after: undefined });
  for (const { name, roles, keys } of items) {
    const shown = keys.length > 0 ? keys : [{ id: '-', expiresAt: '-', lastUsedAt: null }];
    for (const key of shown) {
      console.log(
        [key.id, `expires ${key.expiresAt}`, `used ${key.lastUsedAt ?? 'never'}`, roles.join(','), name].join('  '),
      );
    }
  }
}

function readWords<T extends string>(text: string, isKnown: (word: string) => word is T, kind: string): T[] {
  return text.split(',').map((part) => {
    const word = part.trim();
    if (isKnown(word)) return word;
    throw new Error(`Cannot create a client: "${word}" is no ${kind}\n${USAGE}`);
  });
}

function readDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new Error(`Cannot create a client: expected 1 to 366 days\n${USAGE}`);
}

if (isMain(import.meta.url)) await runMain(main);
