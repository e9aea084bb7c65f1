import type { Knex } from 'knex';

/**
 * Credentials of a client: up to two API keys, so that one can be replaced without a gap, a client of an OAuth
 * authorization server, or a TLS certificate.
 *
 * That no client has a third live key is a rule of the schema: a live key holds one of two slots. Keys that a client had
 * as columns of its row become rows of their own.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table client_keys (
      tenant_id    uuid        not null,
      client_id    uuid        not null,
      id           text        not null,
      hash         bytea       not null,
      slot         smallint    not null,
      created_at   timestamptz not null default now(),
      expires_at   timestamptz not null,
      revoked_at   timestamptz,
      last_used_at timestamptz,
      constraint client_keys_pkey primary key (tenant_id, id),
      constraint client_keys_id_unique unique (id),
      constraint client_keys_client foreign key (tenant_id, client_id) references clients (tenant_id, id),
      constraint client_keys_slots check (slot in (1, 2)),
      constraint client_keys_expiry_bounded check (expires_at <= created_at + interval '366 days')
    );
    create unique index client_keys_two_live on client_keys (tenant_id, client_id, slot) where revoked_at is null;
    comment on column client_keys.id is 'The part of an API key that may be shown';
    comment on column client_keys.hash is 'HMAC-SHA-256 of the secret part';
    comment on column client_keys.last_used_at is 'Written at most once a minute';
    select wsi_wall('client_keys');

    insert into client_keys (tenant_id, client_id, id, hash, slot, created_at, expires_at, revoked_at)
      select tenant_id, id, key_id, key_hash, 1, created_at, expires_at, revoked_at from clients;

    alter table clients
      drop column key_id,
      drop column key_hash,
      drop column expires_at,
      add oauth_issuer  text,
      add oauth_subject text,
      add certificate   bytea,
      add source_ranges text[]      not null default '{}',
      add limits        jsonb       not null default '{}',
      add last_used_at  timestamptz,
      add revision      int         not null default 1,
      add constraint clients_oauth_whole check ((oauth_issuer is null) = (oauth_subject is null)),
      add constraint clients_certificate_form check (octet_length(certificate) = 32);
    create unique index clients_oauth_unique on clients (oauth_issuer, oauth_subject) where revoked_at is null;
    create unique index clients_certificate_unique on clients (certificate) where revoked_at is null;
    create index clients_live on clients (tenant_id, created_at desc, id desc) where revoked_at is null;
    comment on column clients.oauth_subject is 'What the tokens of this client name it, in the claim that the issuer is configured with';
    comment on column clients.certificate is 'SHA-256 of the TLS certificate (DER) that alone makes a caller this client';
    comment on column clients.source_ranges is 'CIDR ranges it may call from; none for anywhere';
    comment on column clients.limits is 'Requests a minute by class, where less than those of its tenant';
    comment on column clients.last_used_at is 'By token or certificate; a key has its own';
  `);
}

/** A client without a key gets one that opens nothing; of two keys the newer stays. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table clients add key_id text, add key_hash bytea, add expires_at timestamptz;
    update clients c set key_id = k.id, key_hash = k.hash, expires_at = least(k.expires_at, c.created_at + interval '366 days')
      from (select distinct on (tenant_id, client_id) * from client_keys
        order by tenant_id, client_id, revoked_at is null desc, created_at desc) k
      where k.tenant_id = c.tenant_id and k.client_id = c.id;
    update clients set key_id = id::text, key_hash = ''::bytea, expires_at = created_at where key_id is null;
    drop index clients_oauth_unique, clients_certificate_unique, clients_live;
    alter table clients
      drop column oauth_issuer,
      drop column oauth_subject,
      drop column certificate,
      drop column source_ranges,
      drop column limits,
      drop column last_used_at,
      drop column revision,
      alter key_id set not null,
      alter key_hash set not null,
      alter expires_at set not null,
      add constraint clients_key_id_unique unique (key_id),
      add constraint clients_expiry_bounded check (expires_at <= created_at + interval '366 days');
    drop table client_keys;
  `);
}
