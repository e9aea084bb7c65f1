import type { ChargeKind, ChargeRecord } from '../domain/records.ts';
import type { Page } from '../domain/requests.ts';
import type { Database } from './database.ts';
import { decodeCursor, encodeCursor } from './paging.ts';

interface ChargeRow {
  id: string;
  order_id: string;
  device_id: string;
  run: number;
  kind: ChargeKind;
  unit: string;
  class: string;
  occurred_at: Date;
  xid: string;
}

/** Charge records, written only by the transactions that make something chargeable; here they are read. */
export function createChargeStore(database: Database) {
  return {
    async list(
      tenantId: string,
      filter: { readonly orderId?: string; readonly kind?: ChargeKind },
      page: { limit: number; after: string | undefined },
    ): Promise<Page<ChargeRecord>> {
      const [afterXid, afterId] =
        page.after === undefined ? ['0', '0'] : decodeCursor(page.after, ['number', 'number']);
      // Only what no running transaction can still precede: a reader that pages forward misses nothing.
      const rows = await database.forTenant(tenantId).rows<ChargeRow>(
        `select id, order_id, device_id, run, kind, unit, class, occurred_at, xid::text from charge_records
         where tenant_id = :tenantId and xid < pg_snapshot_xmin(pg_current_snapshot())
           and (xid, id) > (:afterXid::xid8, :afterId::bigint)
           and (:orderId::uuid is null or order_id = :orderId::uuid) and (:kind::text is null or kind = :kind)
         order by xid, id limit :most`,
        {
          tenantId,
          afterXid,
          afterId,
          orderId: filter.orderId ?? null,
          kind: filter.kind ?? null,
          most: page.limit + 1,
        },
      );
      const shown = rows.slice(0, page.limit);
      const last = shown.at(-1);
      const next = rows.length > page.limit && last !== undefined ? encodeCursor([last.xid, last.id]) : null;
      return { items: shown.map(fromRow), next };
    },
  };
}

function fromRow(row: ChargeRow): ChargeRecord {
  return {
    id: row.id,
    orderId: row.order_id,
    deviceId: row.device_id,
    run: row.run,
    kind: row.kind,
    unit: row.unit,
    class: row.class,
    occurredAt: row.occurred_at.toISOString(),
  };
}
