import { OPEN_STATES } from '../domain/order-state.ts';
import type { OpenOrders } from '../domain/records.ts';
import type { Database } from './database.ts';

/** Open orders by tenant and state, each found at the end of its index: finished ones are not read. */
export async function readOpenOrders(database: Database): Promise<OpenOrders[]> {
  return database.rows<OpenOrders>(OPEN, { states: [...OPEN_STATES] });
}

const OPEN = `
  select t.name as tenant, s.state, o.count, o.oldest as "oldestSeconds"
  from tenants t cross join unnest(:states::text[]) as s(state)
  cross join lateral (
    select count(*)::int as count, extract(epoch from now() - min(accepted_at))::float as oldest
    from orders where tenant_id = t.id and state = s.state
  ) o
  where o.count > 0 order by 1, 2`;
