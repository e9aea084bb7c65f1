import type { Knex } from 'knex';

/**
 * A user may say yes for a while: to what one provider has said of one service, on one phone. Orders that ask nothing beside
 * then go on without him, until he takes it back, its time is over, or the phone is another one. `words` is what he agreed
 * to: a version of the service that says something else asks anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table standing_consents (
      tenant_id            uuid        not null,
      id                   uuid        not null default gen_random_uuid(),
      device_id            uuid        not null,
      phone_key            bytea       not null,
      definition_tenant_id uuid        not null,
      definition_name      text        not null,
      words                jsonb       not null,
      order_id             uuid        not null,
      run                  int         not null,
      way                  text        not null,
      language             text        not null,
      given_at             timestamptz not null default now(),
      expires_at           timestamptz not null,
      ended_at             timestamptz,
      ended_by             text,
      constraint standing_consents_pkey primary key (tenant_id, id),
      constraint standing_consents_device foreign key (tenant_id, device_id) references devices (tenant_id, id),
      constraint standing_consents_order foreign key (tenant_id, order_id) references orders (tenant_id, id),
      constraint standing_consents_way_known check (way in ('hosted', 'sms', 'client')),
      constraint standing_consents_end_known check (ended_by in ('user', 'client', 'stop', 'device', 'replaced')),
      constraint standing_consents_ended check ((ended_at is null) = (ended_by is null))
    );
    comment on table standing_consents is 'Yes to a service on a device until a date; ended rows stay as evidence';
    create unique index standing_consents_live on standing_consents (tenant_id, device_id, definition_tenant_id, definition_name)
      where ended_at is null;
    create index standing_consents_by_device on standing_consents (tenant_id, device_id, given_at desc, id desc);
    create index standing_consents_by_phone on standing_consents (phone_key) where ended_at is null;
    select wsi_wall('standing_consents');
    revoke delete on standing_consents from wsi_service, wsi_tenant;

    alter table consents add column standing_until timestamptz;
    comment on column consents.standing_until is 'Until when the user does not want to be asked again; null when he said nothing of it';

    -- Whoever has the phone now has not said yes, also when the number comes back to who had it.
    create function standing_consents_end() returns trigger language plpgsql as $$
    begin
      update standing_consents set ended_at = now(), ended_by = 'device'
      where tenant_id = new.tenant_id and device_id = new.id and ended_at is null;
      update standing_consents set phone_key = sha256(uuid_send(id))
      where new.phone_key is null and tenant_id = new.tenant_id and device_id = new.id;
      return null;
    end $$;
    create trigger devices_end_standing_consents after update of phone_key on devices for each row
      when (old.phone_key is distinct from new.phone_key) execute function standing_consents_end();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger devices_end_standing_consents on devices;
    drop function standing_consents_end();
    alter table consents drop column standing_until;
    drop table standing_consents;
  `);
}
