import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { INTERNET, TWO_PARTS } from '../helpers/order-bodies.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

const CRASHING = 'test/helpers/crashing-worker-main.ts';
/** Orders for one phone at once. */
const ORDERS = 20;
/** Short leases: a holder that stands still is found out soon. */
const SHORT = { env: { TURN_LEASE_SECONDS: '3', IN_DOUBT_SECONDS: '1' } };

const teardowns: (() => unknown)[] = [];
/** One with the usual lease, and one with short ones: each test has a phone of its own there. */
let usual: Stack;
let short: Stack;
test.before(async () => {
  const end = { teardown: (work: () => unknown) => void teardowns.push(work) };
  usual = await startStack(end);
  short = await startStack(end, SHORT);
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

interface Phone {
  readonly msisdn: string;
  readonly deviceId: string;
}

/** Which order each part at the SMSC was of, in the order in which they came. */
async function ledgerOf(stack: Stack, { msisdn }: Phone): Promise<string[]> {
  const rows = await stack.database.rows<{ order_id: string; message_id: string }>(
    'select order_id, message_id from sends where message_id is not null',
  );
  const orders = new Map(rows.map((row) => [row.message_id, row.order_id]));
  return (await stack.submits(msisdn)).map(({ messageId }) => orders.get(String(messageId)) ?? 'unknown');
}

async function untilEvent(stack: Stack, id: string, type: string): Promise<void> {
  for (const deadline = Date.now() + 180_000; !(await stack.events(id)).includes(type); await sleep(50)) {
    if (Date.now() > deadline) throw new Error(`${type} did not come\n${stack.worker.log()}`);
  }
}

async function acknowledge(stack: Stack, id: string): Promise<void> {
  const { status } = await stack.call('POST', `/v1/orders/${id}/acknowledgements`, {
    outcome: 'applied',
    source: 'network',
  });
  if (status !== 202) throw new Error(`Acknowledgement: ${status}`);
}

/** An order that has sent everything and hears nothing, and another that waits for it. */
async function holdUp(stack: Stack): Promise<{ phone: Phone; first: string; second: string }> {
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 1, receipt: { never: true } });
  const first = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(first.id, 'awaiting_acknowledgement');
  const second = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.until(second.id, ['queued', 'completed']);
  return { phone, first: first.id, second: second.id };
}

async function holds(t: ExecutionContext, stack: Stack): Promise<void> {
  t.deepEqual(await stack.violations(), []);
}

test.serial('twenty orders for one phone at once: strict turns in the order of acceptance, and all end', async (t) => {
  const stack = usual;
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, times: 2, receipt: { never: true } });
  const body = (name: string) => ({
    device: { msisdn: phone.msisdn },
    ...TWO_PARTS,
    parameters: { ...TWO_PARTS.parameters, name },
  });
  const first = await stack.order(body('Acme'));
  await stack.until(first.id, 'awaiting_acknowledgement');
  const others: string[] = [];
  for (let i = 1; i < ORDERS; i++) others.push((await stack.order(body(`Acme ${i}`))).id);
  for (const id of others) await stack.until(id, 'queued');
  const shown = await Promise.all(others.map(async (id) => (await stack.call('GET', `/v1/orders/${id}`)).body));
  t.deepEqual(
    shown.map(({ queuedBehind }) => queuedBehind),
    others.map(() => first.id),
  );
  t.deepEqual(
    shown.map(({ queuePlace }) => queuePlace),
    others.map((_, i) => i + 1),
  );

  await acknowledge(stack, first.id);
  const begun = Date.now();
  for (const id of [first.id, ...others])
    t.like(await stack.until(id, 'completed'), { queuedBehind: null, queuePlace: null });
  t.log(`${others.length} turns in ${Date.now() - begun} ms`);

  const sent = await ledgerOf(stack, phone);
  t.deepEqual(
    sent,
    [first.id, ...others].flatMap((id) => [id, id]),
    'both parts of one document before the first of the next',
  );
  t.is((await stack.handset(phone.msisdn)).documents.length, ORDERS);
  await holds(t, stack);
});

test.serial('twenty orders that race for one phone: no two documents are interleaved, and all end', async (t) => {
  const stack = usual;
  const phone = await stack.phone();
  const body = { device: { msisdn: phone.msisdn }, ...TWO_PARTS };
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => stack.order(body)));
  for (const { id } of orders) await stack.until(id, 'completed');

  const sent = await ledgerOf(stack, phone);
  t.is(sent.length, 2 * ORDERS);
  t.is(sent.filter((id, i) => id !== sent[i - 1]).length, ORDERS, 'each document in one piece');
  await holds(t, stack);
});

test.serial(
  'a phone that does not answer holds up the next order for the lease of the turn, and no longer',
  async (t) => {
    const stack = short;
    const { phone, first, second } = await holdUp(stack);

    await stack.until(second, 'completed');
    t.like(await stack.until(first, 'awaiting_acknowledgement'), { evidence: 'submitted' });
    t.true((await stack.events(first)).includes('turn.passed_on'));
    t.deepEqual(await ledgerOf(stack, phone), [first, second]);
    await acknowledge(stack, first);
    await stack.until(first, 'completed');
    await holds(t, stack);
  },
);

