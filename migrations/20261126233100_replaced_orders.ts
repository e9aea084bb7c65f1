import type { Knex } from 'knex';

/** An order that takes the place of another names it, and is named by it. One order is replaced by one other at most. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add replaces uuid, add replaced_by uuid,
      add constraint orders_replaces foreign key (tenant_id, replaces) references orders (tenant_id, id),
      add constraint orders_replaced_by foreign key (tenant_id, replaced_by) references orders (tenant_id, id);
    create unique index orders_replaced_once on orders (tenant_id, replaces) where replaces is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table orders drop replaces, drop replaced_by');
}
