/**
 * Networks that are cut between our processes and PostgreSQL, Temporal and the SMSC (row F77 of the fault matrix), one way and both:
 * for as long as it lasts, nothing is lost and nothing done twice, and all goes on by itself afterwards.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createTestDatabase } from '../helpers/database.ts';
import { createFaultProxy, type FaultProxy } from '../helpers/fault-proxy.ts';
import { createFaultWorld, type FaultOrder, type FaultWorld } from '../helpers/fault-world.ts';
import { INTERNET } from '../helpers/order-bodies.ts';

/** Longer than what waits for an answer over the network gives it here. */
const CUT_MS = 1_500;

const teardowns: (() => unknown)[] = [];
const t0 = { teardown: (work: () => unknown) => void teardowns.push(work) };
let world: FaultWorld;
let networks: Record<'PostgreSQL' | 'Temporal' | 'SMSC', FaultProxy>;

async function before(address: URL): Promise<FaultProxy> {
  const proxy = await createFaultProxy(Number(address.port));
  t0.teardown(() => proxy.stop());
  address.port = String(proxy.port);
  address.hostname = '127.0.0.1';
  return proxy;
}

test.before(async () => {
  const databaseUrl = await createTestDatabase(t0);
  const database = new URL(databaseUrl);
  const temporal = new URL(`http://${process.env['TEST_TEMPORAL_ADDRESS']}`);
  const [postgresProxy, temporalProxy] = [await before(database), await before(temporal)];
  world = await createFaultWorld(t0, {
    databaseUrl,
    env: { DATABASE_URL: database.href, TEMPORAL_ADDRESS: temporal.host },
  });
  networks = { PostgreSQL: postgresProxy, Temporal: temporalProxy, SMSC: world.smpp };
});
test.afterEach.always(async () => {
  for (const proxy of Object.values(networks)) await proxy.heal();
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** As a client would: what is not accepted for certain is asked again, with the same key. */
async function insist(msisdn: string): Promise<FaultOrder> {
  const key = randomUUID();
  for (;;) {
    try {
      const signal = AbortSignal.timeout(5_000);
      const asked = world.stack.order({ device: { msisdn }, ...INTERNET }, key);
      const { id } = await Promise.race([
        asked,
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
      ]);
      return { id, msisdn };
    } catch {
      await sleep(100);
    }
  }
}

for (const [name, fault, way] of [
  ['PostgreSQL', 'stall', undefined],
  ['PostgreSQL', 'swallow', undefined],
  ['PostgreSQL', 'swallow', 'toClient'],
  ['Temporal', 'stall', undefined],
  ['Temporal', 'swallow', 'toClient'],
  ['SMSC', 'stall', undefined],
  ['SMSC', 'stall', 'toClient'],
] as const) {
  const cut = `${fault === 'stall' ? 'holds back' : 'loses'} ${way === undefined ? 'everything' : 'what comes back'}`;
  test.serial(`F77: a network to ${name} that ${cut} for a time, under load`, async (t) => {
    const phones = await world.phones(12);
    const orders = phones.map(async (msisdn, i) => {
      // Some before, most meanwhile.
      await sleep(i * 60);
      return insist(msisdn);
    });
    await sleep(150);
    networks[name].set(fault, way);
    await sleep(CUT_MS);
    await networks[name].heal();
    const accepted = await Promise.all(orders);
    t.is(new Set(accepted.map(({ id }) => id)).size, 12);
    const ends = await world.agree(t, accepted, ['completed', 'unconfirmed']);
    t.log(`${(await world.seen(accepted)).length} sends, ${await world.sends(accepted, 'in_doubt')} in doubt`);
    t.true(ends.every(({ state }) => state === 'completed'));
    const [row] = await world.stack.database.rows<{ count: number }>(
      'select count(*)::int as count from orders where device_id in (select device_id from orders where id = any(:ids::uuid[]))',
      { ids: accepted.map(({ id }) => id) },
    );
    t.is(row?.count, 12, 'each request is one order');
  });
}