test.serial('an order whose run was terminated in the Temporal UI ends, says so, and can be run again', async (t) => {
  const stack = short;
  const phone = await stack.phone();
  await stack.script({ match: { destination: phone.msisdn }, response: { status: 0x58 } });
  const first = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await untilEvent(stack, first.id, 'parts.answered');
  const second = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  // A slow machine takes longer than the lease of the first, which has not moved meanwhile.
  await stack.until(second.id, ['queued', 'delivering']);
  await stack.temporal.workflow.getHandle(`order/${first.id}/1`).terminate();
  await stack.smsc('DELETE', '/script');

  t.is((await stack.until(first.id, 'failed'))['reason'], 'run_ended');
  await stack.until(second.id, 'completed');
  t.is((await stack.call('POST', `/v1/orders/${first.id}/rerun`)).status, 202);
  await stack.until(first.id, 'completed');
  await holds(t, stack);
});

test.serial('a run that was terminated after all was sent is unconfirmed, and the next has its turn', async (t) => {
  const stack = short;
  const { first, second } = await holdUp(stack);
  await stack.temporal.workflow.getHandle(`order/${first}/1`).terminate();

  await stack.until(second, 'completed');
  const states = await stack.until(first, ['unconfirmed', 'awaiting_acknowledgement']);
  // Its turn may have lapsed the moment before it was terminated.
  if (states['state'] === 'unconfirmed') t.is(states['reason'], 'run_ended');
  else t.true((await stack.events(first)).includes('turn.passed_on'));
  await holds(t, stack);
});

test.serial('an order that was given the turn while its run was gone does not keep it from the next', async (t) => {
  const stack = short;
  const { first, second, phone } = await holdUp(stack);
  const third = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
  await stack.temporal.workflow.getHandle(`order/${second}/1`).terminate();
  await acknowledge(stack, first);

  await stack.until(first, 'completed');
  await stack.until(third.id, 'completed');
  await stack.until(second, ['failed', 'completed']);
  await holds(t, stack);
});

test.serial('a worker killed between handing the turn on and saying so: the next order has its turn', async (t) => {
  const stack = usual;
  const { first, second } = await holdUp(stack);
  await stack.worker.stop();
  const doomed = await stack.startWorker(CRASHING, { CRASH_AT: 'handed_on' });
  await acknowledge(stack, first);
  t.is(await doomed.ended, 'SIGKILL');
  stack.worker = await stack.startWorker();

  await stack.until(first, 'completed');
  await stack.until(second, 'completed');
  await holds(t, stack);
});

test.serial('what a death between letting go and handing on left is handed on when a worker comes', async (t) => {
  const stack = usual;
  const { first, second } = await holdUp(stack);
  await stack.worker.stop();
  await stack.database.rows(
    `with closed as (update orders set state = 'completed', evidence = 'applied', settled_at = now(), holds_turn = false
       where id = :first returning tenant_id, id)
     insert into order_events (tenant_id, order_id, run, type, detail)
     select tenant_id, id, 1, 'order.settled', '{"state": "completed"}' from closed`,
    { first },
  );
  stack.worker = await stack.startWorker();
  t.like(await stack.until(second, 'completed'), { run: 1 });
});

test.serial('a worker that stood still between the journal and the wire sends nothing when it wakes', async (t) => {
  const stack = short;
  const phone = await stack.phone();
  await stack.worker.stop();
  const frozen = await stack.startWorker(CRASHING, { CRASH_AT: 'journaled', CRASH_BY: 'SIGSTOP' });
  const first = await stack.order({ device: { msisdn: phone.msisdn }, ...TWO_PARTS });
  await untilEvent(stack, first.id, 'attempt.started');
  const second = await stack.order({ device: { msisdn: phone.msisdn }, ...TWO_PARTS });
  stack.worker = await stack.startWorker();
  await stack.until(second.id, 'completed');
  process.kill(frozen.pid, 'SIGCONT');
  await stack.until(first.id, 'completed');
  await frozen.stop();

  const sent = await ledgerOf(stack, phone);
  t.is(sent.filter((id, i) => id !== sent[i - 1]).length, 2, 'each document in one piece');
  t.is(sent.length, 4, 'the one that woke up sent nothing');
  await holds(t, stack);
});

test.serial(
  'an order whose run is gone from Temporal is started anew, and repeats nothing that was done',
  async (t) => {
    const stack = short;
    const phone = await stack.phone();
    await stack.script({ match: { destination: phone.msisdn }, response: { status: 0x58 } });
    const { id } = await stack.order({ device: { msisdn: phone.msisdn }, ...INTERNET });
    await untilEvent(stack, id, 'parts.answered');
    const workflowExecution = { workflowId: `order/${id}/1` };
    await stack.temporal.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
    const handle = stack.temporal.workflow.getHandle(workflowExecution.workflowId);
    const isThere = () =>
      handle.describe().then(
        () => true,
        () => false,
      );
    for (const deadline = Date.now() + 60_000; (await isThere()) && Date.now() < deadline; ) await sleep(50);
    await stack.smsc('DELETE', '/script');

    await stack.until(id, 'completed');
    t.is((await stack.submits(phone.msisdn)).filter(({ messageId }) => messageId !== null).length, 1);
    t.is((await stack.charges(id)).filter((charge) => charge.startsWith('sms.part')).length, 1);
    await holds(t, stack);
  },
);
