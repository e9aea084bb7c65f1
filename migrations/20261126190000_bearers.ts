import type { Knex } from 'knex';

/**
 * Bearers are data: workers open what stands here and follow changes, so that an operator adds, pauses and removes ways to
 * phones while orders run. They are the installation's own and have no tenant; callers have no way to the tables.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table bearers (
      name        text        primary key,
      kind        text        not null,
      url_sealed  bytea       not null,
      priority    int         not null default 100,
      prefixes    text[]      not null default '{}',
      paused_at   timestamptz,
      revision    int         not null default 1,
      created_at  timestamptz not null default now(),
      constraint bearers_name_form check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
      constraint bearers_kind_known check (kind in ('smpp', 'pap')),
      constraint bearers_priority_range check (priority between 1 and 1000)
    );
    comment on table bearers is 'Ways to phones; the url holds how to reach the other side, with its password';
    grant select, insert, update, delete on bearers to wsi_service;

    create table bearer_links (
      bearer      text        not null references bearers on delete cascade,
      process     uuid        not null,
      state       text        not null,
      is_ready    boolean     not null,
      in_flight   int         not null,
      waiting     int         not null,
      per_second  int,
      since       timestamptz not null default now(),
      seen_at     timestamptz not null default now(),
      primary key (bearer, process)
    );
    comment on table bearer_links is 'How each worker stands with each bearer; one that was not seen for a while is gone';
    comment on column bearer_links.since is 'When it became ready, or ceased to be';
    grant select, insert, update, delete on bearer_links to wsi_service;

    alter table charge_records drop constraint charge_records_kind_known;
    alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part', 'pap.push',
      'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'));
    comment on column charge_records.unit is 'What the record counts within its kind: attempt/part for sms.part and pap.push, else empty';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    comment on column charge_records.unit is 'What the record counts within its kind: attempt/part for sms.part, else empty';
    alter table charge_records drop constraint charge_records_kind_known;
    alter table charge_records add constraint charge_records_kind_known check (kind in ('order.accepted', 'sms.part',
      'document.submitted', 'document.delivered', 'order.completed', 'prompt.sent', 'prompt.answered'));
    drop table bearer_links, bearers;
  `);
}
