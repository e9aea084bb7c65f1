import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { hearStopRequest } from '../../launcher/stop-request.ts';

test.serial('a signal asks to stop; the same one passed on by npm is not impatience, a later one is', async (t) => {
  let impatience = 0;
  const { asked, signal } = hearStopRequest({ npm_lifecycle_event: 'start' }, () => (impatience += 1));
  t.teardown(() => process.removeAllListeners('SIGHUP'));
  t.false(signal.aborted);

  process.emit('SIGHUP');
  process.emit('SIGHUP');
  await asked;
  t.true(signal.aborted);
  t.is(impatience, 0);

  await sleep(1_100);
  process.emit('SIGHUP');
  t.is(impatience, 1);
});
