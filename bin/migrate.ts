import { fileURLToPath } from 'node:url';

import { createDatabase } from '../store/database.ts';
import { createDefinitionStore } from '../store/definitions.ts';
import { migrateDatabase } from '../store/migrate.ts';
import { loadConfig } from './config.ts';
import { readDefinitions } from './definitions.ts';
import { isMain, runMain, sayReady } from './process.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Brings the schema up to date and registers the definitions that come with it. Safe to repeat, and to run in several places at once. */
export async function prepareDatabase(url: string): Promise<string[]> {
  const names = await migrateDatabase(url, MIGRATIONS);
  const database = createDatabase(url, 2);
  try {
    await createDefinitionStore(database).install(readDefinitions().map((definition) => ({ definition, needs: [] })));
  } finally {
    await database.close();
  }
  return names;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const { databaseUrl } = loadConfig(process.env, ['databaseUrl']);
    sayReady({ migrated: await prepareDatabase(databaseUrl) });
  });
}
