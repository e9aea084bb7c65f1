import createKnex, { type Knex } from 'knex';

/** Any number will do, as long as every starter of this service takes the same. */
const LOCK = 7_245_901;

/**
 * Brings the schema up to date. Any number of processes may try at once: one migrates, the others wait and find it done.
 *
 * @param directory - where the migrations are
 * @returns the names of the migrations that were run
 * @throws Error when a tenant's rows are not walled off afterwards, as after a restore on a server without the roles
 */
export async function migrateDatabase(url: string, directory: string): Promise<string[]> {
  const knex = createKnex({
    client: 'pg',
    connection: url,
    pool: { min: 0, max: 3 },
    migrations: { directory, loadExtensions: ['.ts', '.js'], tableName: 'schema_migrations' },
  });
  try {
    return await knex.transaction(async (lock) => {
      await lock.raw('select pg_advisory_xact_lock(?)', [LOCK]);
      // Ours is the real lock: one that a killed process left in knex's own table means nothing.
      await knex.migrate.forceFreeMigrationsLock();
      const [, names] = await knex.migrate.latest();
      await requireWalls(knex);
      return names;
    });
  } finally {
    await knex.destroy();
  }
}

async function requireWalls(knex: Knex): Promise<void> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(OPEN_TABLES);
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new Error(`Cannot use the database: row-level security or its policies are missing for ${names}`);
}

const OPEN_TABLES = `
  select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not (c.relrowsecurity and c.relforcerowsecurity
      and exists (select 1 from pg_policies p where p.tablename = c.relname and p.schemaname = 'public'
        and 'wsi_tenant' = any(p.roles))
      and exists (select 1 from pg_policies p where p.tablename = c.relname and p.schemaname = 'public'
        and 'wsi_service' = any(p.roles)))
  order by 1`;
