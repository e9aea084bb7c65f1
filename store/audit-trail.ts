import type { AuditEntry, AuditFilter } from '../domain/audit.ts';
import type { Page } from '../domain/requests.ts';
import type { ChainEntry, ChainHead } from './audit-chain.ts';
import { conditionsOf } from './conditions.ts';
import type { Database, Sql } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';

interface EntryRow {
  number: string;
  at: Date;
  client_id: string | null;
  object: string;
  operation: string;
  object_id: string;
  detail: Record<string, unknown>;
  correlator: string;
  hash: Buffer;
}

/** Entries that are read at once when a chain is checked. */
const BATCH = 2_000;

/** The audit trail, as it is read: newest first by those it concerns, from its beginning by whoever checks it. */
export function createAuditStore(database: Database) {
  return {
    /** What was done in one tenant, newest first. */
    async list(
      tenantId: string,
      filter: AuditFilter,
      page: { limit: number; after: string | undefined },
    ): Promise<Page<AuditEntry>> {
      const [afterAt, after] = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'number']);
      const bindings = { ...filter, afterAt, after, tenantId, most: page.limit + 1 };
      const rows = await database
        .forTenant(tenantId)
        .rows<EntryRow & { cursor_at: string }>(listStatement(bindings), bindings);
      return cutPage(rows, page.limit, { item: fromRow, key: (row) => [row.cursor_at, row.number] });
    },

    /** All tenants, those without an entry too, by name. */
    async tenants(): Promise<{ id: string; name: string }[]> {
      return database.rows('select id, name from tenants order by name');
    },

    /** Hands over a tenant's entries from the first to the last, and then its head, all as of one moment. */
    async readChain(tenantId: string, take: (entry: ChainEntry) => void): Promise<ChainHead | undefined> {
      return database.transaction(async (sql) => {
        await sql.rows('set transaction isolation level repeatable read read only');
        let last = '0';
        for (;;) {
          const rows = await readBatch(sql, tenantId, last);
          for (const row of rows) take({ ...row, number: Number(row.number) });
          if (rows.length < BATCH) break;
          last = rows.at(-1)?.number ?? last;
        }
        const [head] = await sql.rows<{ number: string; hash: Buffer }>(
          'select number, hash from audit_heads where tenant_id = :tenantId',
          { tenantId },
        );
        return head === undefined ? undefined : { number: Number(head.number), hash: head.hash };
      });
    },
  };
}

function readBatch(sql: Sql, tenantId: string, after: string) {
  return sql.rows<Omit<ChainEntry, 'number'> & { number: string }>(
    `select number, (extract(epoch from at) * 1000)::bigint::text as "atMs", client_id as "clientId", object, operation,
       object_id as "objectId", detail::text as detail, correlator, previous_hash as "previousHash", hash
     from audit_entries where tenant_id = :tenantId and number > :after::bigint order by number limit :most`,
    { tenantId, after, most: BATCH },
  );
}

/** Times grow with numbers. */
const CONDITIONS: Readonly<Record<string, string>> = {
  object: 'object = :object',
  operation: 'operation = :operation',
  clientId: 'client_id = :clientId',
  from: 'at >= :from',
  until: 'at < :until',
  after: '(at, number) < (:afterAt::timestamptz, :after::bigint)',
};

function listStatement(bindings: Readonly<Record<string, unknown>>): string {
  const asked = conditionsOf(CONDITIONS, bindings);
  return `
    select number, at, client_id, object, operation, object_id, detail, correlator, hash,
      to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at from audit_entries
    where ${['tenant_id = :tenantId', ...asked].join(' and ')} order by at desc, number desc limit :most`;
}

function fromRow(row: EntryRow): AuditEntry {
  return {
    number: Number(row.number),
    at: row.at.toISOString(),
    clientId: row.client_id,
    object: row.object,
    operation: row.operation,
    objectId: row.object_id,
    detail: row.detail,
    correlator: row.correlator,
    hash: row.hash.toString('hex'),
  };
}
