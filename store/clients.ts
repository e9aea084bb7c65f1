import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRole, isScope } from '../domain/access.ts';
import type { ClientForm, NewKey, Registration, UsedCredential } from '../domain/client.ts';
import { type Entitlements, NO_ENTITLEMENTS } from '../domain/entitlements.ts';
import type { RateLimits } from '../domain/rate.ts';
import type { Authentication } from '../domain/requests.ts';
import type { TenantSettings } from '../domain/tenant.ts';
import { writeAudit } from './audit.ts';
import { insertClient, insertKey } from './client-rows.ts';
import type { Database } from './database.ts';
import { createUseLog } from './use-log.ts';
import type { Vault } from './vault.ts';

interface AdmissionRow {
  tenant_id: string;
  id: string;
  roles: string[];
  scopes: string[];
  source_ranges: string[];
  limits: Partial<RateLimits>;
  tenant_limits: Partial<RateLimits> | null;
  platform: boolean;
  revoked: boolean;
}

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

// A fast hash is right for a secret of full entropy (OWASP ASVS 6.5.2); the key makes a stolen table useless.
export function hashSecret(vault: Vault, secret: string): Buffer {
  return createHmac('sha256', vault.index('client-key', '')).update(secret).digest();
}

/** Who is let in, and what of that the installation does by itself, without a caller. */
export function createClientStore(database: Database, vault: Vault) {
  const uses = createUseLog(database);
  return {
    /** The client whose key has this id; says why when it may not come in. */
    async authenticate(keyId: string, secret: string): Promise<Authentication> {
      const [row] = await database.rows<AdmissionRow & { hash: Buffer; expired: boolean }>(
        `select ${ADMISSION}, k.hash, k.expires_at <= now() as expired,
           k.revoked_at is not null or c.revoked_at is not null or t.suspended_at is not null as revoked
         from client_keys k join clients c on c.tenant_id = k.tenant_id and c.id = k.client_id
           join tenants t on t.id = c.tenant_id
         where k.id = :keyId`,
        { keyId },
      );
      if (row === undefined || !timingSafeEqual(row.hash, hashSecret(vault, secret))) return { type: 'unknown' };
      if (!row.revoked && row.expired) return { type: 'expired' };
      return admission(row, { type: 'key', keyId });
    },

    /** The live client that is known by this; what vouches for it has been checked. */
    async identify(registration: Registration): Promise<Authentication> {
      const { type } = registration;
      const [row] =
        type === 'oauth'
          ? await database.rows<AdmissionRow>(`${IDENTIFY} c.oauth_issuer = :issuer and c.oauth_subject = :subject`, {
              issuer: registration.issuer,
              subject: registration.subject,
            })
          : await database.rows<AdmissionRow>(`${IDENTIFY} c.certificate = decode(:thumbprint, 'hex')`, {
              thumbprint: registration.thumbprint,
            });
      if (row === undefined) return { type: 'unknown' };
      return admission(row, { type: 'client', tenantId: row.tenant_id, clientId: row.id });
    },

    /** Notes that a credential let somebody in; written later. */
    noteUse: (credential: UsedCredential): void => uses.note(credential),

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

    flushUses: () => uses.flush(),
    close: () => uses.close(),
  };
}

const ADMISSION = `c.tenant_id, c.id, c.roles, c.scopes, c.source_ranges, c.limits, t.settings -> 'limits' as tenant_limits,
  t.platform`;
const IDENTIFY = `select ${ADMISSION}, t.suspended_at is not null as revoked
  from clients c join tenants t on t.id = c.tenant_id where c.revoked_at is null and`;

function admission(row: AdmissionRow, credential: UsedCredential): Authentication {
  if (row.revoked) return { type: 'revoked' };
  const { tenant_id: tenantId, id: clientId, platform } = row;
  const roles = row.roles.filter(isRole).filter((role) => platform || role !== 'operator');
  return {
    type: 'ok',
    principal: { tenantId, clientId, roles, scopes: row.scopes.filter(isScope), platform },
    credential,
    sourceRanges: row.source_ranges,
    limits: [row.tenant_limits ?? {}, row.limits],
  };
}
