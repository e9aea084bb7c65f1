import type { Database } from './database.ts';

/** What of orders is kept for a time only. */
export function createErasure(database: Database) {
  return {
    /**
     * Erases what orders were given, asked and made of, so many days after their end. What is to be run again is run by then.
     *
     * @returns how many orders those were; fewer than `most` when none is left
     */
    async eraseOrders(days: number, most: number): Promise<number> {
      const [row] = await database.rows<{ count: number }>(ERASE, { days, most });
      return row?.count ?? 0;
    },
  };
}

/** An order that is being run again is locked, and passed by. */
const ERASE = `
  with due as (
    select tenant_id, id from orders
    where settled_at is not null and erased_at is null and settled_at <= now() - make_interval(days => :days)
    order by settled_at limit :most for update skip locked
  ), erased as (
    update orders o set erased_at = now(), parameters_sealed = null, answers_sealed = null, looked_up_sealed = null,
      looked_up_run = null, pin_sealed = null
    from due where o.id = due.id returning o.tenant_id, o.id, o.run
  ), documents_gone as (
    update documents d set push_sealed = null, signed_sealed = null, forms_sealed = null
    from erased e where d.tenant_id = e.tenant_id and d.order_id = e.id
  ), told as (
    insert into order_events (tenant_id, order_id, run, type)
    select tenant_id, id, run, 'order.erased' from erased
  )
  select count(*)::int as count from erased`;
