import type { Knex } from 'knex';

/**
 * A number that was ported tells nothing of its network; the IMSI does. And an SMSC has statuses of its own, whose meaning only
 * its documents tell: whoever sets the bearer up has read them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table bearers
      add column networks text[] not null default '{}',
      add column error_table jsonb not null default '[]',
      add constraint bearers_error_table_list check (jsonb_typeof(error_table) = 'array');
    comment on column bearers.networks is 'Mobile country and network codes (beginnings of an IMSI) that it serves; empty for all';
    comment on column bearers.error_table is 'What its other side means by statuses: status and kind (permanent, temporary, throttled)';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table bearers drop column networks, drop column error_table');
}
