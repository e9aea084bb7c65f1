import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { findBarrier, isOpenTo, makePostgresHome, postgresUser } from '../../launcher/postgres-user.ts';
import { makeFolder } from './world.ts';

const STRANGER = { uid: 65_000, gid: 65_000 };

test('PostgreSQL runs as nobody when the launcher is root, else as the launcher', (t) => {
  t.deepEqual(postgresUser(0), { uid: 65_534, gid: 65_534 });
  t.is(postgresUser(1_000), undefined);
});

test('findBarrier() names the first folder that keeps a user out', async (t) => {
  const folder = await makeFolder(t);
  const deep = join(folder, 'a', 'b', 'c');
  await mkdir(deep, { recursive: true });
  t.is(await findBarrier(deep, STRANGER), undefined);
  await chmod(join(folder, 'a', 'b'), 0o700);
  await chmod(join(folder, 'a'), 0o700);
  t.is(await findBarrier(deep, STRANGER), join(folder, 'a'));
});

test('isOpenTo() looks at the owner, the group or the rest, whichever the user is', async (t) => {
  const folder = await makeFolder(t);
  const { uid, gid } = await stat(folder);
  await chmod(folder, 0o741);
  t.true(await isOpenTo(folder, { uid, gid: 1 }, 0o7));
  t.true(await isOpenTo(folder, { uid: 65_000, gid }, 0o4));
  t.false(await isOpenTo(folder, { uid: 65_000, gid }, 0o1));
  t.true(await isOpenTo(folder, STRANGER, 0o1));
  t.false(await isOpenTo(folder, STRANGER, 0o4));
});

test('the home of the database is in the state folder where its user can pass', async (t) => {
  const folder = await makeFolder(t);
  const state = join(folder, 'state');
  t.deepEqual(await makePostgresHome(state, { user: STRANGER }), { path: join(state, 'postgres'), barrier: undefined });
  t.is((await stat(state)).mode & 0o777, 0o711);
});

test('the home of the database is elsewhere where its user cannot pass, and always the same', async (t) => {
  const folder = await makeFolder(t);
  const project = join(folder, 'project');
  await mkdir(project, { mode: 0o700 });
  const options = { user: STRANGER, systemState: join(folder, 'system') };

  const home = await makePostgresHome(join(project, 'state'), options);

  t.is(home.barrier, project);
  t.regex(home.path, new RegExp(`^${join(folder, 'system')}/[0-9a-f]{12}$`));
  t.deepEqual(await makePostgresHome(join(project, 'state'), options), home);
  t.not((await makePostgresHome(join(project, 'state2'), options)).path, home.path);
});

test('makePostgresHome() names what is in the way when there is no place', async (t) => {
  const folder = await makeFolder(t);
  await chmod(folder, 0o700);
  const options = { user: STRANGER, systemState: join(folder, 'system') };
  await t.throwsAsync(makePostgresHome(join(folder, 'state'), options), {
    message: new RegExp(
      `as root it must run as user 65000, who may pass neither ${folder} nor ${folder}; set WSI_STATE_DIR`,
    ),
  });
});

test('a launcher that is not root keeps the database in the state folder whatever lies above', async (t) => {
  const folder = await makeFolder(t);
  t.deepEqual(await makePostgresHome(folder, { user: undefined }), {
    path: join(folder, 'postgres'),
    barrier: undefined,
  });
});
