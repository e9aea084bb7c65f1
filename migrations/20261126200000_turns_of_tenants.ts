import type { Knex } from 'knex';

/**
 * Finds the tenants that have orders to start, and the oldest of each, without reading past the thousands of another's.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index orders_unstarted_of_tenant on orders (tenant_id, start_due_at) where state in ('accepted', 'scheduled');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index orders_unstarted_of_tenant');
}
