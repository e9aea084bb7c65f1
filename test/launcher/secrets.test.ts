import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadSecret } from '../../launcher/secrets.ts';
import { makeFolder } from './world.ts';

test('a secret is made once, of the size that is wanted, and kept where only its owner reads it', async (t) => {
  const folder = join(await makeFolder(t), 'state');
  const secret = await loadSecret(join(folder, 'key'), { bytes: 32, encoding: 'base64' });
  t.is(Buffer.from(secret, 'base64').length, 32);
  t.is(await loadSecret(join(folder, 'key'), { bytes: 32, encoding: 'base64' }), secret);
  t.is((await stat(join(folder, 'key'))).mode & 0o777, 0o600);
  t.deepEqual(await readdir(folder), ['key']);
});

test('an empty secret is refused and not replaced', async (t) => {
  const file = join(await makeFolder(t), 'key');
  await writeFile(file, '\n');
  await t.throwsAsync(loadSecret(file, { bytes: 8, encoding: 'hex' }), {
    message: `Cannot use the secret in ${file}: the file is empty`,
  });
});

test('a secret that cannot be read is not replaced', async (t) => {
  await t.throwsAsync(loadSecret(await makeFolder(t), { bytes: 8, encoding: 'hex' }), { code: 'EISDIR' });
});
