import type { Knex } from 'knex';

/**
 * Further forms of a document, for phones that do not take OMA CP: kept beside it and sealed as it is, made of the same values at
 * the same time, and erased with it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table documents add column forms_sealed bytea;
    comment on column documents.forms_sealed is 'Further forms that phones may fetch instead; null where the definition has none';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table documents drop column forms_sealed');
}
