import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { claim, findRecorded, writePidFile } from '../../launcher/pid-file.ts';
import { killNow, makeFolder, startLauncher } from './world.ts';

test('a recorded process is found with its note', async (t) => {
  const file = join(await makeFolder(t), 'it.pid');
  await writePidFile(file, process.pid, 'note');
  const found = await findRecorded(file);
  t.is(found?.pid, process.pid);
  t.is(found?.note, 'note');
});

for (const [what, text] of [
  ['a number that another process has now', JSON.stringify({ pid: process.pid, identity: 'earlier', note: '' })],
  ['a number that nothing has', JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x', note: '' })],
  ['no record', '{"pid":"1"}'],
  ['half a record', '{"pid":12'],
  ['nothing', ''],
] as const) {
  test(`a file with ${what} names no process, and is no claim`, async (t) => {
    const file = join(await makeFolder(t), 'it.pid');
    await writeFile(file, text);
    t.is(await findRecorded(file), undefined);
    t.true((await claim(file)).held);
  });
}

test('a place is held until it is released', async (t) => {
  const folder = await makeFolder(t);
  const file = join(folder, 'it.pid');
  const first = await claim(file);
  const second = await claim(file);
  t.true(first.held);
  t.like(second, { held: false, by: { pid: process.pid } });
  if (first.held) await first.release();
  t.deepEqual(await readdir(folder), []);
  t.true((await claim(file)).held);
});

test('of several that find a dead claim at once exactly one gets the place', async (t) => {
  const folder = await makeFolder(t);
  for (let round = 0; round < 10; round++) {
    const file = join(folder, `${round}.pid`);
    await writeFile(file, JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x', note: '' }));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(file)));
    t.is(claims.filter(({ held }) => held).length, 1);
  }
  t.is((await readdir(folder)).length, 10);
});

test('a claim is cleared away though one that did so was killed in the middle', async (t) => {
  const file = join(await makeFolder(t), 'it.pid');
  await writeFile(file, '');
  await mkdir(`${file}.clearing`);
  await utimes(`${file}.clearing`, 0, 0);
  t.true((await claim(file)).held);
});

test('a place that a killed process held is free', async (t) => {
  const folder = await makeFolder(t);
  const { launcher, said } = await startLauncher(t, { LAUNCH: 'claim', STATE_DIR: folder });
  t.true(said.held);
  t.like(await claim(join(folder, 'place.pid')), { held: false, by: { pid: launcher.pid! } });
  await killNow(launcher);
  t.true((await claim(join(folder, 'place.pid'))).held);
});

test('claim() says so when the folder is missing', async (t) => {
  await t.throwsAsync(claim(join(await makeFolder(t), 'absent', 'it.pid')), { code: 'ENOENT' });
});
