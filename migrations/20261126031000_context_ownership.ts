import type { Knex } from 'knex';

/**
 * A configuration context has one owner. A phone knows a context by its name alone, so one name in one phone is one row,
 * whichever tenant it belongs to (`contexts_one_owner`). It is lent by a grant and handed over by a transfer that its
 * receiver accepts; never by being opened again.
 *
 * Row-level security shows a tenant its own contexts and those that a live grant lends it, and nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(CONTEXTS);
  await knex.raw(GRANTS);
  await knex.raw(TRANSFERS);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table context_transfers;
    drop policy lent on contexts;
    drop table context_grants;
    drop index contexts_by_device;
    drop index devices_by_phone;
    alter table contexts drop constraint contexts_id_unique, drop constraint contexts_one_owner, drop constraint contexts_evidence_known,
      drop constraint contexts_pkey, drop id, drop phone_key, drop evidence,
      add constraint contexts_pkey primary key (tenant_id, device_id, name);
  `);
}

/** Where two tenants were taken to have opened one context, the first of them did. */
const CONTEXTS = `
  alter table contexts add id uuid not null default gen_random_uuid(), add phone_key bytea,
    add evidence text not null default 'delivered';
  alter table contexts alter evidence drop default;
  update contexts c set phone_key = d.phone_key from devices d where d.tenant_id = c.tenant_id and d.id = c.device_id;
  update contexts c set evidence = o.evidence from orders o where o.id = c.opened_by;
  delete from contexts c where exists (select 1 from contexts e
    where e.phone_key = c.phone_key and e.name = c.name and (e.opened_at, e.id) < (c.opened_at, c.id));
  alter table contexts alter phone_key set not null, drop constraint contexts_pkey;
  alter table contexts add constraint contexts_pkey primary key (tenant_id, id),
    add constraint contexts_one_owner unique (phone_key, name),
    add constraint contexts_evidence_known check (evidence in ('submitted', 'delivered', 'applied'));
  create index contexts_by_device on contexts (tenant_id, device_id);
  create index devices_by_phone on devices (tenant_id, phone_key);
  comment on column contexts.opened_by is 'The order that opened it; null once it has another owner, whose order it is not';
  comment on column contexts.evidence is 'What the belief that it is in the phone rests on';
`;

const GRANTS = `
  create table context_grants (
    tenant_id  uuid        not null,
    id         uuid        not null default gen_random_uuid(),
    context_id uuid        not null,
    grantee_id uuid        not null references tenants,
    operations text[]      not null,
    expires_at timestamptz not null,
    created_by uuid        not null,
    created_at timestamptz not null default now(),
    constraint context_grants_pkey primary key (tenant_id, id),
    constraint context_grants_context foreign key (tenant_id, context_id) references contexts (tenant_id, id) on delete cascade,
    constraint context_grants_to_another check (grantee_id <> tenant_id),
    constraint context_grants_operations_known check (operations <@ array['add', 'get', 'replace', 'delete']
      and cardinality(operations) > 0)
  );
  comment on table context_grants is 'What the owner of a context lets another tenant do in it, and until when';
  create index context_grants_by_context on context_grants (tenant_id, context_id);
  create index context_grants_by_grantee on context_grants (grantee_id, context_id);

  select wsi_wall('context_grants');
  create policy lent on context_grants for select to wsi_tenant using (grantee_id = wsi_current_tenant());
  create policy lent on contexts for select to wsi_tenant using (exists (select from context_grants g
    where g.context_id = contexts.id and g.tenant_id = contexts.tenant_id and g.grantee_id = wsi_current_tenant()
      and g.expires_at > now()));
`;

/** Not keyed to the owner of the context: it outlives the change of owner that it brings about. */
const TRANSFERS = `
  alter table contexts add constraint contexts_id_unique unique (id);
  create table context_transfers (
    tenant_id   uuid        not null references tenants,
    id          uuid        not null default gen_random_uuid(),
    context_id  uuid        not null,
    name        text        not null,
    receiver_id uuid        not null references tenants,
    state       text        not null default 'open',
    expires_at  timestamptz not null,
    created_by  uuid        not null,
    created_at  timestamptz not null default now(),
    settled_at  timestamptz,
    constraint context_transfers_pkey primary key (tenant_id, id),
    constraint context_transfers_id_unique unique (id),
    constraint context_transfers_context foreign key (context_id) references contexts (id) on delete cascade,
    constraint context_transfers_to_another check (receiver_id <> tenant_id),
    constraint context_transfers_state_known check (state in ('open', 'accepted', 'declined', 'withdrawn')),
    constraint context_transfers_settled check ((settled_at is null) = (state = 'open'))
  );
  comment on table context_transfers is 'Offers of a context to another tenant, which accepts or declines';
  create unique index context_transfers_one_open on context_transfers (context_id) where state = 'open';
  create index context_transfers_out on context_transfers (tenant_id, created_at desc, id desc);
  create index context_transfers_in on context_transfers (receiver_id, created_at desc, id desc);

  select wsi_wall('context_transfers');
  create policy received on context_transfers for select to wsi_tenant using (receiver_id = wsi_current_tenant());
`;
