import type { Knex } from 'knex';

/**
 * The dialogue with the user of an order.
 *
 * A prompt is one way of asking in one run; it is answered once, by whoever comes first, and never after it was closed.
 * Texts to the user are journaled before they are sent, like parts of a document, but are not sent again after doubt: the
 * reminder and the next way are there for that. What users write comes in parts that must survive until the last is there.
 */
export async function up(knex: Knex): Promise<void> {
  for (const sql of [PROMPTS, TEXTS, INBOUND, CONSENTS, RIGHTS]) await knex.raw(sql);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table consents, stops, inbound_parts, texts, prompts;
    alter table charge_records drop constraint charge_records_kind_known;
    alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part',
      'document.submitted', 'document.delivered', 'order.completed'));
  `);
}

const PROMPTS = `
  create table prompts (
    tenant_id    uuid        not null,
    order_id     uuid        not null,
    run          int         not null,
    number       int         not null,
    way          text        not null,
    phone_key    bytea       not null,
    token_index  bytea,
    token_sealed bytea,
    language     text        not null,
    state        text        not null default 'open',
    tries        int         not null default 0,
    asked_at     timestamptz not null default now(),
    due_at       timestamptz not null,
    reminded_at  timestamptz,
    opened_at    timestamptz,
    closed_at    timestamptz,
    -- By the order first: workers know an order by its id alone, which is unique.
    constraint prompts_pkey primary key (order_id, run, number, tenant_id),
    constraint prompts_order foreign key (tenant_id, order_id) references orders (tenant_id, id),
    constraint prompts_token_unique unique (token_index),
    constraint prompts_way_known check (way in ('hosted', 'sms', 'client')),
    constraint prompts_state_known check (state in ('open', 'answered', 'declined', 'closed')),
    constraint prompts_closed check ((state = 'open') = (closed_at is null))
  );
  comment on column prompts.token_index is 'Keyed hash of the token in the link to the page; the token itself is sealed, for reminders';
  comment on column prompts.tries is 'Answers by short message that could not be understood';
  -- A reply names no question: a phone has one open question by short message at a time.
  create unique index prompts_sms_open on prompts (phone_key) where way = 'sms' and state = 'open';
  -- Orders that their client is asking for now.
  insert into prompts (tenant_id, order_id, run, number, way, phone_key, language, due_at)
  select tenant_id, id, run, 1, 'client', phone_key, 'en', coalesce(answer_due_at, expires_at) from orders
  where state = 'awaiting_user';
`;

const TEXTS = `
  create table texts (
    tenant_id   uuid        not null,
    order_id    uuid        not null,
    run         int         not null,
    number      int         not null,
    kind        text        not null,
    sequence    int         not null default 1,
    bearer      text        not null,
    state       text        not null default 'writing',
    part_count  int         not null,
    message_ids text[]      not null default '{}',
    status      int,
    written_at  timestamptz not null default clock_timestamp(),
    answered_at timestamptz,
    constraint texts_pkey primary key (order_id, run, number, kind, sequence, tenant_id),
    constraint texts_order foreign key (tenant_id, order_id) references orders (tenant_id, id),
    constraint texts_kind_known check (kind in ('invitation', 'question', 'reminder', 'correction', 'pin')),
    constraint texts_state_known check (state in ('writing', 'accepted', 'refused', 'in_doubt'))
  );
  comment on table texts is 'Texts to the user: a row, committed before the wire, each time one may reach the SMSC. Never what it says';
`;

const INBOUND = `
  create table inbound_parts (
    phone_key   bytea       not null,
    reference   int         not null,
    total       int         not null,
    sequence    int         not null,
    data_coding int         not null,
    sealed      bytea       not null,
    received_at timestamptz not null default now(),
    constraint inbound_parts_pkey primary key (phone_key, reference, total, sequence)
  );
  comment on table inbound_parts is 'Parts of texts from subscribers, until the last is there; old ones are dropped';
  create index inbound_parts_by_age on inbound_parts (received_at);

  create table stops (
    tenant_id  uuid        not null references tenants,
    phone_key  bytea       not null,
    stopped_at timestamptz not null default now(),
    constraint stops_pkey primary key (tenant_id, phone_key)
  );
  comment on table stops is 'Phones whose user wrote STOP to a question of the tenant: not asked again until START';
`;

const CONSENTS = `
  create table consents (
    tenant_id     uuid        not null,
    order_id      uuid        not null,
    run           int         not null,
    way           text        not null,
    asked_by      text        not null,
    language      text        not null,
    texts         jsonb       not null,
    texts_hash    bytea       not null,
    decision      text        not null,
    answered_at   timestamptz not null default clock_timestamp(),
    constraint consents_pkey primary key (order_id, run, tenant_id),
    constraint consents_order foreign key (tenant_id, order_id) references orders (tenant_id, id),
    constraint consents_way_known check (way in ('hosted', 'sms', 'client', 'none')),
    constraint consents_decision_known check (decision in ('accept', 'decline'))
  );
  comment on table consents is 'Who asked, what was shown in which language, what was said, when and which way; one a run, never changed';
  comment on column consents.texts is 'The words of the provider as they were shown; no answer';
  create trigger consents_append_only before update or delete on consents for each row execute function ledger_refuse_change();
`;

const RIGHTS = `
  alter table charge_records drop constraint charge_records_kind_known;
  alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part',
    'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'));

  select wsi_wall('prompts');
  select wsi_wall('texts');
  select wsi_wall('stops');
  select wsi_wall('consents');
  revoke update, delete on consents from wsi_service, wsi_tenant;
  grant select, insert, update, delete on inbound_parts to wsi_service;
`;
