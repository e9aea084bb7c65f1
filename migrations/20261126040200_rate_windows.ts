import type { Knex } from 'knex';

/**
 * How much of a minute's requests has been given out, a row for each client and class.
 *
 * Not logged: after a crash of the server the minute begins again, and nothing that is written here waits for a disk. A
 * row is used again from minute to minute, so there are only as many as there are clients; those of addresses are
 * cleared away.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create unlogged table rate_windows (
      bucket    bytea       not null,
      window_at timestamptz not null,
      taken     int         not null,
      granted   int         not null,
      constraint rate_windows_pkey primary key (bucket)
    ) with (fillfactor = 50);
    comment on column rate_windows.bucket is 'Keyed hash of whose requests are counted, and of what class';
    comment on column rate_windows.taken is 'Given out in this window, to all processes';
    comment on column rate_windows.granted is 'Given out last';
    grant select, insert, update, delete on rate_windows to wsi_service;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table rate_windows');
}
