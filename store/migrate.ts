import createKnex from 'knex';

/** Any number will do, as long as every starter of this service takes the same. */
const LOCK = 7_245_901;

/**
 * Brings the schema up to date. Any number of processes may try at once: one migrates, the others wait and find it done.
 *
 * @param directory - where the migrations are
 * @returns the names of the migrations that were run
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
      return names;
    });
  } finally {
    await knex.destroy();
  }
}
