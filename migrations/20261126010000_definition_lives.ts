import type { Knex } from 'knex';

/**
 * Every definition belongs to a tenant and has a life: `draft`, `awaiting_approval`, `active`, `retired`.
 *
 * What must hold whatever the code does is said here: a version's content never changes (`definitions_version_is_fixed`);
 * only what was never active is removed (`definitions_only_drafts_go`); content that needs an operator's approval is not
 * active without it, and the approval names the octets that it was given for (`definitions_risk_approved`,
 * `definitions_approval_pins_body`); an order uses an active definition of its own tenant or a shared one
 * (`orders_definition_orderable`); a tenant reads its own, those that are shared, and for ever those that its orders use;
 * it can neither share nor approve, for want of rights on those columns; a name that one provider has shared is not
 * another's to share (`definitions_shared_name`), so that an order by name cannot be led astray.
 *
 * The definitions that were everybody's and nobody's become those of the tenant `platform`, which runs the installation.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(OWNERS);
  await knex.raw(LIFE);
  await knex.raw(GUARDS);
  await knex.raw(ORDERS);
  await knex.raw(WALL);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop policy own_tenant on definitions;
    drop policy readable on definitions;
    revoke insert, update on definitions from wsi_tenant;
    drop trigger orders_definition_orderable on orders;
    drop function orders_guard_definition();
    drop trigger definitions_guard_change on definitions;
    drop trigger definitions_guard_removal on definitions;
    drop function definitions_guard_change();
    drop function definitions_guard_removal();
    drop index orders_by_definition;
    alter table orders drop constraint orders_definition, drop column definition_tenant_id;
    alter table definitions drop column shared_name;
    alter table definitions
      drop constraint definitions_pkey, drop constraint definitions_version_unique, drop constraint definitions_provider,
      drop column provider, drop column version_key, drop column state, drop column shared,
      drop column created_by, drop column submitted_at, drop column activated_at, drop column retired_at,
      drop column approval_needs, drop column approved_at, drop column approved_by, drop column approved_hash,
      drop column rejected_at, drop column rejected_by, drop column rejection, drop column revision,
      drop constraint definitions_version_form;
    drop table shared_definition_names;
    alter table tenants drop constraint tenants_id_name_unique;
    alter table definitions alter tenant_id drop not null;
    update definitions set tenant_id = null from tenants t where t.id = tenant_id and t.platform and t.name = 'platform';
    alter table definitions add constraint definitions_pkey primary key (id),
      add constraint definitions_version_unique unique nulls not distinct (tenant_id, name, version);
    alter table orders add constraint orders_definition_id_fkey foreign key (definition_id) references definitions;
    create policy own_tenant on definitions to wsi_tenant using (tenant_id = wsi_current_tenant() or tenant_id is null)
      with check (tenant_id = wsi_current_tenant());
    grant select, insert, update, delete on definitions to wsi_tenant;
  `);
}

/** The key of orders to definitions goes first, so that the key it leans on can change. */
const OWNERS = `
  alter table orders drop constraint orders_definition_id_fkey;
  drop policy own_tenant on definitions;

  alter table tenants add constraint tenants_id_name_unique unique (id, name);

  -- As domain/entitlements.ts has it for a tenant that may do everything.
  insert into tenants (name, title, platform, entitlements)
    select 'platform', 'platform', true, '{"applications": ["*"], "bootstrap": true, "accessPoints": true, "proxies": true,
      "ordersPerDeviceAndDay": 1000000}'
    where exists (select from definitions where tenant_id is null)
    on conflict on constraint tenants_name_unique do nothing;
  do $$ begin
    if exists (select from tenants where name = 'platform' and not platform) then
      raise exception 'A tenant that does not run the installation has the name "platform": rename it first';
    end if;
  end $$;

  alter table definitions add state text not null default 'draft', add shared boolean not null default false,
    add provider text;
  update definitions set state = 'active', shared = tenant_id is null;
  update definitions set tenant_id = (select id from tenants where name = 'platform') where tenant_id is null;
  update definitions d set provider = t.name from tenants t where t.id = d.tenant_id;

  alter table definitions alter tenant_id set not null, alter provider set not null,
    drop constraint definitions_pkey, drop constraint definitions_version_unique;
  alter table definitions add constraint definitions_pkey primary key (tenant_id, id),
    add constraint definitions_version_unique unique (tenant_id, name, version),
    add constraint definitions_provider foreign key (tenant_id, provider) references tenants (id, name) on update cascade,
    add constraint definitions_version_form check (version ~ '^(0|[1-9][0-9]{0,8})([.](0|[1-9][0-9]{0,8})){2}$');
  comment on column definitions.tenant_id is 'The provider';
  comment on column definitions.provider is 'Its name, kept here because other tenants may read it and not the row of the tenant';
  comment on column definitions.shared is 'By an operator''s word every tenant may order from it';
`;

