import type { Caller } from '../domain/access.ts';
import type { MadeDocument } from '../domain/requests.ts';
import { writeAudit } from './audit.ts';
import type { Database, Sql } from './database.ts';
import { openForms } from './document-forms.ts';
import { documentPlace } from './document-rows.ts';
import type { Vault } from './vault.ts';

interface DocumentRow {
  run: number;
  push_sealed: Buffer;
  forms_sealed: Buffer | null;
  part_count: number;
  created_at: Date;
}

/** The documents that were made for orders, as they went to the phone. */
export function createOrderDocumentStore(database: Database, vault: Vault) {
  const look = async (sql: Sql, tenantId: string, orderId: string): Promise<MadeDocument[]> => {
    const rows = await sql.rows<DocumentRow>(
      `select run, push_sealed, forms_sealed, part_count, created_at from documents
       where tenant_id = :tenantId and order_id = :orderId and push_sealed is not null order by run`,
      { tenantId, orderId },
    );
    return rows.map((row) => ({
      run: row.run,
      push: vault.open(row.push_sealed, documentPlace({ orderId, run: row.run })),
      forms: openForms(vault, { orderId, run: row.run }, row.forms_sealed),
      partCount: row.part_count,
      madeAt: row.created_at.toISOString(),
    }));
  };

  return {
    /** One a run that came as far, the first run first. */
    list: (tenantId: string, orderId: string): Promise<MadeDocument[]> =>
      look(database.forTenant(tenantId), tenantId, orderId),

    /** The document of the newest run that has one, with the audit entry of its being shown in clear. */
    reveal: (caller: Caller, orderId: string, form: 'xml' | 'smart_card'): Promise<MadeDocument | undefined> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const document = (await look(sql, caller.tenantId, orderId)).at(-1);
        if (document === undefined) return undefined;
        await writeAudit(sql, caller, {
          object: 'documents',
          operation: 'reveal',
          objectId: orderId,
          detail: { run: document.run, ...(form === 'smart_card' && { form }) },
        });
        return document;
      }),
  };
}
