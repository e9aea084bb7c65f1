import type { Knex } from 'knex';

/**
 * How many orders a phone may get in a day: so many of one tenant, and so many in all. A phone that is flooded is a phone
 * that is attacked, whoever pays for it.
 *
 * Orders are counted where they are stored, in the same statement: an order that is one too many takes itself back, with
 * its idempotency key. How many a phone had in all crosses tenants, so no tenant may look: `wsi_count_order` counts with the
 * rights of its owner and says yes or no. The tenant is that of the wall, so nobody counts in the name of another.
 *
 * The keys begin with the day, so that the days that are over are found and removed together. The rows refer to nothing:
 * each is written with an order that does.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table tenant_phone_days (
      day       date  not null,
      tenant_id uuid  not null,
      phone_key bytea not null,
      orders    int   not null,
      constraint tenant_phone_days_pkey primary key (day, tenant_id, phone_key)
    );
    comment on table tenant_phone_days is 'Orders of a tenant for a phone on a day (UTC), reruns among them';

    create table phone_days (
      day       date  not null,
      phone_key bytea not null,
      orders    int   not null,
      constraint phone_days_pkey primary key (day, phone_key)
    );
    comment on table phone_days is 'Orders of all tenants for a phone on a day (UTC)';

    select wsi_wall('tenant_phone_days');
    revoke insert, update, delete on tenant_phone_days from wsi_tenant;
    grant select, insert, update, delete on phone_days to wsi_service;

    create function wsi_count_order(phone bytea, per_tenant int, per_phone int) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      tenant uuid := wsi_current_tenant();
      today  date := (now() at time zone 'utc')::date;
    begin
      if tenant is null then
        raise exception 'Cannot count an order of nobody';
      end if;
      insert into tenant_phone_days as d (day, tenant_id, phone_key, orders)
        select today, tenant, phone, 1 where per_tenant > 0
        on conflict (day, tenant_id, phone_key) do update set orders = d.orders + 1 where d.orders < per_tenant;
      if not found then
        raise exception 'A tenant orders no more than % times a day for one phone', per_tenant
          using errcode = 'check_violation', constraint = 'tenant_phone_days_limit';
      end if;
      insert into phone_days as d (day, phone_key, orders)
        select today, phone, 1 where per_phone > 0
        on conflict (day, phone_key) do update set orders = d.orders + 1 where d.orders < per_phone;
      if not found then
        raise exception 'A phone gets no more than % orders a day', per_phone
          using errcode = 'check_violation', constraint = 'phone_days_limit';
      end if;
    end $$;
    revoke execute on function wsi_count_order(bytea, int, int) from public;
    grant execute on function wsi_count_order(bytea, int, int) to wsi_tenant;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function wsi_count_order(bytea, int, int);
    drop table phone_days, tenant_phone_days;
  `);
}
