import { stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { createLineSplitter, openLog, readTail } from '../../launcher/logs.ts';
import { fc } from '../helpers/drawn-values.ts';
import { makeFolder } from './world.ts';

test('createLineSplitter() gives the same lines however the text is cut', (t) => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z ]{0,6}$/)), fc.array(fc.nat({ max: 5 })), (lines, cuts) => {
      const got: string[] = [];
      const split = createLineSplitter((line) => got.push(line));
      let text = lines.map((line) => `${line}\n`).join('');
      for (const cut of cuts) {
        split(text.slice(0, cut));
        text = text.slice(cut);
      }
      split(text);
      split();
      t.deepEqual(got, lines);
    }),
  );
});

test('createLineSplitter() gives a last line without its end when the text is over', (t) => {
  const got: string[] = [];
  const split = createLineSplitter((line) => got.push(line));
  split('a\r\nb');
  t.deepEqual(got, ['a']);
  split();
  t.deepEqual(got, ['a', 'b']);
});

test('readTail() gives the last lines of a long file', async (t) => {
  const file = join(await makeFolder(t), 'log');
  await writeFile(file, Array.from({ length: 5_000 }, (_, i) => `line ${i}\n`).join(''));
  t.is(await readTail(file, 2), 'line 4998\nline 4999');
});

test('readTail() gives nothing for a file that is not there', async (t) => {
  t.is(await readTail(join(await makeFolder(t), 'absent'), 2), '');
});

test('openLog() makes a file that only its owner reads, and its folder', async (t) => {
  const file = join(await makeFolder(t), 'logs', 'it.log');
  await (await openLog(file)).close();
  t.is((await stat(file)).mode & 0o777, 0o600);
});

test('openLog() puts a log aside that has grown past 16 MB', async (t) => {
  const file = join(await makeFolder(t), 'it.log');
  await writeFile(file, '');
  await truncate(file, 16 * 1_024 * 1_024 + 1);
  await (await openLog(file)).close();
  t.is((await stat(file)).size, 0);
  t.is((await stat(`${file}.old`)).size, 16 * 1_024 * 1_024 + 1);
});
