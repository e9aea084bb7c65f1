import type { Knex } from 'knex';

/**
 * What an order was given, asked and made of is personal, and of use until the order can no longer be run again. Some time
 * after its end the service erases it; the row stays, because charges and consents name it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders alter column parameters_sealed drop not null, add column erased_at timestamptz,
      add constraint orders_erased_is_empty check (case when erased_at is null then parameters_sealed is not null
        else settled_at is not null and coalesce(parameters_sealed, answers_sealed, looked_up_sealed, pin_sealed) is null end);
    comment on column orders.erased_at is 'When its parameters, answers, PIN and documents were erased; it cannot be run again';
    create index orders_to_erase on orders (settled_at) where settled_at is not null and erased_at is null;
    alter table documents alter column push_sealed drop not null;
  `);
}

/** What was erased is gone: an order that was cannot be opened after this. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update documents set push_sealed = '' where push_sealed is null;
    alter table documents alter column push_sealed set not null;
    drop index orders_to_erase;
    alter table orders drop constraint orders_erased_is_empty;
    update orders set parameters_sealed = '' where parameters_sealed is null;
    alter table orders drop column erased_at, alter column parameters_sealed set not null;
  `);
}
