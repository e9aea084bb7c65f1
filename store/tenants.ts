import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import { DEFAULT_SETTINGS, type Tenant, type TenantSettings } from '../domain/tenant.ts';
import type { Database } from './database.ts';

interface TenantRow {
  id: string;
  name: string;
  title: string;
  platform: boolean;
  suspended: boolean;
  entitlements: Partial<Entitlements>;
  settings: Partial<TenantSettings>;
  revision: number;
  domains: string[];
}

/** How long a tenant is known without looking again, in milliseconds: a change of it is seen everywhere after as long. */
const REMEMBER_MS = 2_000;
const REMEMBER_MOST = 1_000;

/** Tenants, with what they may do. */
export function createTenantStore(database: Database) {
  const memory = createShortMemory<Tenant>({ ms: REMEMBER_MS, most: REMEMBER_MOST });
  return {
    /**
     * The tenant, as it was no longer than two seconds ago.
     *
     * @throws ProvisioningError `tenant_not_found`
     */
    find: (tenantId: string): Promise<Tenant> =>
      memory.recall(tenantId, async () => {
        const [row] = await database.forTenant(tenantId).rows<TenantRow>(
          `select id, name, title, platform, suspended_at is not null as suspended, entitlements, settings, revision,
             array(select domain from tenant_domains d where d.tenant_id = t.id and d.proof is not null
               order by domain) as domains
           from tenants t where id = :tenantId`,
          { tenantId },
        );
        if (row === undefined) throw new ProvisioningError('tenant_not_found', 'No tenant has this id');
        return fromRow(row);
      }),
  };
}

/** What is stored says only what differs from what a tenant starts with. */
function fromRow({ entitlements, settings, ...row }: TenantRow): Tenant {
  return {
    ...row,
    entitlements: { ...NO_ENTITLEMENTS, ...entitlements },
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
}
