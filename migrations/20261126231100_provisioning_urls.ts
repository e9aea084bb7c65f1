import type { Knex } from 'knex';

/**
 * Phones come to the provisioning URL of a context that we serve, and get what waits for it. A context is found by its name, which is
 * that URL; a hash index, because nothing but the whole of it finds anything.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index contexts_by_name on contexts using hash (name);
    alter table document_links drop constraint document_links_way_known,
      add constraint document_links_way_known check (way in ('sms', 'client', 'context'));
    comment on column document_links.way is 'Who hands the link out; context: nobody, the phone comes to the URL of its context';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table document_links drop constraint document_links_way_known,
      add constraint document_links_way_known check (way in ('sms', 'client'));
    comment on column document_links.way is null;
    drop index contexts_by_name;
  `);
}
