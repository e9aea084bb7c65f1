import type { Knex } from 'knex';

/**
 * Links by which phones fetch their documents. The token of a link is in no table: only its keyed hash is, and it is made anew
 * from the installation's key where it must be said again. The database holds how often a document may be fetched.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table document_links (
      tenant_id    uuid        not null,
      order_id     uuid        not null,
      run          int         not null,
      attempt      int         not null,
      bearer       text        not null,
      way          text        not null,
      token_hash   bytea       not null,
      most_fetches int         not null,
      fetches      int         not null default 0,
      offered_at   timestamptz not null default now(),
      expires_at   timestamptz not null,
      fetched_at   timestamptz,
      constraint document_links_pkey primary key (tenant_id, order_id, run, attempt),
      constraint document_links_attempt foreign key (tenant_id, order_id, run, attempt)
        references attempts (tenant_id, order_id, run, attempt),
      constraint document_links_token_unique unique (token_hash),
      constraint document_links_way_known check (way in ('sms', 'client')),
      constraint document_links_few_fetches check (fetches between 0 and most_fetches),
      constraint document_links_fetched_when check ((fetches = 0) = (fetched_at is null))
    );
    comment on table document_links is 'Links by which phones fetch documents; token_hash is all that is stored of a link';
    comment on column document_links.fetched_at is 'When the document was first fetched: evidence that it is with the phone';
    select wsi_wall('document_links');

    alter table bearers drop constraint bearers_kind_known,
      add constraint bearers_kind_known check (kind in ('smpp', 'pap', 'pull'));
    alter table texts drop constraint texts_kind_known, add constraint texts_kind_known
      check (kind in ('invitation', 'question', 'reminder', 'correction', 'pin', 'link'));
    alter table charge_records drop constraint charge_records_kind_known;
    alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part', 'pap.push',
      'pull.link', 'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'));
    comment on column charge_records.unit is 'What the record counts within its kind: attempt/part for sms.part, pap.push and pull.link, else empty';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    comment on column charge_records.unit is 'What the record counts within its kind: attempt/part for sms.part and pap.push, else empty';
    alter table charge_records drop constraint charge_records_kind_known;
    alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part', 'pap.push',
      'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'));
    alter table texts drop constraint texts_kind_known, add constraint texts_kind_known
      check (kind in ('invitation', 'question', 'reminder', 'correction', 'pin'));
    alter table bearers drop constraint bearers_kind_known, add constraint bearers_kind_known check (kind in ('smpp', 'pap'));
    drop table document_links;
  `);
}
