import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { prepareDatabase } from '../../bin/migrate.ts';
import { ensureDatabase } from '../../launcher/database.ts';
import { findFreePort } from '../../launcher/ports.ts';
import { startPostgres } from '../../launcher/postgres.ts';
import { createProgress } from '../../launcher/progress.ts';
import { findTemporalBinary } from '../../launcher/temporal-binary.ts';
import { startTemporalServer } from '../../launcher/temporal-server.ts';
import { INTERNET } from '../helpers/order-bodies.ts';
import { startStack } from '../helpers/stack.ts';

/** A folder of the test's own, gone with it. */
async function temporary(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dm-wsi-outage-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A Temporal server that this test may kill; started again it has its state. */
async function ownTemporal(t: ExecutionContext) {
  const stateDir = await temporary(t);
  const binary = await findTemporalBinary({
    env: process.env,
    module: 'tools/temporal',
    progress: createProgress(process.stderr),
  });
  const port = await findFreePort();
  const start = () =>
    startTemporalServer({
      binary,
      stateDir,
      logFile: join(stateDir, 'temporal.log'),
      port,
      portVariable: 'TEMPORAL_PORT',
      env: process.env,
    });
  return { start, address: `127.0.0.1:${port}` };
}

test.serial('a Temporal killed while a receipt is due: the order ends when it is back', async (t) => {
  const temporal = await ownTemporal(t);
  let server = await temporal.start();
  t.teardown(() => server.stop());
  const stack = await startStack(t, { temporalAddress: temporal.address });
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, receipt: { never: true } });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(id, 'awaiting_acknowledgement');

  process.kill(server.pid, 'SIGKILL');
  await server.ended;
  // The receipt is taken while Temporal is away.
  const [submit] = await stack.submits(phone.msisdn);
  const { messageId, source } = submit ?? {};
  await stack.smsc('POST', '/receipts', { messageId, stat: 'DELIVRD', source, destination: phone.msisdn });
  while (!(await stack.events(id)).includes('receipt.received'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  server = await temporal.start();

  await stack.until(id, 'completed');
  t.is((await stack.submits(phone.msisdn)).length, 1);
  t.is((await stack.charges(id)).filter((charge) => charge === 'order.completed:').length, 1);
  t.deepEqual(await stack.violations(), []);
});

test.serial('orders are accepted while Temporal is down, and run when it is back', async (t) => {
  const temporal = await ownTemporal(t);
  let server = await temporal.start();
  t.teardown(() => server.stop());
  const stack = await startStack(t, { temporalAddress: temporal.address });
  const phones = await Promise.all(Array.from({ length: 5 }, () => stack.phone()));
  process.kill(server.pid, 'SIGKILL');
  await server.ended;

  const orders = await Promise.all(phones.map(({ msisdn }) => stack.order({ device: { msisdn }, ...INTERNET })));
  t.is((await stack.call('GET', '/readyz')).status, 200);
  server = await temporal.start();

  for (const { id } of orders) await stack.until(id, 'completed');
  t.is((await stack.submits()).length, 5);
  t.deepEqual(await stack.violations(), []);
});

test.serial(
  'a PostgreSQL killed under load: every order that was accepted ends, none is sent more than twice',
  async (t) => {
    const stateDir = await temporary(t);
    const port = await findFreePort();
    const start = () =>
      startPostgres({ stateDir, logFile: join(stateDir, 'postgres.log'), port, portVariable: 'POSTGRES_PORT' });
    let postgres = await start();
    t.teardown(async () => {
      await postgres.stop();
      await rm(postgres.home, { recursive: true, force: true });
    });
    await ensureDatabase(postgres.url('postgres'), 'outage');
    await prepareDatabase(postgres.url('outage'));
    const stack = await startStack(t, { databaseUrl: postgres.url('outage') });
    const phones = await Promise.all(Array.from({ length: 10 }, () => stack.phone()));

    const accepted: string[] = [];
    const ordering = phones.map(async ({ msisdn }, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 100));
      const key = randomUUID();
      // As a client would: what is not accepted for certain is asked again with the same key.
      for (;;) {
        try {
          accepted.push((await stack.order({ device: { msisdn }, ...INTERNET }, key)).id);
          return;
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(postgres.pid, 'SIGKILL');
    await postgres.ended;
    postgres = await start();
    await Promise.all(ordering);

    t.is(new Set(accepted).size, 10);
    for (const id of accepted) await stack.until(id, 'completed');
    for (const { msisdn } of phones) t.true((await stack.submits(msisdn)).length <= 2);
    const [counts] = await stack.database.rows<{ orders: string; completed: string }>(
      `select (select count(*) from orders) as orders,
       (select count(*) from charge_records where kind = 'order.completed') as completed`,
    );
    t.deepEqual(counts, { orders: '10', completed: '10' });
    t.deepEqual(await stack.violations(), []);
  },
);
