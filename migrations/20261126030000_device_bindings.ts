import type { Knex } from 'knex';

/**
 * A device becomes a binding that can change: of a tenant to a phone, with what is known of the phone, what the binding
 * rests on, and a revision.
 *
 * A device that is removed leaves its row, because its orders name it, but nothing personal in it: no identifier, no
 * index of one, no key of the phone (`devices_erased_whole`). Its orders keep a key of their own that leads nowhere.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table devices
      add bearers    text[],
      add dm         boolean,
      add proof      text        not null default 'claimed',
      add proof_by   uuid,
      add proof_at   timestamptz not null default now(),
      add revision   int         not null default 1,
      add updated_at timestamptz not null default now(),
      add erased_at  timestamptz;
    update devices set proof_at = created_at, updated_at = created_at;
    alter table devices drop constraint devices_identified;
    alter table devices
      add constraint devices_identified check (erased_at is not null
        or (num_nonnulls(msisdn_index, imsi_index, imei_index) > 0 and phone_key is not null)),
      add constraint devices_erased_whole check (erased_at is null or num_nonnulls(msisdn_index, msisdn_sealed, imsi_index,
        imsi_sealed, imei_index, imei_sealed, phone_key, model, applications, bearers, dm) = 0),
      add constraint devices_proof_known check (proof in ('claimed', 'operator', 'confirmed'));
    comment on column devices.bearers is 'Bearers that are known to reach the device; null when nothing is known';
    comment on column devices.dm is 'Whether the device has an OMA DM client; null when nothing is known';
    comment on column devices.proof is 'What the binding of tenant and phone rests on: the word of the tenant, of the operator, or of the subscriber';
    comment on column devices.proof_by is 'The client that gave the proof; null for whoever runs the installation, by its command line';
    comment on column devices.erased_at is 'Since then only orders name it: nothing personal is left';

    create index devices_by_tenant on devices (tenant_id, created_at desc, id desc) where erased_at is null;
  `);
}

/** Devices that are erased stay so: what the rule of before asks of them is an index that leads nowhere. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index devices_by_tenant;
    alter table devices drop constraint devices_erased_whole;
    update devices set msisdn_index = uuid_send(id) where erased_at is not null;
    alter table devices
      drop constraint devices_identified, drop constraint devices_proof_known,
      drop bearers, drop dm, drop proof, drop proof_by, drop proof_at, drop revision, drop updated_at, drop erased_at,
      add constraint devices_identified check (num_nonnulls(msisdn_index, imsi_index, imei_index) > 0);
  `);
}
