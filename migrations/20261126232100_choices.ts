import type { Knex } from 'knex';

/** An attempt says why it went by its bearer and by no other, in words of a closed list. Those of before say nothing. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table attempts add column why text, add column passed_over jsonb not null default '[]',
      add constraint attempts_why_known check (why in ('only_one', 'only_usable', 'tries', 'kind', 'network', 'prefix',
        'priority', 'shared', 'moved'));
    comment on column attempts.why is 'Why it goes by its bearer';
    comment on column attempts.passed_over is 'Bearers that it could have gone by when it was begun, each with why it did not';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table attempts drop column passed_over, drop column why');
}
