import type { Principal } from '../domain/access.ts';
import type { ClientForm, NewKey } from '../domain/client.ts';
import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import type { TenantSettings } from '../domain/tenant.ts';
import { writeAudit } from './audit.ts';
import { insertClient, insertKey } from './client-rows.ts';
import { hashSecret } from './clients.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** A client with its first key, made by the command line or a test. */
type NewClient = NewKey & { readonly tenantId: string } & Pick<ClientForm, 'name' | 'roles' | 'scopes'>;

interface TenantForm {
  readonly platform?: boolean;
  readonly entitlements?: Entitlements;
  /** What differs from what a tenant starts with. */
  readonly settings?: Partial<TenantSettings>;
  /** Domains that are its own by an operator's word; `*` for any. */
  readonly domains?: readonly string[];
}

/** What the installation does by itself, by its command line and its launcher: there is no caller who could be asked. */
export function createInstallation(database: Database, vault: Vault) {
  return {
    /** Makes the tenant unless it is there; one that is there stays as it is. Safe to repeat: the name is the key. */
    async ensureTenant(
      name: string,
      { platform = false, entitlements = NO_ENTITLEMENTS, settings = {}, domains = [] }: TenantForm = {},
    ): Promise<string> {
      const [row] = await database.rows<{ id: string }>(
        `with made as (
           insert into tenants (name, title, platform, entitlements, settings)
           values (:name, :name, :platform, :entitlements, :settings)
           on conflict (name) do update set name = excluded.name returning id, xmax = 0 as fresh
         ), granted as (
           insert into tenant_domains (tenant_id, domain, token, proof, proved_at)
           select id, domain, '', 'operator', now() from made, jsonb_array_elements_text(:domains::jsonb) as domain
           where fresh
         )
         select id from made`,
        {
          name,
          platform,
          entitlements: JSON.stringify(entitlements),
          settings: JSON.stringify(settings),
          domains: JSON.stringify(domains),
        },
      );
      if (row === undefined) throw new Error('Insert into tenants returned no row');
      return row.id;
    },

    /** Makes a client with its first key, by the installation's own word. */
    create: ({ tenantId, keyId, secret, expiresAt, ...form }: NewClient): Promise<string> =>
      database.forTenant(tenantId).transaction(async (sql) => {
        const whole = { ...form, sourceRanges: [], limits: {}, oauth: null, certificate: null, key: null };
        const clientId = await insertClient(sql, { tenantId, clientId: null, correlator: '' }, whole);
        await insertKey(sql, { tenantId, clientId }, { keyId, hash: hashSecret(vault, secret), expiresAt });
        return clientId;
      }),

    /** Ends one key, by the installation's own word; a key that is not live is left as it is. */
    revoke: (keyId: string): Promise<void> =>
      database.transaction(async (sql) => {
        const [row] = await sql.rows<{ tenant_id: string; client_id: string }>(
          `update client_keys set revoked_at = now() where id = :keyId and revoked_at is null returning tenant_id, client_id`,
          { keyId },
        );
        if (row === undefined) return;
        const actor = { tenantId: row.tenant_id, clientId: null, correlator: '' };
        const act = { object: 'client_keys', operation: 'delete', objectId: row.client_id, detail: { keyId } };
        await writeAudit(sql, actor, act);
      }),

    /**
     * Gives a tenant that was made by an older version what a new one has; one that somebody has changed since is left
     * as it is.
     */
    async completeTenant(
      tenantId: string,
      { entitlements = {}, settings = {}, domains = [] }: PartialTenant,
    ): Promise<void> {
      await database.rows(COMPLETE, {
        tenantId,
        entitlements: JSON.stringify(entitlements),
        settings: JSON.stringify(settings),
        domains: JSON.stringify(domains),
      });
    },

    /**
     * Gives a client that was made by an older version the roles and scopes that a new one has. One that somebody has
     * changed since is left as it is, so this must not look like a change.
     */
    widen: (
      { tenantId, clientId }: Principal,
      { roles, scopes }: Pick<ClientForm, 'roles' | 'scopes'>,
    ): Promise<void> =>
      database.forTenant(tenantId).transaction(async (sql) => {
        const given = { roles: JSON.stringify(roles), scopes: JSON.stringify(scopes) };
        const widened = await sql.rows(WIDEN, { tenantId, clientId, ...given });
        if (widened.length === 0) return;
        const actor = { tenantId, clientId: null, correlator: '' };
        await writeAudit(sql, actor, {
          object: 'clients',
          operation: 'update',
          objectId: clientId,
          detail: { roles, scopes },
        });
      }),
  };
}

type PartialTenant = Omit<TenantForm, 'platform' | 'entitlements'> & { readonly entitlements?: Partial<Entitlements> };

const COMPLETE = `
  with completed as (
    update tenants set entitlements = :entitlements::jsonb || entitlements, settings = :settings::jsonb || settings
    where id = :tenantId and revision = 1 returning id
  )
  insert into tenant_domains (tenant_id, domain, token, proof, proved_at)
  select id, domain, '', 'operator', now() from completed, jsonb_array_elements_text(:domains::jsonb) as domain
  on conflict (tenant_id, domain) do nothing`;

const WIDEN = `
  update clients set roles = array(select jsonb_array_elements_text(:roles::jsonb)),
    scopes = array(select jsonb_array_elements_text(:scopes::jsonb))
  where tenant_id = :tenantId and id = :clientId and revoked_at is null and revision = 1 returning id`;
