import { skeletonOf } from '../domain/names.ts';
import { createShortMemory } from '../domain/short-memory.ts';
import type { Database } from './database.ts';

/** How long the titles of all tenants are known without looking again, in milliseconds. */
const TITLES_MS = 10_000;

/** What the titles of all tenants look like. Each is worked out once; which there are is asked for every ten seconds. */
export function createTitles(database: Database): () => Promise<ReadonlySet<string>> {
  const memory = createShortMemory<ReadonlySet<string>>({ ms: TITLES_MS, most: 1 });
  let known: ReadonlyMap<string, string> = new Map();
  return () =>
    memory.recall('titles', async () => {
      // Across tenants: a name is misleading because of somebody else's title.
      const rows = await database.rows<{ title: string }>("select title from tenants where title <> ''");
      known = new Map(rows.map(({ title }) => [title, known.get(title) ?? skeletonOf(title)]));
      return new Set(known.values());
    });
}
