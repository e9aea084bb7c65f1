import type { ChargeKind, ChargeRecord } from '../domain/records.ts';
import type { Page } from '../domain/requests.ts';
import { conditionsOf } from './conditions.ts';
import type { Database } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';

interface ChargeRow {
  id: string;
  order_id: string;
  device_id: string;
  run: number;
  kind: ChargeKind;
  unit: string;
  class: string;
  occurred_at: Date;
  cursor_xid: string;
}

/** Charge records, written only by the transactions that make something chargeable; here they are read. */
export function createChargeStore(database: Database) {
  return {
    async list(
      tenantId: string,
      filter: { readonly orderId?: string; readonly kind?: ChargeKind },
      page: { limit: number; after: string | undefined },
    ): Promise<Page<ChargeRecord>> {
      const [afterXid, after] = page.after === undefined ? [] : decodeCursor(page.after, ['number', 'number']);
      const bindings = { ...filter, tenantId, afterXid, after, most: page.limit + 1 };
      const rows = await database.forTenant(tenantId).rows<ChargeRow>(statement(bindings), bindings);
      return cutPage(rows, page.limit, { item: fromRow, key: (row) => [row.cursor_xid, row.id] });
    },
  };
}

const CONDITIONS: Readonly<Record<string, string>> = {
  tenantId: 'c.tenant_id = :tenantId',
  orderId: 'c.order_id = :orderId',
  kind: 'c.kind = :kind',
  after: '(c.xid, c.id) > (:afterXid::xid8, :after::bigint)',
};

/** Only what no running transaction can still precede: a reader that pages forward misses nothing. */
function statement(bindings: Readonly<Record<string, unknown>>): string {
  return `
    select c.id, c.order_id, c.device_id, c.run, c.kind, c.unit, c.class, c.occurred_at, c.xid::text as cursor_xid
    from charge_records c
    where ${conditionsOf(CONDITIONS, bindings).join(' and ')} and c.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by c.xid, c.id limit :most`;
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
