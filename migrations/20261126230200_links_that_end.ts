import type { Knex } from 'knex';

/**
 * A link whose time is over and whose document nobody has fetched is a way that came to nothing: the sweeper says so once, and
 * the order goes another way.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table document_links add column ended_at timestamptz;
    comment on column document_links.ended_at is 'When it was found that its time was over and nobody had fetched the document';
    create index document_links_unfetched on document_links (expires_at) where fetches = 0 and ended_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index document_links_unfetched; alter table document_links drop column ended_at');
}
