import type { Order } from '../domain/records.ts';
import type { OrderFilter, Page } from '../domain/requests.ts';
import { conditionsOf } from './conditions.ts';
import type { Database } from './database.ts';
import { ORDER_COLUMNS, ORDERS_WITH_DEFINITION, type OrderRow, orderFromRow } from './order-rows.ts';
import { cutPage, decodeCursor } from './paging.ts';

export interface OrderPage {
  readonly limit: number;
  readonly after: string | undefined;
}

/** A tenant's orders, newest first. */
export async function listOrders(
  database: Database,
  tenantId: string,
  { filter, page }: { readonly filter: OrderFilter; readonly page: OrderPage },
): Promise<Page<Order>> {
  const [afterAt, after] = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id']);
  const bindings = { ...filter, tenantId, afterAt, after, most: page.limit + 1 };
  const rows = await database.forTenant(tenantId).rows<OrderRow & { cursor_at: string }>(statement(bindings), bindings);
  return cutPage(rows, page.limit, { item: orderFromRow, key: (row) => [row.cursor_at, row.id] });
}

const CONDITIONS: Readonly<Record<string, string>> = {
  tenantId: 'o.tenant_id = :tenantId',
  state: 'o.state = :state',
  deviceId: 'o.device_id = :deviceId',
  externalId: 'o.external_id = :externalId',
  after: '(o.accepted_at, o.id) < (:afterAt::timestamptz, :after::uuid)',
};

const NEWEST_FIRST = 'order by o.accepted_at desc, o.id desc limit :most';

/** Of each version of a definition as many as a page holds, which then are put into one order: there are few versions. */
function statement(bindings: Readonly<Record<string, unknown>>): string {
  const conditions = conditionsOf(CONDITIONS, bindings).join(' and ');
  const isOfDefinition = bindings['definition'] !== undefined;
  const source = isOfDefinition
    ? `definitions f cross join lateral (
         select o.* from orders o where ${conditions} and (o.definition_tenant_id, o.definition_id) = (f.tenant_id, f.id)
         ${NEWEST_FIRST}) o where ${NAMED}`
    : `${ORDERS_WITH_DEFINITION} where ${conditions}`;
  return `
    select ${ORDER_COLUMNS}, to_char(o.accepted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
    from ${source} ${NEWEST_FIRST}`;
}

/** Its own of this name, and those of the one provider that has shared the name with all: nobody else's could be ordered. */
const NAMED = `f.name = :definition and f.tenant_id = any(array[:tenantId::uuid,
  (select n.tenant_id from shared_definition_names n where n.name = :definition)])`;
