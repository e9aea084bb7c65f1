import type { Knex } from 'knex';

/**
 * PINs that we make ourselves: how the user of an order learns his, whether it can be told, and when it first was. One that
 * proves the document (USERPINMAC) can be told only once the document is there. It goes with the run: a PIN of ours outlives
 * no end of an order, and the database sees to that.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add column pin_way text, add column pin_ready boolean not null default false,
      add column pin_told_at timestamptz, add column pin_viewer bytea,
      add constraint orders_pin_way_known check (pin_way in ('page', 'client', 'sms')),
      add constraint orders_pin_gone_at_end check (pin_way is null or settled_at is null or pin_sealed is null);
    comment on column orders.pin_way is 'How the user learns a PIN that we made; null when the order brought its own, or needs none';
    comment on column orders.pin_viewer is 'Keyed hash of what the page gave to the browser that accepted: the PIN is shown to it alone';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders drop constraint orders_pin_gone_at_end, drop column pin_viewer, drop column pin_told_at,
      drop column pin_ready, drop column pin_way;
  `);
}
