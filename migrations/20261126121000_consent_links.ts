import type { Knex } from 'knex';

/**
 * Whoever said yes for a while must be able to take it back himself: each standing consent has a link of its own, for nothing
 * else. Its token is there as a keyed hash, to find it by, and sealed, for the page that the user comes back to. Consents
 * from before have none.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table standing_consents add column token_index bytea, add column token_sealed bytea,
      add constraint standing_consents_token_whole check ((token_index is null) = (token_sealed is null));
    create unique index standing_consents_token on standing_consents (token_index);
    create index standing_consents_by_order on standing_consents (tenant_id, order_id) where ended_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index standing_consents_by_order;
    drop index standing_consents_token;
    alter table standing_consents drop constraint standing_consents_token_whole, drop column token_sealed,
      drop column token_index;
  `);
}
