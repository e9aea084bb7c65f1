import { randomUUID } from 'node:crypto';
import test from 'ava';
import { createBearerStore } from '../../store/bearers.ts';
import { createPaceStore } from '../../store/paces.ts';
import { createVault } from '../../store/vault.ts';
import { createWorld } from '../helpers/database.ts';

test('documents of a tenant take moments one after the other, whoever asks, and an attempt keeps its own', async (t) => {
  const world = await createWorld(t);
  const paces = createPaceStore(world.database);
  const orders = await Promise.all(Array.from({ length: 10 }, () => world.order()));
  const of = { tenantId: world.principal.tenantId, perMinute: 2 };
  const keys = orders.map((orderId) => ({ orderId, run: 1, attempt: 1 }));
  const taken = await Promise.all(keys.map((key) => paces.take(key, of)));
  const sorted = taken.toSorted((one, other) => one - other);
  t.true((sorted[0] ?? 1) <= 0, 'the first may go at once');
  // Half a minute apart, as far as they were asked for at the same time.
  for (const [i, ms] of sorted.entries()) t.true(Math.abs(ms - i * 30_000) < 15_000, `${i}: ${ms}`);

  const again = await Promise.all(keys.map((key) => paces.take(key, of)));
  for (const [i, ms] of again.entries()) t.true(ms <= (taken[i] ?? 0));
  const next = await paces.take({ ...keys[0]!, attempt: 2 }, of);
  t.true(next > 270_000, 'a further attempt takes a moment of its own');

  const other = await world.database.rows<{ id: string }>(
    "insert into tenants (name) values ('other') returning id::text as id",
  );
  const theirs = await paces.take(
    { orderId: randomUUID(), run: 1, attempt: 1 },
    { tenantId: other[0]!.id, perMinute: 2 },
  );
  t.true(theirs <= 0, 'nobody else waits for it');
});

test('workers that have a bearer open share its rate', async (t) => {
  const world = await createWorld(t);
  const bearers = createBearerStore(world.database, createVault(new Uint8Array(32)), (_, url) => url);
  const actor = { tenantId: world.principal.tenantId, clientId: null, correlator: 'c' };
  await bearers.create(actor, { name: 'smsc', kind: 'smpp', url: 'smpp://h', rate: 30 });
  await bearers.create(actor, { name: 'free', kind: 'smpp', url: 'smpp://i' });
  const workers = [randomUUID(), randomUUID(), randomUUID()];
  const shareOf = async (worker: string) => (await bearers.all(worker)).map(({ share }) => share);
  t.deepEqual(await shareOf(workers[0]!), [null, 30], 'the first has all of it');
  const link = { state: 'open', isReady: true, inFlight: 0, waiting: 0, perSecond: null };
  for (const worker of workers) await bearers.report(worker, [{ ...link, bearer: 'smsc' }]);
  for (const worker of workers) t.deepEqual(await shareOf(worker), [null, 10]);
  await bearers.report(workers[2]!, []);
  t.deepEqual(await shareOf(workers[0]!), [null, 15], 'what one leaves is for the others');
  await bearers.update(actor, 'smsc', { change: { rate: null } });
  t.deepEqual(await shareOf(workers[0]!), [null, null]);
  await bearers.update(actor, 'smsc', { change: { priority: 5 } });
});
