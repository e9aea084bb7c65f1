import { writeFile } from 'node:fs/promises';
import { documentedRoutes } from '../api/app.ts';
import { describeApi } from '../api/openapi.ts';
import { schemaSource } from '../client/generate.ts';
import { runMain } from './process.ts';

/** Writes the types of the client package anew. A test tells when they are behind. */
await runMain(async () => {
  const source = await schemaSource(describeApi({ routes: documentedRoutes() }));
  await writeFile(new URL('../client/src/schema.ts', import.meta.url), source);
});
