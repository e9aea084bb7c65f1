import type { OrderKind } from '../domain/definition.ts';
import { EVIDENCE, type Evidence } from '../domain/evidence.ts';
import type { DeviceDocument } from '../domain/records.ts';
import type { Page } from '../domain/requests.ts';
import { conditionsOf } from './conditions.ts';
import type { Database } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

interface DocumentRow {
  order_id: string;
  run: number;
  definition_name: string;
  definition_version: string;
  kind: OrderKind;
  evidence: Evidence;
  context: string | null;
  push_octets: number;
  push_hash: Buffer;
  created_at: Date;
  settled_at: Date | null;
  cursor_at: string;
}

/** What went to a device, without what was in it. */
export function createDeviceDocuments(database: Database, vault: Vault) {
  return {
    /** One row a run of an order that made a document, newest order first; only with at least this evidence. */
    async documents(
      tenantId: string,
      { deviceId, least }: { readonly deviceId: string; readonly least: Evidence },
      page: { limit: number; after: string | undefined },
    ): Promise<Page<DeviceDocument>> {
      const [afterAt, after, afterRun] =
        page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id', 'number']);
      const wanted = JSON.stringify(EVIDENCE.slice(EVIDENCE.indexOf(least)));
      const bindings = { tenantId, deviceId, wanted, afterAt, after, afterRun, most: page.limit + 1 };
      const rows = await database.forTenant(tenantId).rows<DocumentRow>(listStatement(bindings), bindings);
      return cutPage(rows, page.limit, {
        item: (row) => documentFromRow(row, tenantId, vault),
        key: (row) => [row.cursor_at, row.order_id, String(row.run)],
      });
    },
  };
}

function documentFromRow(row: DocumentRow, tenantId: string, vault: Vault): DeviceDocument {
  return {
    orderId: row.order_id,
    run: row.run,
    definition: { name: row.definition_name, version: row.definition_version },
    kind: row.kind,
    evidence: row.evidence,
    context: row.context,
    octets: row.push_octets,
    // Keyed: with the plain hash and a guess of the content, a PIN of few digits could be tried at leisure.
    hash: vault.index(`${tenantId}/document`, row.push_hash.toString('hex')).toString('hex'),
    createdAt: row.created_at.toISOString(),
    settledAt: row.settled_at?.toISOString() ?? null,
  };
}

/** An order shows the evidence of its latest run; of the runs before, what was written down when they ended. */
const LIST = `
  select o.id as order_id, d.run, f.name as definition_name, f.version as definition_version, o.kind, e.evidence, d.context,
    d.push_octets, d.push_hash, d.created_at, e.settled_at,
    to_char(o.accepted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
  from orders o
  join documents d on d.tenant_id = o.tenant_id and d.order_id = o.id
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  cross join lateral (
    select o.evidence, o.settled_at where d.run = o.run
    union all
    (select s.detail ->> 'evidence', s.at from order_events s
     where d.run < o.run and s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = d.run and s.type = 'order.settled' limit 1)
  ) e
  where o.tenant_id = :tenantId and o.device_id = :deviceId
    and e.evidence = any(array(select jsonb_array_elements_text(:wanted)))`;

const CONDITIONS: Readonly<Record<string, string>> = {
  // The first alone is in the form of an index.
  after: `(o.accepted_at, o.id) <= (:afterAt::timestamptz, :after::uuid)
    and (o.accepted_at, o.id, d.run) < (:afterAt::timestamptz, :after::uuid, :afterRun::int)`,
};

function listStatement(bindings: Readonly<Record<string, unknown>>): string {
  const conditions = [LIST, ...conditionsOf(CONDITIONS, bindings)].join(' and ');
  return `${conditions} order by o.accepted_at desc, o.id desc, d.run desc limit :most`;
}
