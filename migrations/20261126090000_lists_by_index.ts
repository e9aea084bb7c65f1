import type { Knex } from 'knex';

/**
 * Lists that find their page by an index, however many rows there are, and whatever they are filtered by.
 *
 * A filter that has no index of its own makes a list of a tenant with a million orders read all of them when few fit. The
 * indexes that lists had are made longer instead of put beside others, where that does: each costs every write.
 *
 * Which definitions a tenant may read was asked of its orders in a form that PostgreSQL sometimes answers by reading all
 * orders of everybody; asked for the first of them in the order of an index, it has no other way than the index. That a
 * name is shared is no secret, and by whom: a definition of that name is looked for with one provider only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index orders_by_device;
    create index orders_by_device on orders (tenant_id, device_id, accepted_at desc, id desc);
    drop index orders_by_definition;
    create index orders_by_definition on orders (definition_tenant_id, definition_id, tenant_id, accepted_at desc, id desc);
    create index orders_by_state on orders (tenant_id, state, accepted_at desc, id desc);
    create index orders_by_external_id on orders (tenant_id, external_id, accepted_at desc, id desc)
      where external_id is not null;

    create index charge_records_by_kind on charge_records (tenant_id, kind, xid, id);

    create index definitions_of_tenant_by_state on definitions (tenant_id, state, name, version_key desc);
    drop index definitions_shared;
    create index definitions_shared on definitions (name, version_key desc, provider) where shared;
    create index definitions_shared_by_state on definitions (state, name, version_key desc, provider) where shared;
    create index definitions_shared_by_provider on definitions (provider, name, version_key desc) where shared;

    drop policy readable on definitions;
    create policy readable on definitions for select to wsi_tenant using (shared or (
      select true from orders o where o.definition_tenant_id = definitions.tenant_id and o.definition_id = definitions.id
        and o.tenant_id = wsi_current_tenant() order by o.accepted_at desc, o.id desc limit 1));
    create policy readable on shared_definition_names for select to wsi_tenant using (true);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop policy readable on shared_definition_names;
    drop policy readable on definitions;
    create policy readable on definitions for select to wsi_tenant using (shared or exists (
      select from orders o where o.definition_tenant_id = definitions.tenant_id and o.definition_id = definitions.id
        and o.tenant_id = wsi_current_tenant()));

    drop index definitions_shared_by_provider, definitions_shared_by_state, definitions_of_tenant_by_state, definitions_shared;
    create index definitions_shared on definitions (name, version_key desc) where shared;
    drop index charge_records_by_kind;
    drop index orders_by_external_id, orders_by_state, orders_by_definition, orders_by_device;
    create index orders_by_definition on orders (definition_tenant_id, definition_id, tenant_id);
    create index orders_by_device on orders (tenant_id, device_id, accepted_at desc);
  `);
}
