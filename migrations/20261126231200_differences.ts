import type { Knex } from 'knex';

/** An order into a context may ask for no more than what differs from what the phone has. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add content text not null default 'whole',
      add constraint orders_content_known check (content in ('whole', 'difference')),
      add constraint orders_difference_of_context check (content = 'whole' or context_id is not null);
    comment on column orders.content is 'Whether all of its document goes to the phone, or what the phone has not';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table orders drop content');
}
