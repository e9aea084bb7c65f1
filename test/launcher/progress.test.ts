import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createProgress, type Screen } from '../../launcher/progress.ts';

function screen(extra: Partial<Screen> = {}) {
  const stream = new PassThrough({ encoding: 'utf8' });
  return { stream: Object.assign(stream, extra), text: () => String(stream.read() ?? '') };
}

test('progress without a terminal is one line in a while and one at the end', async (t) => {
  const { stream, text } = screen();
  const result = await createProgress(stream, 20).during('Building', async (report) => {
    report('half');
    await sleep(50);
    return 42;
  });
  t.is(result, 42);
  const lines = text().trimEnd().split('\n');
  t.regex(lines[0]!, /^Building: \d+\.\d s, half$/);
  t.regex(lines.at(-1)!, /^Building: done in \d+\.\d s$/);
});

test('progress on a terminal is one line that is drawn over again and cleared in the end', async (t) => {
  const { stream, text } = screen({ isTTY: true, columns: 100 });
  const progress = createProgress(stream);
  await Promise.all([
    progress.during('Starting PostgreSQL', () => sleep(200)),
    progress.during('Starting Temporal', async () => {
      progress.say('a word');
      await sleep(300);
    }),
  ]);
  const shown = text().replaceAll('\r\u001B[2K', '<clear>');
  t.regex(shown, /<clear>. Starting PostgreSQL: \d+\.\d s · Starting Temporal: \d+\.\d s/);
  t.regex(shown, /<clear>a word\n/);
  t.regex(shown, /<clear>Starting Temporal: done in \d+\.\d s\n$/);
});

test('progress passes an error on and says nothing of an end', async (t) => {
  const { stream, text } = screen();
  const error = new Error('no');
  await t.throwsAsync(
    createProgress(stream).during('Building', () => Promise.reject(error)),
    { is: error },
  );
  t.is(text(), '');
});
