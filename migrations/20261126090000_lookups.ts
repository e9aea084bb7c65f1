import type { Knex } from 'knex';

/**
 * What the endpoint of a definition said of an order: once for each run, sealed like the parameters that it stands for. And the
 * secret with which a tenant's endpoints know our calls: made from the installation's key, the tenant and this number, so
 * that there is nothing to store and a new number is a new secret.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add column looked_up_sealed bytea, add column looked_up_run int,
      add constraint orders_looked_up check ((looked_up_sealed is null) = (looked_up_run is null));
    comment on column orders.looked_up_run is 'The run that it was looked up for';
    alter table tenants add column signing_number int not null default 1;
    comment on column tenants.signing_number is 'Of the secret that signs calls to its endpoints; the one before signs too';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tenants drop column signing_number;
    alter table orders drop constraint orders_looked_up, drop column looked_up_run, drop column looked_up_sealed;
  `);
}
