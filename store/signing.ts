import { type Actor, writeAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

/** Which secret of which tenant. */
interface Signer {
  readonly tenantId: string;
  /** From 1; a new number is a new secret. */
  readonly number: number;
}

/** The secrets that sign calls to a tenant's endpoints: its newest, and the one before until receivers know the new one. */
export function signingSecrets(vault: Vault, { tenantId, number }: Signer): readonly Uint8Array[] {
  return [number, number - 1].filter((one) => one > 0).map((one) => secretOf(vault, { tenantId, number: one }));
}

/** 32 octets, made from the installation's key: nothing is stored that a dump could show. */
function secretOf(vault: Vault, { tenantId, number }: Signer): Uint8Array {
  const half = (which: string): Buffer => vault.index(`signing-secret/${which}`, `${tenantId}/${number}`);
  return Buffer.concat([half('1'), half('2')]);
}

/** The signing secret of a tenant, for whoever may see and change it. */
export function createSigningStore(database: Database, vault: Vault) {
  const act = async (actor: Actor, operation: 'reveal' | 'rotate', step: 0 | 1): Promise<Uint8Array> =>
    database.forTenant(actor.tenantId).transaction(async (sql) => {
      const [row] = await sql.rows<{ number: number }>(
        'update tenants set signing_number = signing_number + :step where id = :tenantId returning signing_number as number',
        { tenantId: actor.tenantId, step },
      );
      if (row === undefined) throw new Error('A caller has no tenant');
      await writeAudit(sql, actor, { object: 'signing', operation, objectId: String(row.number) });
      return secretOf(vault, { tenantId: actor.tenantId, number: row.number });
    });
  return {
    /** @returns the newest; the trail notes it */
    reveal: (actor: Actor): Promise<Uint8Array> => act(actor, 'reveal', 0),
    /** Makes a new one; the one before goes on signing as well until the next. */
    rotate: (actor: Actor): Promise<Uint8Array> => act(actor, 'rotate', 1),
  };
}
