import type { Knex } from 'knex';

/** Orders that are carried now, among all that ever were: whether their carriers are still at work is looked for again and again. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index orders_carried_now on orders (tenant_id, carried_by)
      where carried_by is not null and carrier_end is null and settled_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index orders_carried_now');
}
