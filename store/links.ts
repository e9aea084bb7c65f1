import type { Caller } from '../domain/access.ts';
import { DOCUMENT_PREFIX } from '../domain/document-link.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { writeAudit } from './audit.ts';
import type { Database } from './database.ts';
import { PROMPT_PLACES } from './dialogue.ts';
import { documentToken } from './document-links.ts';
import { ORDERS_WITH_DEFINITION } from './order-rows.ts';
import type { Vault } from './vault.ts';

interface LinkRow {
  run: number;
  state: string;
  link: string | null;
  number: number | null;
  token_sealed: Buffer | null;
  due_at: Date | null;
  /** The attempt whose link to the document the calling system hands over. */
  attempt: number | null;
  expires_at: Date | null;
}

/** Links to our pages that the calling system hands to its user itself. */
export function createLinkStore(database: Database, vault: Vault) {
  return {
    /**
     * The link that an order's user is to have from the calling system now, with the audit entry of its being handed out: that of
     * the page on which he is asked, or that of the document. Whoever has it can answer, or fetch: it is given only where
     * the definition, or the bearer, leaves it to the calling system.
     *
     * @returns the path below our public address
     * @throws ProvisioningError `order_not_found`, `link_unavailable`
     */
    reveal: (caller: Caller, orderId: string): Promise<RevealedLink> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const [row] = await sql.rows<LinkRow>(OPEN_LINK, { tenantId: caller.tenantId, orderId });
        if (row === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
        const { run } = row;
        const link = toDocument(row, { vault, orderId }) ?? toPage(row, { vault, orderId });
        await writeAudit(sql, caller, { object: 'links', operation: 'reveal', objectId: orderId, detail: { run } });
        return { run, ...link };
      }),
  };
}

interface RevealedLink {
  readonly run: number;
  readonly path: string;
  readonly until: string;
}
type LinkCase = { readonly vault: Vault; readonly orderId: string };

function toDocument({ run, attempt, expires_at: until }: LinkRow, { vault, orderId }: LinkCase) {
  if (attempt === null || until === null) return undefined;
  return { path: DOCUMENT_PREFIX + documentToken(vault, { orderId, run, attempt }), until: until.toISOString() };
}

function toPage(
  { run, state, link, number, token_sealed: sealed, due_at: due }: LinkRow,
  { vault, orderId }: LinkCase,
) {
  if (link !== 'client') {
    throw unavailable('expected a definition with confirmation.link client, or a document to be fetched', 'neither');
  }
  if (number === null || sealed === null || due === null) {
    throw unavailable('expected a page on which the user is asked now', `none in state ${state}`);
  }
  const token = vault.open(sealed, PROMPT_PLACES.token({ orderId, run, number })).toString();
  return { path: `/a/${token}`, until: due.toISOString() };
}

function unavailable(expected: string, got: string): ProvisioningError {
  return new ProvisioningError('link_unavailable', `Cannot hand out the link: ${expected}, got ${got}`);
}

const OPEN_LINK = `
  select o.run, o.state, f.body -> 'confirmation' ->> 'link' as link, p.number, p.token_sealed, p.due_at, l.attempt, l.expires_at
  from ${ORDERS_WITH_DEFINITION}
  left join prompts p on p.tenant_id = o.tenant_id and p.order_id = o.id and p.run = o.run and p.state = 'open'
    and p.way = 'hosted' and o.state = 'awaiting_user'
  left join document_links l on l.tenant_id = o.tenant_id and l.order_id = o.id and l.run = o.run and l.way = 'client'
    and l.fetches < l.most_fetches and l.expires_at > now() and o.settled_at is null and o.cancel_requested_at is null
  where o.tenant_id = :tenantId and o.id = :orderId
  order by l.attempt desc nulls last limit 1`;
