import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { isRole, isScope, type Role, type Scope } from '../domain/access.ts';
import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import type { Authentication } from '../domain/requests.ts';
import type { TenantSettings } from '../domain/tenant.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

interface ClientRow {
  tenant_id: string;
  id: string;
  key_hash: Buffer;
  roles: string[];
  scopes: string[];
  platform: boolean;
  expired: boolean;
  revoked: boolean;
}

export interface NewClient {
  readonly tenantId: string;
  readonly name: string;
  readonly keyId: string;
  readonly secret: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

interface TenantForm {
  readonly platform?: boolean;
  readonly entitlements?: Entitlements;
  /** What differs from what a tenant starts with. */
  readonly settings?: Partial<TenantSettings>;
  /** Domains that are its own by an operator's word; `*` for any. */
  readonly domains?: readonly string[];
}

/** Tenants and their credentials. */
export function createClientStore(database: Database, vault: Vault) {
  // A fast hash is right for a secret of full entropy (OWASP ASVS 6.5.2); the key makes a stolen table useless.
  const hash = (secret: string): Buffer => createHmac('sha256', vault.index('client-key', '')).update(secret).digest();

  return {
    /** The client whose key has this id; says why when it may not come in. */
    async authenticate(keyId: string, secret: string): Promise<Authentication> {
      const [row] = await database.rows<ClientRow>(
        `select c.tenant_id, c.id, c.key_hash, c.roles, c.scopes, t.platform, c.expires_at <= now() as expired,
           c.revoked_at is not null or t.suspended_at is not null as revoked
         from clients c join tenants t on t.id = c.tenant_id where c.key_id = :keyId`,
        { keyId },
      );
      if (row === undefined || !timingSafeEqual(row.key_hash, hash(secret))) return { type: 'unknown' };
      if (row.revoked) return { type: 'revoked' };
      if (row.expired) return { type: 'expired' };
      const { tenant_id: tenantId, id: clientId, platform } = row;
      const roles = row.roles.filter(isRole).filter((role) => platform || role !== 'operator');
      return { type: 'ok', principal: { tenantId, clientId, roles, scopes: row.scopes.filter(isScope), platform } };
    },

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

    async create(client: NewClient): Promise<string> {
      const id = randomUUID();
      await database.rows(
        `insert into clients (tenant_id, id, name, key_id, key_hash, roles, scopes, expires_at)
         values (:tenantId, :id, :name, :keyId, :keyHash, array(select jsonb_array_elements_text(:roles)),
           array(select jsonb_array_elements_text(:scopes)), :expiresAt)`,
        {
          tenantId: client.tenantId,
          id,
          name: client.name,
          keyId: client.keyId,
          keyHash: hash(client.secret),
          roles: JSON.stringify(client.roles),
          scopes: JSON.stringify(client.scopes),
          expiresAt: client.expiresAt,
        },
      );
      return id;
    },

    async revoke(keyId: string): Promise<void> {
      await database.rows('update clients set revoked_at = now() where key_id = :keyId and revoked_at is null', {
        keyId,
      });
    },
  };
}
