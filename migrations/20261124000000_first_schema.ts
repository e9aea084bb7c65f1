import type { Knex } from 'knex';

/**
 * The ledger of the service. Temporal drives an order; these tables say what is true of it.
 *
 * Every rule that SQL can state is a named constraint here, so that no code path, no retry and no operator can break it:
 * one delivering order a device (`orders_device_turn`), at most two sends of a part (`sends_exposure_limit`,
 * `sends_exposure_once`), one charge an event (`charge_records_once`), no way out of a final state
 * (`orders_final_state_is_final`). Columns that end in `_sealed` hold AES-256-GCM ciphertext, those that end in `_index`
 * keyed hashes for look-up: neither can be read without the key of the installation.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(WHO);
  await knex.raw(WHAT);
  await knex.raw(ORDERS);
  await knex.raw(JOURNAL);
  await knex.raw(FINAL_STATES);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table charge_records, receipts, sends, parts, attempts, documents, idempotency_keys, order_events, orders,
      definitions, contexts, devices, clients, tenants cascade;
    drop function orders_guard_final_state() cascade;
    drop function ledger_refuse_change() cascade;
  `);
}

const WHO = `
  create table tenants (
    id         uuid        primary key default gen_random_uuid(),
    name       text        not null,
    created_at timestamptz not null default now(),
    constraint tenants_name_unique unique (name),
    constraint tenants_name_form check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$')
  );

  create table clients (
    tenant_id  uuid        not null references tenants,
    id         uuid        not null default gen_random_uuid(),
    name       text        not null,
    key_id     text        not null,
    key_hash   bytea       not null,
    scopes     text[]      not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    constraint clients_pkey primary key (tenant_id, id),
    constraint clients_key_id_unique unique (key_id),
    constraint clients_expiry_bounded check (expires_at <= created_at + interval '366 days')
  );
  comment on column clients.key_hash is 'HMAC-SHA-256 of the secret part of the API key';
`;

const WHAT = `
  create table devices (
    tenant_id       uuid        not null references tenants,
    id              uuid        not null default gen_random_uuid(),
    msisdn_index    bytea,
    msisdn_sealed   bytea,
    imsi_index      bytea,
    imsi_sealed     bytea,
    imei_index      bytea,
    imei_sealed     bytea,
    phone_key       bytea,
    model           text,
    applications    text[],
    max_parts       int         not null default 10,
    created_at      timestamptz not null default now(),
    constraint devices_pkey primary key (tenant_id, id),
    constraint devices_msisdn_unique unique (tenant_id, msisdn_index),
    constraint devices_imsi_unique unique (tenant_id, imsi_index),
    constraint devices_imei_unique unique (tenant_id, imei_index),
    constraint devices_identified check (num_nonnulls(msisdn_index, imsi_index, imei_index) > 0),
    constraint devices_max_parts_range check (max_parts between 1 and 255)
  );
  comment on column devices.phone_key is 'Keyed hash of the MSISDN that is the same for all tenants: one phone has one turn, whoever orders';
  comment on column devices.applications is 'OMA CP application ids the device is known to support; null when nothing is known';

  create table contexts (
    tenant_id  uuid        not null references tenants,
    device_id  uuid        not null,
    name       text        not null,
    opened_by  uuid,
    opened_at  timestamptz not null default now(),
    constraint contexts_pkey primary key (tenant_id, device_id, name),
    constraint contexts_device foreign key (tenant_id, device_id) references devices (tenant_id, id)
  );
  comment on table contexts is 'Configuration contexts (OMA ProvArch): settings in a device that have one owner; name is the PROVURL';

  create table definitions (
    id         uuid        primary key default gen_random_uuid(),
    tenant_id  uuid        references tenants,
    name       text        not null,
    version    text        not null,
    body       json        not null,
    created_at timestamptz not null default now(),
    constraint definitions_version_unique unique nulls not distinct (tenant_id, name, version),
    constraint definitions_name_form check (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(name) <= 64)
  );
  comment on column definitions.body is 'As it came: the order of parms counts (ACCESS), and jsonb would lose it';
  comment on column definitions.tenant_id is 'The provider; null for the built-in definitions, which every tenant may order';
`;

const ORDERS = `
  create table orders (
    tenant_id           uuid        not null references tenants,
    id                  uuid        not null,
    client_id           uuid        not null,
    device_id           uuid        not null,
    definition_id       uuid        not null references definitions,
    kind                text        not null,
    external_id         text,
    run                 int         not null default 1,
    state               text        not null,
    reason              text,
    evidence            text        not null default 'none',
    wanted_evidence     text        not null,
    security            text        not null,
    policy              jsonb       not null,
    parameters_sealed   bytea       not null,
    answers_sealed      bytea,
    pin_sealed          bytea,
    phone_key           bytea       not null,
    holds_turn          boolean     not null default false,
    queued_at           timestamptz,
    answer_due_at       timestamptz,
    answered_at         timestamptz,
    decision            text,
    cancel_requested_at timestamptz,
    refused_at          timestamptz,
    accepted_at         timestamptz not null default now(),
    start_due_at        timestamptz not null default now(),
    expires_at          timestamptz not null,
    settled_at          timestamptz,
    constraint orders_pkey primary key (id),
    constraint orders_tenant_unique unique (tenant_id, id),
    constraint orders_client foreign key (tenant_id, client_id) references clients (tenant_id, id),
    constraint orders_device foreign key (tenant_id, device_id) references devices (tenant_id, id),
    constraint orders_kind_known check (kind in ('bootstrap', 'provisioning')),
    constraint orders_state_known check (state in ('accepted', 'scheduled', 'awaiting_user', 'queued', 'delivering',
      'awaiting_acknowledgement', 'completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed')),
    constraint orders_evidence_known check (evidence in ('none', 'submitted', 'delivered', 'applied')),
    constraint orders_settled_when_final check ((settled_at is not null) =
      (state in ('completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'))),
    constraint orders_turn_only_open check (not holds_turn or settled_at is null),
    constraint orders_decision_known check (decision in ('accept', 'decline')),
    constraint orders_run_positive check (run >= 1)
  );
  comment on column orders.refused_at is 'When the device or its user was reported not to have taken the settings';
  comment on column orders.start_due_at is 'When the sweeper starts the workflow of an order that is still accepted';

  create unique index orders_device_turn on orders (phone_key) where holds_turn;
  create index orders_waiting_turn on orders (phone_key, queued_at) where state = 'queued';
  create index orders_unstarted on orders (start_due_at) where state in ('accepted', 'scheduled');
  create index orders_by_tenant on orders (tenant_id, accepted_at desc, id desc);
  create index orders_by_device on orders (tenant_id, device_id, accepted_at desc);
  create index orders_told_pending on orders (answered_at) where state = 'awaiting_user' and answered_at is not null;
  create index orders_applied_pending on orders (id) where evidence = 'applied' and settled_at is null;
  create index orders_refused_pending on orders (id) where refused_at is not null and settled_at is null;
  create index orders_turn_pending on orders (id) where state = 'queued' and holds_turn;
  create index orders_cancel_pending on orders (cancel_requested_at) where cancel_requested_at is not null and settled_at is null;

  create table order_events (
    id       bigint      generated always as identity primary key,
    order_id uuid        not null references orders,
    run      int         not null,
    type     text        not null,
    detail   jsonb       not null default '{}',
    at       timestamptz not null default clock_timestamp()
  );
  create index order_events_by_order on order_events (order_id, id);

  create table idempotency_keys (
    tenant_id   uuid        not null references tenants,
    key         text        not null,
    body_hash   bytea       not null,
    order_id    uuid        not null,
    created_at  timestamptz not null default now(),
    constraint idempotency_keys_pkey primary key (tenant_id, key),
    constraint idempotency_keys_length check (length(key) between 1 and 255)
  );
`;

const JOURNAL = `
  create table documents (
    order_id    uuid        not null references orders,
    run         int         not null,
    push_sealed bytea       not null,
    push_octets int         not null,
    push_hash   bytea       not null,
    reference   int         not null,
    part_count  int         not null,
    context     text,
    created_at  timestamptz not null default now(),
    constraint documents_pkey primary key (order_id, run),
    constraint documents_reference_range check (reference between 0 and 255),
    constraint documents_part_count_range check (part_count between 1 and 255)
  );
  comment on column documents.push_sealed is 'The WSP push PDU, MAC included; sealed, because whoever holds it can try PINs at leisure';
  comment on column documents.context is 'The PROVURL that the document opens a context by, if any';
  comment on column documents.reference is 'Concatenation reference: the same for every send of this document (3GPP TS 23.040 §9.2.3.24.1)';

  create table attempts (
    order_id        uuid        not null references orders,
    run             int         not null,
    attempt         int         not null,
    bearer          text        not null,
    part_count      int         not null,
    parts_accepted  int         not null default 0,
    parts_delivered int         not null default 0,
    outcome         text        not null default 'open',
    reason          text,
    report_due_at   timestamptz,
    started_at      timestamptz not null default now(),
    constraint attempts_pkey primary key (order_id, run, attempt),
    constraint attempts_number_range check (attempt between 1 and 20),
    constraint attempts_outcome_known check (outcome in ('open', 'submitted', 'delivered', 'failed')),
    constraint attempts_counts check (parts_accepted between 0 and part_count and parts_delivered between 0 and part_count)
  );
  comment on column attempts.report_due_at is 'Set while the workflow has yet to be told what the receipts say; the sweeper repeats the word';
  create index attempts_untold on attempts (report_due_at) where report_due_at is not null;

  create table parts (
    order_id  uuid not null,
    run       int  not null,
    attempt   int  not null,
    part      int  not null,
    state     text not null default 'planned',
    constraint parts_pkey primary key (order_id, run, attempt, part),
    constraint parts_attempt foreign key (order_id, run, attempt) references attempts,
    constraint parts_state_known check (state in ('planned', 'accepted', 'delivered', 'failed')),
    constraint parts_number_range check (part between 1 and 255)
  );

  create table sends (
    id          uuid        primary key,
    order_id    uuid        not null,
    run         int         not null,
    attempt     int         not null,
    part        int         not null,
    exposure    int         not null,
    state       text        not null default 'writing',
    bearer      text        not null,
    reference   int         not null,
    message_id  text,
    status      int,
    written_at  timestamptz not null default clock_timestamp(),
    answered_at timestamptz,
    constraint sends_part foreign key (order_id, run, attempt, part) references parts,
    constraint sends_state_known check (state in ('writing', 'in_doubt', 'accepted', 'refused', 'unsent')),
    constraint sends_exposure_limit check (exposure between 1 and 2),
    constraint sends_reference_range check (reference between 1 and 65535),
    constraint sends_message_id_when_accepted check (state <> 'accepted' or message_id is not null)
  );
  comment on table sends is 'The delivery journal: one row, committed before the wire, each time a part may reach the SMSC';
  comment on column sends.exposure is 'Slot 1 or 2: how often the part may have reached the SMSC. A definite no frees the slot';
  create unique index sends_exposure_once on sends (order_id, run, attempt, part, exposure)
    where state in ('writing', 'in_doubt', 'accepted');
  create index sends_by_message on sends (bearer, message_id) where message_id is not null;
  create index sends_in_doubt_by_reference on sends (bearer, reference) where state in ('writing', 'in_doubt');

  create table receipts (
    id          bigint      generated always as identity primary key,
    bearer      text        not null,
    message_id  text        not null,
    state       text        not null,
    error       text        not null,
    reference   int,
    send_id     uuid        references sends,
    received_at timestamptz not null default now(),
    constraint receipts_once unique nulls not distinct (bearer, message_id, state, send_id)
  );
  comment on column receipts.send_id is 'Null while no send with this message id is known: a receipt may overtake the response';
  create index receipts_parked on receipts (bearer, message_id) where send_id is null;

  create table charge_records (
    id          bigint      generated always as identity primary key,
    tenant_id   uuid        not null,
    order_id    uuid        not null,
    run         int         not null,
    kind        text        not null,
    unit        text        not null default '',
    class       text        not null,
    device_id   uuid        not null,
    occurred_at timestamptz not null default now(),
    xid         xid8        not null default pg_current_xact_id(),
    constraint charge_records_order foreign key (tenant_id, order_id) references orders (tenant_id, id),
    constraint charge_records_once unique (order_id, run, kind, unit),
    constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part', 'document.submitted',
      'document.delivered', 'order.completed'))
  );
  comment on column charge_records.unit is 'What the record counts within its kind: attempt/part for sms.part, else empty';
  comment on column charge_records.xid is 'Orders the records for readers: ids are given before commit, transactions end in another order';
  create index charge_records_by_tenant on charge_records (tenant_id, xid, id);
`;

const FINAL_STATES = `
  create function orders_guard_final_state() returns trigger language plpgsql as $$
  begin
    if new.state = old.state and new.run = old.run then
      return new;
    end if;
    if new.run = old.run + 1 and new.state in ('accepted', 'scheduled') then
      return new;
    end if;
    raise exception 'Order % is final in run %: no state follows %', old.id, old.run, old.state
      using errcode = 'check_violation', constraint = 'orders_final_state_is_final';
  end $$;
  create trigger orders_final_state_is_final before update on orders for each row
    when (old.settled_at is not null) execute function orders_guard_final_state();

  create function ledger_refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'Rows of % are never changed or removed', tg_table_name
      using errcode = 'check_violation', constraint = tg_table_name || '_append_only';
  end $$;
  create trigger charge_records_append_only before update or delete on charge_records for each row
    execute function ledger_refuse_change();
  create trigger order_events_append_only before update or delete on order_events for each row
    execute function ledger_refuse_change();
`;
