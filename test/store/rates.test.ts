import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createRateCounter } from '../../api/rate-counter.ts';
import { createWorld } from '../helpers/database.ts';

/** Waits for the beginning of a minute when this one is nearly over: what is counted belongs to one window. */
async function enterWindow(): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 20_000) await new Promise((resolve) => setTimeout(resolve, left + 50));
}

test.serial('Four processes together let through what the limit says, and not one more', async (t) => {
  const { stores } = await createWorld(t);
  const bucket = randomUUID();
  await enterWindow();
  const counters = Array.from({ length: 4 }, () => createRateCounter(stores.rates));
  // Each could use up the limit alone: what one has leased and nobody asks it for would be let through by none.
  const answers = await Promise.all(
    counters.flatMap((count) => Array.from({ length: 1_000 }, () => count(bucket, 1_000))),
  );
  t.is(answers.filter(({ allowed }) => allowed).length, 1_000);
  t.true(answers.every(({ endsInMs }) => endsInMs > 0 && endsInMs <= 60_000));
});

test.serial('A lease is a twentieth of the limit at most, and less as little is left', async (t) => {
  const { stores } = await createWorld(t);
  const bucket = randomUUID();
  await enterWindow();
  const granted: number[] = [];
  for (let left = 1; left > 0; ) {
    const lease = await stores.rates.lease({ bucket, limit: 1_000, want: 50 });
    granted.push(lease.granted);
    left = lease.granted;
  }
  t.is(
    granted.reduce((sum, one) => sum + one, 0),
    1_000,
  );
  t.is(granted[0], 50);
  t.is(granted.at(-2), 1);
  t.true(granted.length < 60, String(granted.length));
});

test.serial('A limit that was lowered below what is taken gives nothing', async (t) => {
  const { stores } = await createWorld(t);
  const bucket = randomUUID();
  await enterWindow();
  t.is((await stores.rates.lease({ bucket, limit: 100, want: 50 })).granted, 50);
  t.like(await stores.rates.lease({ bucket, limit: 10, want: 5 }), { granted: 0, rest: 0 });
  t.like(await stores.rates.lease({ bucket, limit: 0, want: 0 }), { granted: 0, rest: 0 });
});

test.serial('A new window begins anew, and an old one never comes back', async (t) => {
  const { stores, database } = await createWorld(t);
  const bucket = randomUUID();
  await enterWindow();
  await stores.rates.lease({ bucket, limit: 100, want: 100 });
  await database.rows(`update rate_windows set window_at = window_at - interval '1 minute'`);
  t.like(await stores.rates.lease({ bucket, limit: 100, want: 40 }), { granted: 40, rest: 60 });
  // As if a statement of this minute had waited for one of the next.
  await database.rows(`update rate_windows set window_at = window_at + interval '1 minute', taken = 100`);
  t.like(await stores.rates.lease({ bucket, limit: 100, want: 40 }), { granted: 0, rest: 0 });
});

test.serial('What is kept of a client or an address names neither', async (t) => {
  const { stores, database } = await createWorld(t);
  await stores.rates.lease({ bucket: 'failures/192.0.2.1', limit: 10, want: 1 });
  const rows = await database.rows<{ text: string }>('select r::text as text from rate_windows r');
  t.is(rows.length, 1);
  t.false(rows[0]!.text.includes('192.0.2.1') || rows[0]!.text.includes(Buffer.from('192.0.2.1').toString('hex')));
});
