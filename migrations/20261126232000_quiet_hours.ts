import type { Knex } from 'knex';

/**
 * Nothing is to go to a phone in its night: where the phone is, as far as its record or its order says so, and until when an
 * order waits that was put off. Instants and names of zones only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table devices add column time_zone text,
      add constraint devices_time_zone_form check (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');
    comment on column devices.time_zone is 'IANA; null where it is not known';
    alter table orders add column time_zone text, add column waits_until timestamptz,
      add constraint orders_time_zone_form check (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');
    comment on column orders.time_zone is 'IANA: of the phone, where its record names none';
    comment on column orders.waits_until is 'Until when the wait that the reason names lasts; says nothing with another reason';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders drop column waits_until, drop column time_zone;
    alter table devices drop column time_zone;
  `);
}
