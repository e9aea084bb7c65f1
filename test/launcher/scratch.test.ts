import { access, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { claim } from '../../launcher/pid-file.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { isAlive } from '../../launcher/processes.ts';
import { createProgress } from '../../launcher/progress.ts';
import { startScratchParts, sweepScratch } from '../../launcher/scratch.ts';
import { killNow, makeFolder, projectDir, startLauncher } from './world.ts';

const YESTERDAY = new Date(Date.now() - 86_400_000);

test('scratch parts run until they are stopped, and leave nothing', async (t) => {
  const parts = await startScratchParts({
    env: process.env,
    module: join(projectDir, 'tools', 'temporal'),
    progress: createProgress(process.stderr),
    settings: { fsync: 'off' },
  });
  t.true(await isAlive(parts.postgres.pid));
  t.true(await isAlive(parts.temporal.pid));
  await parts.stop();
  t.false(await isAlive(parts.postgres.pid));
  t.false(await isAlive(parts.temporal.pid));
  await t.throwsAsync(access(parts.folder), { code: 'ENOENT' });
});

test('scratch parts of which one does not start are not left half', async (t) => {
  const folder = await makeFolder(t);
  const fake = join(folder, 'temporal');
  await writeFile(fake, '#!/bin/sh\n[ "$1" = --version ] && echo "(Server 1.31.2)" && exit\nexit 1\n', { mode: 0o755 });
  const started = startScratchParts({
    env: { ...process.env, TEMPORAL_CLI: fake },
    module: folder,
    progress: createProgress(process.stderr),
  });
  const error = await t.throwsAsync(started, { message: /^Cannot start Temporal: it ended at once/ });
  const [state = ''] = /\S+(?=\/logs\/temporal\.log)/.exec(error.message) ?? [];
  await t.throwsAsync(access(state), { code: 'ENOENT' });
});

test('what a killed run has left is ended and removed; what runs or is none of ours stays', async (t) => {
  const parent = await makeFolder(t);
  const abandoned = await mkdtemp(join(parent, 'dm-wsi-scratch-'));
  const port = String(await findFreePort());
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'postgres', STATE_DIR: abandoned, PORT: port });
  await killNow(launcher);
  const owned = await mkdtemp(join(parent, 'dm-wsi-scratch-'));
  await claim(join(owned, 'owner.pid'));
  const fresh = await mkdtemp(join(parent, 'dm-wsi-scratch-'));
  const other = join(parent, 'other');
  await mkdir(other);
  for (const folder of [abandoned, owned, other]) await utimes(folder, YESTERDAY, YESTERDAY);

  t.is(await sweepScratch(parent), 1);

  t.false(await isAlive(said.pid));
  await t.throwsAsync(access(abandoned), { code: 'ENOENT' });
  for (const folder of [owned, fresh, other]) await t.notThrowsAsync(access(folder));
  await rm(parent, { recursive: true });
});
