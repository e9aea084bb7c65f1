import type { Knex } from 'knex';

/**
 * A gateway is asked about a push whose result it never reported. When that is due stands on the attempt, so that of several
 * workers one asks. Attempts by other bearers have no such time, and are in no index for it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table attempts add column query_due_at timestamptz;
    comment on column attempts.query_due_at is 'When its gateway is to be asked what became of the push; null once that is known, or nobody asks any more';
    create index attempts_query_due on attempts (bearer, query_due_at) where query_due_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table attempts drop column query_due_at');
}
