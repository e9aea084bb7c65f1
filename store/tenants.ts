import type { ContentRights } from '../domain/content.ts';
import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { preconditionFailed } from '../domain/precondition.ts';
import type { Page } from '../domain/requests.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import { DEFAULT_SETTINGS, type Tenant, type TenantChange, type TenantSettings } from '../domain/tenant.ts';
import { type Actor, type AuditedAct, actorIn, writeAudit } from './audit.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';
import { createTitles } from './titles.ts';

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

const SELECT = `
  select id, name, title, platform, suspended_at is not null as suspended, entitlements, settings, revision,
    array(select domain from tenant_domains d where d.tenant_id = t.id and d.proof is not null order by domain) as domains
  from tenants t`;

/** Tenants, with what they may do. Every change is on the tenant's own audit trail, whoever made it. */
export function createTenantStore(database: Database) {
  const memory = createShortMemory<Tenant>({ ms: REMEMBER_MS, most: REMEMBER_MOST });
  const titles = createTitles(database);

  const find = (tenantId: string): Promise<Tenant> =>
    memory.recall(tenantId, () => read(database.forTenant(tenantId), tenantId));

  /** One change of a tenant and its entry on the trail, in one transaction. */
  const change = async (
    caller: Omit<Actor, 'tenantId'>,
    tenantId: string,
    { sql: text, bindings, act, revision }: Change,
  ) => {
    const tenant = await database.forTenant(tenantId).transaction(async (sql) => {
      const rows = await sql.rows(text, { ...bindings, tenantId, revision });
      if (rows.length === 0) {
        await read(sql, tenantId);
        throw preconditionFailed();
      }
      await writeAudit(sql, actorIn(caller, tenantId), act);
      return read(sql, tenantId);
    });
    memory.forget(tenantId);
    return tenant;
  };

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

    /** The tenant as it is now. */
    read: (tenantId: string): Promise<Tenant> => read(database.forTenant(tenantId), tenantId),

    /** Any tenant, for whoever runs the installation. */
    named: async (name: string): Promise<Tenant> =>
      only(await database.rows<TenantRow>(`${SELECT} where name = :name`, { name })),

    /** All tenants, by name. */
    async list(page: { limit: number; after: string | undefined }): Promise<Page<Tenant>> {
      const [after = ''] = page.after === undefined ? [] : decodeCursor(page.after, ['name']);
      const rows = await database.rows<TenantRow>(`${SELECT} where name > :after order by name limit :most`, {
        after,
        most: page.limit + 1,
      });
      return cutPage(rows, page.limit, { item: fromRow, key: ({ name }) => [name] });
    },

    /** @throws ProvisioningError `tenant_already_exists` */
    create: (caller: Omit<Actor, 'tenantId'>, { name, title }: Pick<Tenant, 'name' | 'title'>): Promise<Tenant> =>
      database.transaction(async (sql) => {
        const [row] = await sql
          .rows<{ id: string }>('insert into tenants (name, title) values (:name, :title) returning id', {
            name,
            title,
          })
          .catch((error: unknown) => {
            throw violatedUnique(error) === undefined ? error : alreadyExists(error);
          });
        if (row === undefined) throw new Error('Insert into tenants returned no row');
        const act = { object: 'tenants', operation: 'create', objectId: row.id, detail: { name } };
        await writeAudit(sql, actorIn(caller, row.id), act);
        return read(sql, row.id);
      }),

    /**
     * @param revision - the one the caller saw; undefined for whatever is there
     * @throws ProvisioningError `tenant_not_found`, `precondition_failed`
     */
    update: (
      caller: Omit<Actor, 'tenantId'>,
      tenantId: string,
      { change: wanted, revision }: { readonly change: TenantChange; readonly revision: number | undefined },
    ): Promise<Tenant> =>
      change(caller, tenantId, {
        sql: UPDATE,
        bindings: {
          title: wanted.title ?? null,
          entitlements: JSON.stringify(wanted.entitlements ?? {}),
          settings: JSON.stringify(wanted.settings ?? {}),
        },
        act: { object: 'tenants', operation: 'update', objectId: tenantId, detail: { ...wanted } },
        revision: revision ?? null,
      }),

    /** The kill switch, and back. Safe to repeat. */
    setSuspended: (caller: Omit<Actor, 'tenantId'>, tenantId: string, suspended: boolean): Promise<Tenant> =>
      change(caller, tenantId, {
        sql: SUSPEND,
        bindings: { suspended },
        act: { object: 'tenants', operation: suspended ? 'suspend' : 'resume', objectId: tenantId },
        revision: null,
      }),

    /** Makes the next look see what was changed. */
    forget: (tenantId: string): void => memory.forget(tenantId),
  };
}

const NO_TITLES: ReadonlySet<string> = new Set();

interface Change {
  readonly sql: string;
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly act: AuditedAct;
  readonly revision: number | null;
}

const UPDATE = `
  update tenants set title = coalesce(:title, title), entitlements = entitlements || :entitlements::jsonb,
    settings = settings || :settings::jsonb, revision = revision + 1
  where id = :tenantId and (:revision::int is null or revision = :revision::int) returning id`;

const SUSPEND = `
  update tenants set suspended_at = case when :suspended::boolean then coalesce(suspended_at, now()) end,
    revision = revision + 1
  where id = :tenantId and (:revision::int is null or revision = :revision::int) returning id`;

async function read(sql: Sql, tenantId: string): Promise<Tenant> {
  return only(await sql.rows<TenantRow>(`${SELECT} where id = :tenantId`, { tenantId }));
}

function only([row]: readonly TenantRow[]): Tenant {
  if (row === undefined) throw new ProvisioningError('tenant_not_found', 'No tenant has this name');
  return fromRow(row);
}

function alreadyExists(cause: unknown): ProvisioningError {
  return new ProvisioningError('tenant_already_exists', 'A tenant with this name exists already', {
    cause,
    faults: [{ field: '/name', expected: 'one that no tenant has', got: 'one that a tenant has' }],
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
