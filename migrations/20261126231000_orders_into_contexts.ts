import type { Knex } from 'knex';

/**
 * Orders of kind `provisioning` go into a context that is in the phone. Its document carries no proof where its path is one; the
 * same document with a proof is kept beside it for the ways that a phone does not trust.
 *
 * The context is no foreign key: it may be another tenant's, and an order outlives it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table orders add context_id uuid, add context_name text, add fallback text,
      add constraint orders_context_named check ((context_id is null) = (context_name is null)),
      add constraint orders_context_kind check (context_id is null or kind = 'provisioning'),
      add constraint orders_trusted check (security <> 'none' or context_id is not null),
      add constraint orders_fallback_known check (fallback is null or security = 'none' and fallback in ('NETWPIN', 'USERPIN', 'USERNETWPIN'));
    comment on column orders.context_id is 'The context that its settings go into; there is none of this id once it was closed';
    comment on column orders.fallback is 'What proves the document by ways that a phone does not trust, where its security is none';
    create index orders_of_context on orders (context_id, settled_at) where context_id is not null;
    alter table documents add signed_sealed bytea, add signed_part_count int,
      add constraint documents_signed_whole check (signed_sealed is null or signed_part_count between 1 and 255);
    comment on column documents.signed_sealed is 'The same document with SEC and MAC, where push_sealed has none';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table documents drop signed_sealed, drop signed_part_count;
    drop index orders_of_context;
    alter table orders drop context_id, drop context_name, drop fallback;
  `);
}
