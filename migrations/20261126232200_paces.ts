import type { Knex } from 'knex';

/**
 * How fast the documents of a tenant go to the wire, and what a bearer may take of all workers together.
 *
 * A document takes the next free moment of its tenant and keeps it. What a crash loses of the moments costs nobody anything:
 * unlogged, so that nothing waits for a disk.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create unlogged table tenant_paces (
      tenant_id  uuid        primary key references tenants,
      next_at    timestamptz not null
    );
    comment on table tenant_paces is 'When the next document of a tenant may go';
    select wsi_wall('tenant_paces');
    alter table orders add column paced_run int, add column paced_attempt int, add column paced_until timestamptz;
    comment on column orders.paced_until is 'The moment that this attempt of this run has taken';
    alter table bearers add column rate int,
      add constraint bearers_rate_range check (rate between 1 and 100000);
    comment on column bearers.rate is 'Most parts or pushes a second, of all workers together; null for no limit';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table bearers drop column rate;
    alter table orders drop column paced_until, drop column paced_attempt, drop column paced_run;
    drop table tenant_paces;
  `);
}
