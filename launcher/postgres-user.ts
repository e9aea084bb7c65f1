import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A user of the system, by number. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who PostgreSQL runs as when the launcher is root, which it refuses to be: `nobody`, a number that is the same in
 * every image and needs no entry in /etc/passwd.
 */
const NOBODY: UserIds = { uid: 65_534, gid: 65_534 };

/** Where root keeps state that must survive a restart of the machine. */
const SYSTEM_STATE = '/var/lib/dm-wsi';

/** The user to run PostgreSQL as; undefined for the launcher's own. */
export function postgresUser(launcherUid: number | undefined = process.getuid?.()): UserIds | undefined {
  return launcherUid === 0 ? NOBODY : undefined;
}

/**
 * The first folder on the way to `path` that keeps the user out; undefined when the way is free.
 * Looks at permission bits only: where more rules apply, the program itself will say so.
 */
export async function findBarrier(path: string, user: UserIds): Promise<string | undefined> {
  const parent = dirname(path);
  const above = parent === path ? undefined : await findBarrier(parent, user);
  if (above !== undefined) return above;
  return (await isOpenTo(path, user, 0o1)) ? undefined : path;
}

/** Whether the bits (as in the last digit of a mode) hold for the user on this file. */
export async function isOpenTo(path: string, { uid, gid }: UserIds, bits: number): Promise<boolean> {
  const stats = await stat(path);
  if (stats.uid === uid) return ((stats.mode >> 6) & bits) === bits;
  if (stats.gid === gid) return ((stats.mode >> 3) & bits) === bits;
  return (stats.mode & bits) === bits;
}

export interface PostgresHome {
  readonly path: string;
  /** The folder that made it another place than the one inside the state folder. */
  readonly barrier: string | undefined;
}

export interface HomeOptions {
  readonly user: UserIds | undefined;
  /** Other than /var/lib/dm-wsi, for tests. */
  readonly systemState?: string;
}

/**
 * Makes the folder for the database: inside `stateDir`, unless PostgreSQL has to run as another user who cannot get
 * there (a project under root's own home, which is 0700). Then the folder is in /var/lib/dm-wsi, named for `stateDir`.
 *
 * @throws Error naming the folder in the way when that is no help either
 */
export async function makePostgresHome(stateDir: string, options: HomeOptions): Promise<PostgresHome> {
  const { user, systemState = SYSTEM_STATE } = options;
  await mkdir(stateDir, { recursive: true });
  if (!user) return { path: await makeFolder(join(stateDir, 'postgres')), barrier: undefined };

  // Passable, not readable: what is secret inside has its own permissions.
  await chmod(stateDir, 0o711);
  const barrier = await findBarrier(stateDir, user);
  if (barrier === undefined) return { path: await makeFolder(join(stateDir, 'postgres')), barrier };

  const name = createHash('sha256').update(stateDir).digest('hex').slice(0, 12);
  await makeFolder(systemState);
  const path = await makeFolder(join(systemState, name));
  const second = await findBarrier(path, user);
  if (second === undefined) return { path, barrier };
  throw new Error(
    `Cannot give PostgreSQL a folder: as root it must run as user ${user.uid}, who may pass neither ${barrier} nor ` +
      `${second}; set WSI_STATE_DIR to a folder everybody can pass, or DATABASE_URL to a database of your own`,
  );
}

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o711);
  return path;
}
