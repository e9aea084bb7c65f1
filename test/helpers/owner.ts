import pg from 'pg';

/** Runs statements as the owner of the tables, without walls, triggers or leave: what a person with the keys to the database can do. */
export async function asOwner(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Triggers do not fire for a replica: those that refuse a change among them.
    await client.query("set session_replication_role = 'replica'");
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
