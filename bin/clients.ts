import { parseArgs } from 'node:util';
import { createApiKey, parseApiKey } from '../api/api-key.ts';
import { isRole, isScope, ROLES, ROLES_OF_A_TENANT, type Role, SCOPES, type Scope } from '../domain/access.ts';
import type { Entitlements } from '../domain/entitlements.ts';
import type { TenantSettings } from '../domain/tenant.ts';
import { loadConfig } from './config.ts';
import { isMain, runMain } from './process.ts';
import { openStores } from './stores.ts';

const DAY_MS = 86_400_000;

export interface ClientOrder {
  readonly tenant: string;
  /** For a tenant that is made by this. */
  readonly entitlements?: Entitlements;
  readonly settings?: Partial<TenantSettings>;
  readonly domains?: readonly string[];
  readonly name: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  /** 1 to 366. */
  readonly days: number;
}

/** Whether a key lets its client in. */
export async function isLive(env: NodeJS.ProcessEnv, text: string): Promise<boolean> {
  const key = parseApiKey(text);
  if (key === undefined) return false;
  const stores = openStores(loadConfig(env, ['databaseUrl', 'databaseConnections', 'secretKey']));
  try {
    return (await stores.clients.authenticate(key.keyId, key.secret)).type === 'ok';
  } finally {
    await stores.close();
  }
}

/**
 * Makes a client of a tenant, and the tenant unless it is there.
 *
 * @returns the API key, which exists in clear nowhere else
 */
export async function createClient(
  env: NodeJS.ProcessEnv,
  { tenant, entitlements, settings, domains, name, roles, scopes, days }: ClientOrder,
): Promise<string> {
  const stores = openStores(loadConfig(env, ['databaseUrl', 'databaseConnections', 'secretKey']));
  try {
    const platform = roles.includes('operator');
    const tenantId = await stores.clients.ensureTenant(tenant, {
      platform,
      ...(entitlements && { entitlements }),
      ...(settings && { settings }),
      ...(domains && { domains }),
    });
    const { keyId, secret, text } = createApiKey();
    await stores.clients.create({
      tenantId,
      name,
      keyId,
      secret,
      roles,
      scopes,
      expiresAt: new Date(Date.now() + days * DAY_MS),
    });
    return text;
  } finally {
    await stores.close();
  }
}

const USAGE = `Usage: npm run -s clients -- create --tenant <name> --name <name> [--roles a,b] [--scopes a,b] [--days 1..366]
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
  if (positionals[0] === 'create' && tenant !== undefined && name !== undefined) {
    const roles = readWords(values.roles, isRole, 'role');
    const scopes = readWords(values.scopes, isScope, 'scope');
    const order = { tenant, name, roles, scopes, days: readDays(values.days) };
    console.log(await createClient(process.env, order));
  } else if (positionals[0] === 'revoke' && key !== undefined) {
    await revoke(key);
  } else throw new Error(USAGE);
}

async function revoke(keyId: string): Promise<void> {
  const stores = openStores(loadConfig(process.env, ['databaseUrl', 'databaseConnections', 'secretKey']));
  try {
    await stores.clients.revoke(keyId);
  } finally {
    await stores.close();
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