const LIFE = `
  alter table definitions
    add version_key    int[]       generated always as (string_to_array(version, '.')::int[]) stored,
    add created_by     uuid,
    add submitted_at   timestamptz,
    add activated_at   timestamptz,
    add retired_at     timestamptz,
    add approval_needs jsonb       not null default '[]',
    add approved_at    timestamptz,
    add approved_by    uuid,
    add approved_hash  bytea,
    add rejected_at    timestamptz,
    add rejected_by    uuid,
    add rejection      text,
    add revision       int         not null default 1;
  update definitions set activated_at = created_at, approved_at = created_at,
    approved_hash = sha256(convert_to(body::text, 'UTF8'));
  comment on column definitions.version_key is 'The version as numbers: 1.10.0 comes after 1.9.0';
  comment on column definitions.created_by is 'The client; null for whoever runs the installation, by its command line. So are approved_by and rejected_by';
  comment on column definitions.submitted_at is 'Since when it waits for an operator, or waited last';
  comment on column definitions.approval_needs is 'What of it an operator must approve, as found when it was last to be activated: [{"path", "reason"}]';
  comment on column definitions.approved_hash is 'SHA-256 of the body that was approved';
  comment on column definitions.rejection is 'The operator''s reason, for the provider';

  alter table definitions
    add constraint definitions_creator foreign key (tenant_id, created_by) references clients (tenant_id, id),
    add constraint definitions_state_known check (state in ('draft', 'awaiting_approval', 'active', 'retired')),
    add constraint definitions_draft_was_never_active check (state <> 'draft' or activated_at is null),
    add constraint definitions_active_since check (state <> 'active' or activated_at is not null),
    add constraint definitions_retired_since check ((state = 'retired') = (retired_at is not null)),
    add constraint definitions_waits_for_something check (state <> 'awaiting_approval' or
      (submitted_at is not null and jsonb_array_length(approval_needs) > 0)),
    add constraint definitions_risk_approved check (state <> 'active' or jsonb_array_length(approval_needs) = 0
      or approved_at is not null),
    add constraint definitions_approval_pins_body check ((approved_at is null) = (approved_hash is null)
      and approved_hash = sha256(convert_to(body::text, 'UTF8'))),
    add constraint definitions_rejected_with_reason check ((rejected_at is null) = (rejection is null)
      and (rejected_at is null or approved_at is null)),
    add constraint definitions_shared_once_active check (not shared or state in ('active', 'retired')),
    add constraint definitions_revision_positive check (revision >= 1);

  create table shared_definition_names (
    tenant_id uuid not null references tenants,
    name      text not null,
    constraint shared_definition_names_pkey primary key (tenant_id, name),
    constraint shared_definition_names_one_provider unique (name)
  );
  comment on table shared_definition_names is 'Whose definition other tenants mean by a name: decided when one is first shared, and kept';
  insert into shared_definition_names (tenant_id, name) select distinct tenant_id, name from definitions where shared;
  alter table definitions add shared_name text generated always as (case when shared then name end) stored;
  alter table definitions add constraint definitions_shared_name foreign key (tenant_id, shared_name)
    references shared_definition_names (tenant_id, name);

  create index definitions_of_tenant on definitions (tenant_id, name, version_key desc);
  create index definitions_shared on definitions (name, version_key desc) where shared;
  create index definitions_awaiting on definitions (submitted_at, id) where state = 'awaiting_approval';
`;

const GUARDS = `
  create function definitions_guard_change() returns trigger language plpgsql as $$
  begin
    if (new.tenant_id, new.id, new.name, new.version, new.created_at, new.created_by) is not distinct from
      (old.tenant_id, old.id, old.name, old.version, old.created_at, old.created_by)
      and new.body::text = old.body::text then
      return new;
    end if;
    raise exception 'A version of a definition never changes: register a new one'
      using errcode = 'check_violation', constraint = 'definitions_version_is_fixed';
  end $$;
  create trigger definitions_guard_change before update on definitions for each row
    execute function definitions_guard_change();

  create function definitions_guard_removal() returns trigger language plpgsql as $$
  begin
    raise exception 'Only a draft is removed, got one that is %', old.state
      using errcode = 'check_violation', constraint = 'definitions_only_drafts_go';
  end $$;
  create trigger definitions_guard_removal before delete on definitions for each row
    when (old.state <> 'draft') execute function definitions_guard_removal();
`;

const ORDERS = `
  alter table orders add definition_tenant_id uuid;
  update orders o set definition_tenant_id = d.tenant_id from definitions d where d.id = o.definition_id;
  alter table orders alter definition_tenant_id set not null,
    add constraint orders_definition foreign key (definition_tenant_id, definition_id) references definitions (tenant_id, id);
  comment on column orders.definition_tenant_id is 'The provider of the definition: the tenant of the order, or one that shares it';
  create index orders_by_definition on orders (definition_tenant_id, definition_id, tenant_id);

  create function orders_guard_definition() returns trigger language plpgsql as $$
  begin
    perform from definitions d where d.tenant_id = new.definition_tenant_id and d.id = new.definition_id
      and d.state = 'active' and (d.shared or d.tenant_id = new.tenant_id);
    if found then
      return new;
    end if;
    raise exception 'An order uses an active definition of its own tenant, or one that is shared'
      using errcode = 'check_violation', constraint = 'orders_definition_orderable';
  end $$;
  create trigger orders_definition_orderable before insert or update of tenant_id, definition_tenant_id, definition_id
    on orders for each row execute function orders_guard_definition();
`;

/** What a tenant may write of its definitions leaves out what an operator says of them. */
const WALL = `
  create policy own_tenant on definitions to wsi_tenant using (tenant_id = wsi_current_tenant())
    with check (tenant_id = wsi_current_tenant());
  create policy readable on definitions for select to wsi_tenant using (shared or exists (
    select from orders o where o.definition_tenant_id = definitions.tenant_id and o.definition_id = definitions.id
      and o.tenant_id = wsi_current_tenant()));
  revoke insert, update on definitions from wsi_tenant;
  grant insert (tenant_id, id, provider, name, version, body, created_by) on definitions to wsi_tenant;
  grant update (state, submitted_at, activated_at, retired_at, approval_needs, revision) on definitions to wsi_tenant;

  select wsi_wall('shared_definition_names');
  revoke insert, update, delete on shared_definition_names from wsi_tenant;
`;
