import type { Knex } from 'knex';

/** Which form of a document a phone gets is a matter of what it takes: what is known of it has a place of its own, beside its model. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table devices add media_types text[];
    comment on column devices.media_types is 'Forms of documents, beside OMA CP, that the device is known to take';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table devices drop media_types');
}
