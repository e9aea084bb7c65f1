import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRole, isScope } from '../domain/access.ts';
import type { Registration, UsedCredential } from '../domain/client.ts';
import type { RateLimits } from '../domain/rate.ts';
import type { Authentication } from '../domain/requests.ts';
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

// A fast hash is right for a secret of full entropy (OWASP ASVS 6.5.2); the key makes a stolen table useless.
export function hashSecret(vault: Vault, secret: string): Buffer {
  return createHmac('sha256', vault.index('client-key', '')).update(secret).digest();
}

/** Who is let in. */
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
