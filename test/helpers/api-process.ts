import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { createApiKey } from '../../api/api-key.ts';
import { openStores } from '../../bin/stores.ts';
import { ROLES_OF_A_TENANT, SCOPES } from '../../domain/access.ts';
import { ALL_ENTITLEMENTS } from '../../domain/entitlements.ts';
import { createTestDatabase, TEST_WAIT_MS } from './database.ts';
import { type Service, startService } from './service.ts';

/** API processes over one database, with nothing behind them: no Temporal answers. */
export interface ApiProcesses {
  readonly stores: ReturnType<typeof openStores>;
  readonly tenantId: string;
  readonly clientId: string;
  /** Of a client of the tenant `acme` that may do everything a tenant may. */
  readonly key: string;
  readonly start: (env?: NodeJS.ProcessEnv) => Promise<Service>;
}

export async function createApiProcesses(t: Pick<ExecutionContext, 'teardown'>): Promise<ApiProcesses> {
  const databaseUrl = await createTestDatabase(t);
  const secretKey = randomBytes(32);
  const stores = openStores({ databaseUrl, databaseConnections: 4, secretKey }, TEST_WAIT_MS);
  t.teardown(() => stores.close());
  const tenantId = await stores.clients.ensureTenant('acme', { entitlements: ALL_ENTITLEMENTS, domains: ['*'] });
  const { keyId, secret, text } = createApiKey();
  const expiresAt = new Date(Date.now() + 86_400_000);
  const clientId = await stores.clients.create({
    tenantId,
    name: 'test',
    keyId,
    secret,
    roles: ROLES_OF_A_TENANT,
    scopes: SCOPES,
    expiresAt,
  });
  return {
    stores,
    tenantId,
    clientId,
    key: text,
    start: async (env = {}) => {
      const service = await startService('bin/api.ts', {
        DATABASE_URL: databaseUrl,
        DATABASE_CONNECTIONS: '6',
        SECRET_KEY: secretKey.toString('base64'),
        HTTP_PORT: '0',
        // Nobody listens there: the API does without.
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        ...env,
      });
      t.teardown(service.kill);
      return service;
    },
  };
}
