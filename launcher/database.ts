import { Client, DatabaseError } from 'pg';

const DUPLICATE_DATABASE = '42P04';

/**
 * Makes a database unless there is one of that name.
 *
 * @param adminUrl - of any database of the same server, with a user who may make databases
 * @param name - letters, digits and underscores
 */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new Error(`Cannot make a database: "${name}" is no plain name`);
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === DUPLICATE_DATABASE)) throw error;
  } finally {
    await client.end();
  }
}
