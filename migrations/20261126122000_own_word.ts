import type { Knex } from 'knex';

/**
 * Where an operator wants the word of the user himself, what a calling system says for him does not count, nor what came
 * over a link that it handed out. Of consents from before nobody knows.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table standing_consents add column own_word boolean not null default false;
    comment on column standing_consents.own_word is 'It came by a short message of ours, or over a link that went by one';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table standing_consents drop column own_word');
}
