import type { Knex } from 'knex';

/**
 * Tenant walls and the audit trail.
 *
 * The service works as `wsi_service`, which sees everything, and for a caller as `wsi_tenant`, for which only rows of the
 * tenant in the setting `wsi.tenant` exist: a query that forgot its tenant finds nothing instead of somebody else's. Both
 * are roles without login, shared by all databases of a server; the user who migrates becomes a member of both, and so
 * must be the user of any other connection. Row-level security is forced, so it holds for the owner of the tables too.
 *
 * Every table that a tenant's call touches is walled by `wsi_wall` in the migration that makes it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(ROLES);
  await knex.raw(TENANTS);
  await knex.raw(WALLS);
  await knex.raw(AUDIT);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table audit_entries, audit_heads cascade;
    drop function audit_chain() cascade;
    drop table tenant_domains;
    alter table clients drop column roles;
    drop policy own_tenant on tenants;
    drop policy service on tenants;
    drop policy own_tenant on definitions;
    drop policy service on definitions;
    alter table tenants drop column title, drop column platform, drop column suspended_at, drop column entitlements,
      drop column settings, drop column revision;
  `);
  const left = WALLED.filter((table) => table !== 'tenant_domains');
  for (const table of left) {
    await knex.raw(`drop policy service on ${table}; drop policy own_tenant on ${table}`);
  }
  for (const table of ['tenants', 'definitions', ...left]) {
    await knex.raw(`alter table ${table} no force row level security`);
    await knex.raw(`alter table ${table} disable row level security`);
  }
  await knex.raw(`
    drop function wsi_wall(regclass);
    drop function wsi_current_tenant();
    revoke all on all tables in schema public from wsi_service, wsi_tenant;
    revoke usage on schema public from wsi_service, wsi_tenant;
  `);
}

const ROLES = `
  do $$
  declare
    wanted text;
  begin
    foreach wanted in array array['wsi_service', 'wsi_tenant'] loop
      -- Whoever may not make roles can still migrate where they are.
      if not exists (select from pg_roles where rolname = wanted) then
        begin
          execute format('create role %I nologin', wanted);
        exception when duplicate_object or unique_violation then
          null; -- another database of this server has made it
        end;
      end if;
      -- A superuser is a member of everything already; others must be told so, unless somebody has.
      if not (select rolsuper from pg_roles where rolname = current_user) then
        begin
          execute format('grant %I to %I', wanted, current_user);
        exception when insufficient_privilege then
          if not pg_has_role(current_user, wanted, 'member') then
            raise;
          end if;
        end;
      end if;
    end loop;
  end $$;
  grant usage on schema public to wsi_service, wsi_tenant;

  create function wsi_current_tenant() returns uuid language sql stable as
    $$ select nullif(current_setting('wsi.tenant', true), '')::uuid $$;

  create function wsi_wall(walled regclass) returns void language plpgsql as $$
  begin
    execute format('alter table %s enable row level security', walled);
    execute format('alter table %s force row level security', walled);
    execute format('create policy service on %s to wsi_service using (true) with check (true)', walled);
    execute format('create policy own_tenant on %s to wsi_tenant using (tenant_id = wsi_current_tenant())
      with check (tenant_id = wsi_current_tenant())', walled);
    execute format('grant select, insert, update, delete on %s to wsi_service, wsi_tenant', walled);
  end $$;
  comment on function wsi_wall is 'Row-level security by tenant_id for a table, with the rights that go with it';
`;

const TENANTS = `
  alter table tenants
    add title        text        not null default '',
    add platform     boolean     not null default false,
    add suspended_at timestamptz,
    add entitlements jsonb       not null default '{}',
    add settings     jsonb       not null default '{}',
    add revision     int         not null default 1;
  comment on column tenants.title is 'The verified name that people are shown';
  comment on column tenants.platform is 'The tenant of whoever runs the installation: only its clients may have the role operator';
  comment on column tenants.suspended_at is 'The kill switch: since then no client of the tenant is let in';
  comment on column tenants.entitlements is 'What its documents may contain; what is absent is not allowed (domain/entitlements.ts)';

  create table tenant_domains (
    tenant_id  uuid        not null references tenants,
    domain     text        not null,
    token      text        not null,
    proof      text,
    proved_at  timestamptz,
    created_at timestamptz not null default now(),
    constraint tenant_domains_pkey primary key (tenant_id, domain),
    constraint tenant_domains_form check (domain ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$' and length(domain) <= 253),
    constraint tenant_domains_proof_known check (proof in ('dns', 'operator')),
    constraint tenant_domains_proved check ((proof is null) = (proved_at is null))
  );
  comment on column tenant_domains.token is 'What the DNS TXT record must hold to prove the domain';

  alter table clients add roles text[] not null default array['provisioning', 'provider', 'administrator'];
  alter table clients alter roles drop default;
  alter table clients add constraint clients_roles_known check (roles <@ array['provisioning', 'provider',
    'administrator', 'support', 'auditor', 'billing', 'operator'] and cardinality(roles) > 0);
`;

const WALLED = ['clients', 'devices', 'contexts', 'orders', 'idempotency_keys', 'charge_records', 'tenant_domains'];

/** Tables whose rows are the worker's alone are for the service; `tenants` has its own column; definitions may be everybody's. */
const WALLS = `
  ${WALLED.map((table) => `select wsi_wall('${table}');`).join('\n')}
  grant select, insert, update, delete on order_events, documents, attempts, parts, sends, receipts to wsi_service;

  alter table tenants enable row level security;
  alter table tenants force row level security;
  create policy service on tenants to wsi_service using (true) with check (true);
  create policy own_tenant on tenants to wsi_tenant using (id = wsi_current_tenant()) with check (id = wsi_current_tenant());
  grant select, insert, update, delete on tenants to wsi_service;
  grant select, update on tenants to wsi_tenant;

  alter table definitions enable row level security;
  alter table definitions force row level security;
  create policy service on definitions to wsi_service using (true) with check (true);
  create policy own_tenant on definitions to wsi_tenant using (tenant_id = wsi_current_tenant() or tenant_id is null)
    with check (tenant_id = wsi_current_tenant());
  grant select, insert, update, delete on definitions to wsi_service, wsi_tenant;
`;

