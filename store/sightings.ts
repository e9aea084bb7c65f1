import type { DeliveryKey } from '../domain/delivery.ts';
import type { SeenPhone } from '../domain/document-use.ts';
import { BROUGHT_BY } from './carrying.ts';
import type { Database } from './database.ts';
import { identifierIndex } from './device-rows.ts';
import { documentPlace } from './document-rows.ts';
import type { Vault } from './vault.ts';

type RunKey = Pick<DeliveryKey, 'orderId' | 'run'> & { readonly tenantId: string };

/** A document that may be in a phone, of an order that waits for word of it. */
interface AwaitedDocument extends RunKey {
  readonly push: Uint8Array;
}

interface AwaitedRow {
  tenant_id: string;
  id: string;
  run: number;
  push_sealed: Buffer;
}

/** What a network saw of phones. It knows of no tenants: whoever has an order for the phone hears of it. */
export function createSightingStore(database: Database, vault: Vault) {
  return {
    /** Documents that went to a phone before it was seen, of orders that are open; each tenant knows the phone by its own name. */
    async awaited({ type, value }: SeenPhone, seenAt: string): Promise<AwaitedDocument[]> {
      const tenants = await database.rows<{ id: string }>('select id from tenants');
      const asked = tenants.map(({ id }) => ({
        tenantId: id,
        hash: identifierIndex(vault, id, [type, value]).toString('hex'),
      }));
      const rows = await database.rows<AwaitedRow>(AWAITED[type], { asked: JSON.stringify(asked), seenAt });
      return rows.map(({ tenant_id: tenantId, id: orderId, run, push_sealed: sealed }) => ({
        tenantId,
        orderId,
        run,
        push: vault.open(sealed, documentPlace({ orderId, run })),
      }));
    },

    /**
     * Takes it as evidence that the settings are in the phone. Safe to repeat: once a run.
     *
     * @returns false when the run has ended, or the same is known already
     */
    async apply({ tenantId, orderId, run }: RunKey, seenAt: string): Promise<boolean> {
      const rows = await database.rows<{ id: string }>(APPLY, { tenantId, orderId, run, seenAt });
      return rows.length > 0;
    },
  };
}

/** A phone has the turn of one order at a time, so that these are few. Times that are reported have milliseconds at most. */
const awaitedBy = (column: string): string => `
  with asked as (
    select "tenantId", decode(hash, 'hex') as hash from jsonb_to_recordset(:asked) as a("tenantId" uuid, hash text)
  )
  select o.tenant_id, o.id, o.run, d.push_sealed
  from asked a
  join devices v on v.tenant_id = a."tenantId" and v.${column} = a.hash
  join orders o on o.tenant_id = v.tenant_id and o.device_id = v.id and o.state in ('delivering', 'awaiting_acknowledgement')
  join documents d on d.tenant_id = o.tenant_id and d.order_id = o.id and d.run = o.run
  where o.evidence <> 'applied' and d.push_sealed is not null and exists (
    select 1 from sends s where s.tenant_id = o.tenant_id
      and ${BROUGHT_BY}
      and s.state in ('writing', 'in_doubt', 'accepted') and date_trunc('milliseconds', s.written_at) <= :seenAt::timestamptz)`;

const AWAITED: Readonly<Record<SeenPhone['type'], string>> = {
  msisdn: awaitedBy('msisdn_index'),
  imsi: awaitedBy('imsi_index'),
  imei: awaitedBy('imei_index'),
};

const APPLY = `
  with seen as (
    update orders set evidence = 'applied'
    where tenant_id = :tenantId and id = :orderId and run = :run and evidence <> 'applied'
      and state in ('delivering', 'awaiting_acknowledgement')
    returning tenant_id, id, run
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, id, run, 'acknowledgement.received',
    jsonb_build_object('outcome', 'applied', 'source', 'network', 'seenAt', :seenAt::text)
  from seen returning order_id as id`;
