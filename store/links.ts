import type { Caller } from '../domain/access.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { writeAudit } from './audit.ts';
import type { Database } from './database.ts';
import { PROMPT_PLACES } from './dialogue.ts';
import { ORDERS_WITH_DEFINITION } from './order-rows.ts';
import type { Vault } from './vault.ts';

interface LinkRow {
  run: number;
  state: string;
  link: string | null;
  number: number | null;
  token_sealed: Buffer | null;
  due_at: Date | null;
}

/** Links to our pages that the calling system hands to its user itself. */
export function createLinkStore(database: Database, vault: Vault) {
  return {
    /**
     * The link of the page on which an order's user is asked now, with the audit entry of its being handed out. Whoever has it
     * can answer: it is given only where the definition leaves it to the calling system.
     *
     * @throws ProvisioningError `order_not_found`, `link_unavailable`
     */
    reveal: (caller: Caller, orderId: string): Promise<{ run: number; token: string; until: string }> =>
      database.forTenant(caller.tenantId).transaction(async (sql) => {
        const [row] = await sql.rows<LinkRow>(OPEN_PAGE, { tenantId: caller.tenantId, orderId });
        if (row === undefined) throw new ProvisioningError('order_not_found', 'No order has this id');
        const { run, state, link, number, token_sealed: sealed, due_at: dueAt } = row;
        if (link !== 'client') throw unavailable('expected a definition with confirmation.link client', 'another');
        if (number === null || sealed === null || dueAt === null) {
          throw unavailable('expected a page on which the user is asked now', `none in state ${state}`);
        }
        await writeAudit(sql, caller, { object: 'links', operation: 'reveal', objectId: orderId, detail: { run } });
        const token = vault.open(sealed, PROMPT_PLACES.token({ orderId, run, number })).toString();
        return { run, token, until: dueAt.toISOString() };
      }),
  };
}

function unavailable(expected: string, got: string): ProvisioningError {
  return new ProvisioningError('link_unavailable', `Cannot hand out the link: ${expected}, got ${got}`);
}

const OPEN_PAGE = `
  select o.run, o.state, f.body -> 'confirmation' ->> 'link' as link, p.number, p.token_sealed, p.due_at
  from ${ORDERS_WITH_DEFINITION}
  left join prompts p on p.tenant_id = o.tenant_id and p.order_id = o.id and p.run = o.run and p.state = 'open'
    and p.way = 'hosted' and o.state = 'awaiting_user'
  where o.tenant_id = :tenantId and o.id = :orderId`;