/** One chain a tenant: each entry carries the hash of the one before, made where nobody can leave it out. */
const AUDIT = `
  create table audit_heads (
    tenant_id uuid   not null references tenants,
    number    bigint not null,
    hash      bytea  not null,
    constraint audit_heads_pkey primary key (tenant_id)
  );

  create table audit_entries (
    tenant_id     uuid        not null references tenants,
    number        bigint      not null,
    at            timestamptz not null,
    client_id     uuid,
    object        text        not null,
    operation     text        not null,
    object_id     text        not null,
    detail        jsonb       not null default '{}',
    correlator    text        not null default '',
    previous_hash bytea       not null,
    hash          bytea       not null,
    constraint audit_entries_pkey primary key (tenant_id, number)
  );
  comment on column audit_entries.client_id is 'Who acted; null for whoever runs the installation, by its command line';
  comment on column audit_entries.detail is 'Codes, names and counts: never a secret, a number of a subscriber or a document';
  comment on column audit_entries.hash is 'SHA-256 of previous_hash and the line that audit_chain() makes of the entry';

  create function audit_chain() returns trigger language plpgsql as $$
  declare
    head audit_heads;
  begin
    -- The lock on the head puts the acts of a tenant in one order, that of their commits.
    insert into audit_heads (tenant_id, number, hash) values (new.tenant_id, 0, sha256(convert_to(new.tenant_id::text, 'UTF8')))
      on conflict (tenant_id) do update set number = audit_heads.number returning * into head;
    new.number := head.number + 1;
    new.at := date_trunc('milliseconds', clock_timestamp());
    new.previous_hash := head.hash;
    new.hash := sha256(head.hash || convert_to(concat_ws(E'\\x1f', new.number::text,
      (extract(epoch from new.at) * 1000)::bigint::text, coalesce(new.client_id::text, ''), new.object, new.operation,
      new.object_id, new.detail::text, new.correlator), 'UTF8'));
    update audit_heads set number = new.number, hash = new.hash where tenant_id = new.tenant_id;
    return new;
  end $$;
  create trigger audit_entries_chain before insert on audit_entries for each row execute function audit_chain();
  create trigger audit_entries_append_only before update or delete on audit_entries for each row
    execute function ledger_refuse_change();

  select wsi_wall('audit_heads');
  select wsi_wall('audit_entries');
  revoke update, delete on audit_entries from wsi_service, wsi_tenant;
  revoke delete on audit_heads from wsi_service, wsi_tenant;
`;
