import type { ContentRights } from '../domain/content.ts';
import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { skeletonOf } from '../domain/names.ts';
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
/** How long the titles of all tenants are known without looking again, in milliseconds. */
const TITLES_MS = 10_000;

/** Tenants, with what they may do. */
export function createTenantStore(database: Database) {
  const memory = createShortMemory<Tenant>({ ms: REMEMBER_MS, most: REMEMBER_MOST });
  const titles = createTitles(database);

  const find = (tenantId: string): Promise<Tenant> =>
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
    });

  return {
    /**
     * The tenant, as it was no longer than two seconds ago.
     *
     * @throws ProvisioningError `tenant_not_found`
     */
    find,

    /**
     * What its documents may contain, of the same age.
     *
     * @throws ProvisioningError `tenant_not_found`
     */
    async rights(tenantId: string): Promise<ContentRights> {
      const { entitlements, domains, title } = await find(tenantId);
      // Whoever may name any host may use any name: nobody's titles are looked at.
      return { entitlements, domains, title, titles: domains.includes('*') ? NO_TITLES : await titles() };
    },
  };
}

const NO_TITLES: ReadonlySet<string> = new Set();

/** What the titles of all tenants look like. Each is worked out once; which there are is asked for every ten seconds. */
function createTitles(database: Database): () => Promise<ReadonlySet<string>> {
  const memory = createShortMemory<ReadonlySet<string>>({ ms: TITLES_MS, most: 1 });
  let known: ReadonlyMap<string, string> = new Map();
  return () =>
    memory.recall('titles', async () => {
      // Across tenants: a name is misleading because of somebody else's title.
      const rows = await database.rows<{ title: string }>("select title from tenants where title <> ''");
      known = new Map(rows.map(({ title }) => [title, known.get(title) ?? skeletonOf(title)]));
      return new Set(known.values());
    });
}

/** What is stored says only what differs from what a tenant starts with. */
function fromRow({ entitlements, settings, ...row }: TenantRow): Tenant {
  return {
    ...row,
    entitlements: { ...NO_ENTITLEMENTS, ...entitlements },
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
}
