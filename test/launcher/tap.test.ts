import test from 'ava';
import { createTapReader, formatSummary } from '../helpers/tap.ts';

function readAll(lines: readonly string[]) {
  const printed: string[] = [];
  const reader = createTapReader((line) => printed.push(line));
  for (const line of lines) reader.read(line);
  return { printed, summary: reader.summary() };
}

test('a TAP stream is counted and printed for people', (t) => {
  const { printed, summary } = readAll([
    'TAP version 13',
    'ok 1 - codecs › a # in a title',
    'not ok 2 - store › breaks',
    '  ---',
    '    name: AssertionError',
    '  ...',
    'ok 3 - later # SKIP',
    'not ok 4 - some day # TODO',
    'ok',
    '# a word',
    '',
    '1..5',
    '# tests 4',
    '# pass 2',
    '# skip 1',
    '# fail 1',
  ]);
  const broken = { title: 'store › breaks', details: ['  ---', '    name: AssertionError', '  ...'] };
  t.deepEqual(summary, { passed: 2, failed: 1, skipped: 2, failures: [broken] });
  t.deepEqual(printed, [
    '✔ codecs › a # in a title',
    '✖ store › breaks',
    '    ---',
    '      name: AssertionError',
    '    ...',
    '- later (skip)',
    '- some day (todo)',
    '✔ ',
    '  # a word',
  ]);
});

test('a line that only looks like a result is none', (t) => {
  const { summary } = readAll(['okay', 'nothing ok', '  ok 1 - within the details of a failure', 'not okay']);
  t.deepEqual(summary, { passed: 0, failed: 0, skipped: 0, failures: [] });
});

test('the last line tells skipped tests only when there are some', (t) => {
  t.is(formatSummary({ passed: 12, failed: 0, skipped: 0 }), '12 passed, 0 failed');
  t.is(formatSummary({ passed: 1, failed: 2, skipped: 3 }), '1 passed, 2 failed, 3 skipped');
});
