import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { createApiWorld } from '../helpers/api-world.ts';
import { makeFolder, projectDir } from '../launcher/world.ts';

const run = promisify(execFile);
const PROGRAM = `
  import { createClient, ProblemError } from '@dm-wsi/client';
  const [, , baseUrl, key] = process.argv;
  const client = createClient({ baseUrl, key });
  const { data } = await client.GET('/v1/definitions/{name}', { params: { path: { name: 'mail' } } });
  const error = await client.GET('/v1/definitions/{name}', { params: { path: { name: 'none' } } }).catch((e) => e);
  console.log(data.name, error instanceof ProblemError, error.code);
`;

async function readJson(path: string) {
  return JSON.parse(await readFile(join(projectDir, path), 'utf8'));
}

test('The package as it is packed runs in plain Node.js', async (t) => {
  const { url, key } = await createApiWorld(t);
  const folder = await makeFolder(t);
  const home = join(folder, 'node_modules', '@dm-wsi', 'client');
  await mkdir(home, { recursive: true });
  const tsc = join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', join(projectDir, 'client'), '--outDir', join(home, 'dist')]);
  await copyFile(join(projectDir, 'client', 'package.json'), join(home, 'package.json'));
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    await symlink(join(projectDir, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await writeFile(join(folder, 'program.mjs'), PROGRAM);
  const { stdout } = await run(process.execPath, ['program.mjs', url, key], { cwd: folder });
  t.is(stdout, 'mail true definition_not_found\n');
  await t.notThrowsAsync(readFile(join(home, 'dist', 'index.d.ts')));
});

test('The package has the version of the product and needs what is tested here', async (t) => {
  const [ours, packed, fetch] = await Promise.all(
    ['package.json', 'client/package.json', 'node_modules/openapi-fetch/package.json'].map(readJson),
  );
  t.is(packed.version, ours.version);
  t.deepEqual(packed.dependencies, { 'openapi-fetch': fetch.version });
});
