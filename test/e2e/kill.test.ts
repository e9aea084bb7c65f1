import test, { type ExecutionContext } from 'ava';
import { INTERNET } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const CRASHING = 'test/helpers/crashing-worker-main.ts';

const teardowns: (() => unknown)[] = [];
/** Of all tests that want nothing of their own: each has phones of its own there. */
let shared: Stack;
test.before(async () => {
  shared = await startStack({ teardown: (work) => void teardowns.push(work) });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** What must hold after any crash: the order ends, no part was sent more than twice, each event is charged once. */
async function checkLedgers(
  t: ExecutionContext,
  stack: Stack,
  { id, msisdn }: { id: string; msisdn: string },
): Promise<number> {
  await stack.until(id, 'completed');
  const sent = await stack.submits(msisdn);
  t.true(sent.length <= 2, `${sent.length} sends`);
  t.is(new Set(sent.map(({ userData }) => userData)).size, 1, 'the same octets each time');
  t.deepEqual(await stack.charges(id), [
    'document.delivered:',
    'document.submitted:',
    'order.accepted:',
    'order.completed:',
    'sms.part:1/1',
  ]);
  t.is((await stack.handset(msisdn)).documents.length, 1);
  t.deepEqual(await stack.violations(), []);
  return sent.length;
}

/** Replaces the worker by one that dies at a boundary, orders, waits for the death and starts an honest one. */
async function dieAt(stack: Stack, step: string): Promise<{ id: string; msisdn: string }> {
  const phone = await stack.phone();
  await stack.worker.stop();
  const doomed = await stack.startWorker(CRASHING, { CRASH_AT: step });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  if ((await doomed.ended) !== 'SIGKILL') throw new Error('The worker did not die as planned');
  stack.worker = await stack.startWorker();
  return { id, msisdn: phone.msisdn };
}

test.serial('a worker killed between the journal row and the wire: the part is sent once, later', async (t) => {
  const stack = shared;
  const order = await dieAt(stack, 'journaled');
  t.is(await checkLedgers(t, stack, order), 1);
});

test.serial('a worker killed after the wire: the part is sent once more at most', async (t) => {
  const stack = shared;
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, response: { delayMs: 60_000 } });
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  while ((await stack.submits(phone.msisdn)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await stack.worker.kill();
  stack.worker = await stack.startWorker();
  await checkLedgers(t, stack, { id, msisdn: phone.msisdn });
});

test.serial(
  'a worker killed after the response and before its commit: the part is sent once more at most',
  async (t) => {
    const stack = shared;
    await checkLedgers(t, stack, await dieAt(stack, 'answered'));
  },
);

test.serial('a receipt that names our reference spares the second send', async (t) => {
  // The doubt lasts longer than a worker may take to come up, so that the receipt is there first.
  const stack = await startStack(t, { smsc: { echoReference: true }, env: { IN_DOUBT_SECONDS: '60' } });
  t.is(await checkLedgers(t, stack, await dieAt(stack, 'answered')), 1);
});

test.serial('a worker killed after its commit: nothing is sent again', async (t) => {
  const stack = shared;
  t.is(await checkLedgers(t, stack, await dieAt(stack, 'recorded')), 1);
});

test.serial('an API killed after its commit, before it started anything: the order runs', async (t) => {
  const stack = shared;
  const phone = await stack.phone();
  await stack.api.kill();
  // One that cannot reach Temporal, so that the start is certainly lost with it.
  const port = 1;
  const address = stack.env['TEMPORAL_ADDRESS'];
  stack.env['TEMPORAL_ADDRESS'] = `127.0.0.1:${port}`;
  stack.api = await stack.startApi();
  const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.api.kill();
  stack.env['TEMPORAL_ADDRESS'] = address;
  stack.api = await stack.startApi();
  t.is(await checkLedgers(t, stack, { id, msisdn: phone.msisdn }), 1);
});

test.serial('a worker that is asked to stop under load leaves nothing in doubt', async (t) => {
  const stack = shared;
  const phones = await Promise.all(Array.from({ length: 20 }, () => stack.phone()));
  const orders = await Promise.all(phones.map(({ msisdn }) => stack.order({ device: { msisdn }, ...INTERNET })));
  await stack.worker.stop();
  const [doubts] = await stack.database.rows<{ count: string }>(
    "select count(*) from sends where state in ('writing', 'in_doubt') and order_id = any(:ids::uuid[])",
    { ids: orders.map(({ id }) => id) },
  );
  t.is(doubts?.count, '0');
  stack.worker = await stack.startWorker();
  for (const { id } of orders) await stack.until(id, 'completed');
  for (const { msisdn } of phones) t.is((await stack.submits(msisdn)).length, 1);
  t.deepEqual(await stack.violations(), []);
});
