import type { Knex } from 'knex';

/**
 * Devices come in files of a hundred thousand rows. An import is done batch by batch: devices, the report on each row and
 * the count of rows that are done are committed together, so that a crash loses nothing and a second try repeats nothing.
 *
 * A digest of the rows that are done tells a file that goes on from another file. It is keyed: with a plain one, whoever has
 * a dump could try numbers until the digest of a file of one row comes out.
 *
 * One upload at a time holds an import, by a lease that it renews: a process that died lets go of it after some seconds.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(IMPORTS);
  await knex.raw(ROWS);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table device_import_rows; drop table device_imports');
}

const IMPORTS = `
  create table device_imports (
    tenant_id   uuid        not null references tenants,
    id          uuid        not null default gen_random_uuid(),
    title       text        not null,
    mode        text        not null,
    format      text,
    proof       text        not null,
    state       text        not null default 'open',
    rows_done   int         not null default 0,
    created     int         not null default 0,
    updated     int         not null default 0,
    unchanged   int         not null default 0,
    refused     int         not null default 0,
    digest      bytea,
    upload_id   uuid,
    lease_until timestamptz,
    created_by  uuid        not null,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    done_at     timestamptz,
    constraint device_imports_pkey primary key (tenant_id, id),
    constraint device_imports_mode_known check (mode in ('create', 'upsert')),
    constraint device_imports_format_known check (format in ('csv', 'ndjson')),
    constraint device_imports_proof_known check (proof in ('claimed', 'operator', 'confirmed')),
    constraint device_imports_state_known check (state in ('open', 'running', 'interrupted', 'done')),
    constraint device_imports_held_while_running check ((state = 'running') = (upload_id is not null)
      and (state = 'running') = (lease_until is not null)),
    constraint device_imports_counts check (rows_done = created + updated + unchanged + refused),
    constraint device_imports_digest check (rows_done = 0 or digest is not null),
    constraint device_imports_done check ((state = 'done') = (done_at is not null))
  );
  comment on column device_imports.digest is 'Keyed hash of a hash of the rows that are done';
  comment on column device_imports.upload_id is 'The upload that holds the import: batches of another are not taken';
  create index device_imports_by_tenant on device_imports (tenant_id, created_at desc, id desc);

  select wsi_wall('device_imports');
`;

const ROWS = `
  create table device_import_rows (
    tenant_id uuid not null,
    import_id uuid not null,
    number    int  not null,
    outcome   text not null,
    device_id uuid,
    field     text,
    expected  text,
    got       text,
    constraint device_import_rows_pkey primary key (tenant_id, import_id, number),
    constraint device_import_rows_import foreign key (tenant_id, import_id) references device_imports (tenant_id, id),
    constraint device_import_rows_outcome_known check (outcome in ('created', 'updated', 'unchanged', 'refused')),
    constraint device_import_rows_device check ((outcome = 'refused') = (device_id is null)),
    constraint device_import_rows_reason check ((outcome = 'refused') = (num_nulls(field, expected, got) = 0))
  );
  comment on table device_import_rows is 'What became of each row of a file; no identifier is in it';
  create index device_import_rows_by_outcome on device_import_rows (tenant_id, import_id, outcome, number);

  select wsi_wall('device_import_rows');
  revoke update, delete on device_import_rows from wsi_service, wsi_tenant;
`;
