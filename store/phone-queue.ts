import type { Order } from '../domain/records.ts';
import type { Database } from './database.ts';
import { ORDER_COLUMNS, type OrderRow, orderFromRow } from './order-rows.ts';

/** Most orders of a queue that are shown: a phone gets so many orders a day. */
const MOST = 200;

/** The queue for a phone, as far as it is the tenant's. */
export function createPhoneQueue(database: Database) {
  return {
    /** The one that has the turn of the device's phone first, then those that wait, in the order of their turns. */
    async queueOf(tenantId: string, deviceId: string): Promise<Order[]> {
      const rows = await database.forTenant(tenantId).rows<OrderRow>(QUEUE, { tenantId, deviceId, most: MOST });
      return rows.map(orderFromRow);
    },
  };
}

/** Two steps, each by an index that has only orders in question. */
const QUEUE = `
  with phone as (
    select phone_key from devices where tenant_id = :tenantId and id = :deviceId
  ), line as (
    (select h.id, 0 as turn, h.lined_up_at from phone join orders h on h.phone_key = phone.phone_key and h.holds_turn
      where h.tenant_id = :tenantId)
    union all
    (select w.id, 1, w.lined_up_at from phone join orders w on w.phone_key = phone.phone_key and w.state = 'queued' and not w.holds_turn
      where w.tenant_id = :tenantId order by w.lined_up_at, w.id limit :most)
  )
  select ${ORDER_COLUMNS} from line
  cross join lateral (select * from orders where tenant_id = :tenantId and id = line.id limit 1) o
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  order by line.turn, line.lined_up_at, o.id`;
