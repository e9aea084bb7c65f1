import type { Knex } from 'knex';

/**
 * The audit trail, read and kept. Only the trigger writes the end of a chain: it does so with the rights of its owner, and
 * nobody else has them. Fields cannot hold the character that separates them in what is hashed, so that nothing of one can
 * be moved into the next without another hash. And what people ask of a long trail has indexes.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter function audit_chain() security definer set search_path = public, pg_temp;
    revoke insert, update, delete on audit_heads from wsi_service, wsi_tenant;

    alter table audit_entries add constraint audit_entries_separable
      check (strpos(object || operation || object_id || correlator, E'\\x1f') = 0);

    create index audit_entries_by_time on audit_entries (tenant_id, at desc, number desc);
    create index audit_entries_by_object on audit_entries (tenant_id, object, at desc, number desc);
    create index audit_entries_by_operation on audit_entries (tenant_id, operation, at desc, number desc);
    create index audit_entries_by_client on audit_entries (tenant_id, client_id, at desc, number desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index audit_entries_by_time, audit_entries_by_object, audit_entries_by_operation, audit_entries_by_client;
    alter table audit_entries drop constraint audit_entries_separable;
    grant insert, update on audit_heads to wsi_service, wsi_tenant;
    alter function audit_chain() security invoker reset search_path;
  `);
}
