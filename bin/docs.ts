import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { documentedRoutes } from '../api/app.ts';
import { fillMarked, pagesFrom } from '../api/documentation.ts';
import { runMain } from './process.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Writes the tables of the documentation that are made from the code. A test tells when they are behind. */
await runMain(async () => {
  for (const { path, sections } of pagesFrom(documentedRoutes())) {
    const file = `${project}${path}`;
    await writeFile(file, fillMarked(await readFile(file, 'utf8'), sections));
  }
});
