import type { Database } from './database.ts';
import { type FetchedDocument, fetchLinked } from './document-links.ts';
import { USABLE_CONTEXT } from './journal-sql.ts';
import type { Vault } from './vault.ts';

/** What waits for phones at the provisioning URLs of their contexts. */
export function createContextDocuments(database: Database, vault: Vault) {
  return {
    async isKnown(url: string): Promise<true | undefined> {
      const rows = await database.rows('select from contexts where name = :url limit 1', { url });
      return rows.length > 0 ? true : undefined;
    },

    /**
     * Takes the document that has waited longest, with the evidence that it is with its phone, committed when this resolves. One that
     * was fetched a moment ago can be had again when there is no other: a transfer may have broken off.
     */
    fetchNext: (url: string): Promise<FetchedDocument | undefined> =>
      database.transaction(async (sql) => {
        const [row] = await sql.rows<{ token_hash: Buffer }>(NEXT, { url });
        return row && fetchLinked(sql, vault, row.token_hash);
      }),
  };
}

const NEXT = `
  select l.token_hash from contexts x
  join orders o on o.context_id = x.id
  join document_links l on l.tenant_id = o.tenant_id and l.order_id = o.id and l.run = o.run and l.way = 'context'
  where x.name = :url and l.fetches < l.most_fetches and l.expires_at > now() and o.cancel_requested_at is null and o.replaced_by is null
    and (o.settled_at is null or (o.state = 'completed' and l.fetched_at > now() - interval '2 minutes'))
    and (${USABLE_CONTEXT}) is not null
  order by l.fetches > 0, l.offered_at limit 1 for update of l`;
