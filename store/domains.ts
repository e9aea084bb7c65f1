import type { Caller } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { TenantDomain } from '../domain/tenant.ts';
import { type Actor, actorIn, writeAudit } from './audit.ts';
import type { Database, Sql } from './database.ts';

interface DomainRow {
  domain: string;
  token: string;
  proof: TenantDomain['proof'];
  proved_at: Date | null;
  created_at: Date;
}

/** Most domains of a tenant, claimed and proved. */
const MAX_DOMAINS = 200;

const COLUMNS = 'domain, token, proof, proved_at, created_at';

/**
 * The domains of tenants: whose hosts their documents may name.
 *
 * @param changed - told after a change of what a tenant may name
 */
export function createDomainStore(database: Database, changed: (tenantId: string) => void) {
  /** One change of a domain; what can be seen of the tenant changes with it. */
  const change = async (
    caller: Omit<Actor, 'tenantId'>,
    tenantId: string,
    { operation, domain, work }: { operation: string; domain: string; work: (sql: Sql) => Promise<DomainRow[]> },
  ): Promise<TenantDomain | undefined> => {
    const row = await database.forTenant(tenantId).transaction(async (sql) => {
      const [found] = await work(sql);
      if (found === undefined) return undefined;
      await sql.rows('update tenants set revision = revision + 1 where id = :tenantId', { tenantId });
      const act = { object: 'domains', operation, objectId: domain };
      await writeAudit(sql, actorIn(caller, tenantId), act);
      return found;
    });
    changed(tenantId);
    return row === undefined ? undefined : fromRow(row);
  };

  const find = async (tenantId: string, domain: string): Promise<TenantDomain> => {
    const [row] = await database
      .forTenant(tenantId)
      .rows<DomainRow>(`select ${COLUMNS} from tenant_domains where tenant_id = :tenantId and domain = :domain`, {
        tenantId,
        domain,
      });
    if (row === undefined) throw notFound();
    return fromRow(row);
  };

  return {
    /** @throws ProvisioningError `domain_not_found` */
    find,

    /** By name; there are at most two hundred. */
    async list(tenantId: string): Promise<TenantDomain[]> {
      const rows = await database
        .forTenant(tenantId)
        .rows<DomainRow>(`select ${COLUMNS} from tenant_domains where tenant_id = :tenantId order by domain`, {
          tenantId,
        });
      return rows.map(fromRow);
    },

    /**
     * Notes that the caller's tenant says a domain is its own. Safe to repeat: the first token stays.
     *
     * @throws ProvisioningError `limit_reached`
     */
    async claim(caller: Caller, domain: string, token: string): Promise<{ domain: TenantDomain; created: boolean }> {
      const { tenantId } = caller;
      const known = (await this.list(tenantId)).find((one) => one.domain === domain);
      if (known !== undefined) return { domain: known, created: false };
      const bindings = { tenantId, domain, token, most: MAX_DOMAINS };
      const work = (sql: Sql) => sql.rows<DomainRow>(CLAIM, bindings);
      const made = await change(caller, tenantId, { operation: 'create', domain, work });
      if (made !== undefined) return { domain: made, created: true };
      const other = (await this.list(tenantId)).find((one) => one.domain === domain);
      if (other !== undefined) return { domain: other, created: false };
      throw new ProvisioningError('limit_reached', `Cannot note a domain: a tenant has at most ${MAX_DOMAINS}`);
    },

    /** Notes that the domain was proved by its record. An operator's word is as good, and stays. */
    async prove(caller: Caller, domain: string): Promise<TenantDomain> {
      const { tenantId } = caller;
      const work = (sql: Sql) => sql.rows<DomainRow>(PROVE, { tenantId, domain });
      return (await change(caller, tenantId, { operation: 'prove', domain, work })) ?? find(tenantId, domain);
    },

    /**
     * Gives a tenant a domain by the word of whoever runs the installation.
     *
     * @param given.token - kept for a proof later on, unless there is one
     */
    async entrust(
      caller: Omit<Actor, 'tenantId'>,
      tenantId: string,
      given: { domain: string; token: string },
    ): Promise<TenantDomain> {
      const work = (sql: Sql) => sql.rows<DomainRow>(ENTRUST, { tenantId, ...given });
      const row = await change(caller, tenantId, { operation: 'entrust', domain: given.domain, work });
      if (row === undefined) throw new Error('Insert into tenant_domains returned no row');
      return row;
    },

    /** @throws ProvisioningError `domain_not_found` */
    async remove(caller: Caller, tenantId: string, domain: string): Promise<void> {
      const work = (sql: Sql) => sql.rows<DomainRow>(REMOVE, { tenantId, domain });
      const row = await change(caller, tenantId, { operation: 'delete', domain, work });
      if (row === undefined) throw notFound();
    },
  };
}

const CLAIM = `
  insert into tenant_domains (tenant_id, domain, token)
  select :tenantId::uuid, :domain, :token
  where (select count(*) from tenant_domains where tenant_id = :tenantId) < :most
  on conflict (tenant_id, domain) do nothing returning ${COLUMNS}`;
const PROVE = `
  update tenant_domains set proof = 'dns', proved_at = now()
  where tenant_id = :tenantId and domain = :domain and proof is null returning ${COLUMNS}`;
const ENTRUST = `
  insert into tenant_domains (tenant_id, domain, token, proof, proved_at)
  values (:tenantId, :domain, :token, 'operator', now())
  on conflict (tenant_id, domain) do update set proof = 'operator', proved_at = now() returning ${COLUMNS}`;
const REMOVE = `
  delete from tenant_domains where tenant_id = :tenantId and domain = :domain returning ${COLUMNS}`;

function notFound(): ProvisioningError {
  return new ProvisioningError('domain_not_found', 'The tenant has no such domain');
}

function fromRow({ domain, token, proof, proved_at, created_at }: DomainRow): TenantDomain {
  return { domain, token, proof, provedAt: proved_at?.toISOString() ?? null, createdAt: created_at.toISOString() };
}
