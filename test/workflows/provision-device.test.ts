import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import test from 'ava';
import type { OrderEvent } from '../../domain/order.ts';
import { attributes, cancelGranted, evidenceReported, turnGranted, userAnswered } from '../../workflows/contract.ts';
import { TEST_POLICY } from '../helpers/database.ts';
import { fakeActivities, startTestWorker } from '../helpers/temporal.ts';

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; !isSo() && Date.now() < deadline; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until a run shows these search attributes. */
async function shows(run: WorkflowHandle, wanted: Record<string, unknown>): Promise<void> {
  for (const deadline = Date.now() + 90_000; ; ) {
    const { typedSearchAttributes } = await run.describe();
    const shown = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    if (Object.entries(wanted).every(([name, value]) => shown[name] === value)) return;
    if (Date.now() > deadline) throw new Error(`Expected ${JSON.stringify(wanted)}, got ${JSON.stringify(shown)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a happy order takes a deliver, a receipt and a settle, and a history of at most 30 events and 4 kB', async (t) => {
  const activities = fakeActivities({});
  const { start } = await startTestWorker(t, activities);
  const run = await start(TEST_POLICY);
  await until(() => activities.asked.includes('deliver'));
  await run.signal(evidenceReported, 'delivered');

  t.like(await run.result(), { state: 'completed', evidence: 'delivered' });
  t.deepEqual(activities.asked, ['deliver', 'settle']);
  const { historyLength, historySize } = await run.describe();
  t.true(historyLength <= 30, `${historyLength} events`);
  t.true((historySize ?? 0) <= 4_096, `${historySize} octets`);
});

test('a failed order is a failed workflow that says why in a code', async (t) => {
  const { start } = await startTestWorker(
    t,
    fakeActivities({
      deliver: async () => ({ type: 'attempt_failed', attempt: 1, permanent: true, reason: 'bearer_refused' }),
    }),
  );
  const error = await t.throwsAsync((await start(TEST_POLICY)).result(), { instanceOf: WorkflowFailedError });
  t.true(error?.cause instanceof ApplicationFailure);
  t.is(error?.cause?.message, 'bearer_refused');
});

test('an order that asks waits for the answer and sends nothing before it', async (t) => {
  const activities = fakeActivities({});
  const { start } = await startTestWorker(t, activities);
  const run = await start({ ...TEST_POLICY, ask: { timeoutMs: 60_000 } });
  await until(() => activities.asked.length > 0);
  await shows(run, { WsiWaitsFor: 'answer' });
  t.deepEqual(activities.asked, ['ask']);

  await run.signal(userAnswered, 'accept');
  await run.signal(evidenceReported, 'delivered');
  t.like(await run.result(), { state: 'completed' });
});

test('a way without an answer is reminded of and followed by the next; in the end the order goes on as its definition says', async (t) => {
  const ways: string[] = [];
  const activities = fakeActivities({
    ask: async ({ number, way }): Promise<OrderEvent> => {
      ways.push(`${number} ${way}`);
      return { type: way === 'hosted' ? 'way_failed' : 'asked' };
    },
    deliver: async () => ({ type: 'submitted', evidence: 'delivered' }),
  });
  const { start } = await startTestWorker(t, activities);
  const ask = { timeoutMs: 12_000, ways: ['hosted', 'sms', 'client'], wayMs: 3_000, remindBeforeMs: 1_000 } as const;
  const run = await start({ ...TEST_POLICY, ask: { ...ask, onTimeout: 'proceed' } });
  t.like(await run.result(), { state: 'completed' });
  t.deepEqual(ways, ['1 hosted', '2 sms', '3 client']);
  t.deepEqual(activities.asked, ['ask', 'ask', 'remind', 'ask', 'closeAsking', 'deliver', 'settle']);
});

test('no answer in time ends the order as expired, which is no failure', async (t) => {
  const { start } = await startTestWorker(t, fakeActivities({}));
  const run = await start({ ...TEST_POLICY, ask: { timeoutMs: 300 } });
  t.deepEqual(await run.result(), { state: 'expired', reason: 'answer_missing', evidence: 'none' });
});

test('an attempt that fails is followed by the next after a pause', async (t) => {
  const attempts: number[] = [];
  const { start } = await startTestWorker(
    t,
    fakeActivities({
      deliver: async ({ attempt }): Promise<OrderEvent> => {
        attempts.push(attempt);
        return attempt < 3
          ? { type: 'attempt_failed', attempt, permanent: false, reason: 'receipt_negative' }
          : { type: 'submitted', evidence: 'delivered' };
      },
    }),
  );
  const run = await start({ ...TEST_POLICY, retryMs: 50 });
  t.like(await run.result(), { state: 'completed' });
  t.deepEqual(attempts, [1, 2, 3]);
});

test('a queued order goes on when it is given the turn', async (t) => {
  let calls = 0;
  const { start } = await startTestWorker(
    t,
    fakeActivities({
      deliver: async (): Promise<OrderEvent> =>
        ++calls === 1 ? { type: 'turn_busy' } : { type: 'submitted', evidence: 'delivered' },
    }),
  );
  const run = await start(TEST_POLICY);
  await shows(run, { WsiWaitsFor: 'device' });
  await run.signal(turnGranted);
  t.like(await run.result(), { state: 'completed' });
  t.is(calls, 2);
});

test('a cancellation ends a pause at once', async (t) => {
  const { start } = await startTestWorker(
    t,
    fakeActivities({ deliver: async () => ({ type: 'stalled', reason: 'bearer_unavailable' }) }),
  );
  const run = await start({ ...TEST_POLICY, expiresInMs: 3_600_000 });
  await run.signal(cancelGranted);
  t.like(await run.result(), { state: 'cancelled' });
});

test('an order that can send nothing expires when its time is over', async (t) => {
  const { start } = await startTestWorker(t, fakeActivities({ deliver: async () => ({ type: 'turn_busy' }) }));
  const run = await start({ ...TEST_POLICY, expiresInMs: 400 });
  t.like(await run.result(), { state: 'expired', reason: 'order_expired' });
});

test('an order on its common course shows from its start that it waits for a receipt, and until when', async (t) => {
  const { start, client } = await startTestWorker(t, fakeActivities({}));
  const run = await start({ ...TEST_POLICY, acknowledgementMs: 3_600_000 });
  await shows(run, { WsiWaitsFor: 'receipt', WsiAttempt: 1, WsiDefinition: 'internet-access' });
  const { typedSearchAttributes } = await run.describe();
  t.true(typedSearchAttributes.get(attributes.dueAt) instanceof Date);

  const found: string[] = [];
  const query = `WsiWaitsFor = 'receipt' AND WorkflowId = '${run.workflowId}'`;
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  t.deepEqual(found, [run.workflowId]);
  await run.terminate();
});

test('an order that leaves its common course shows what it waits for, and how it ended', async (t) => {
  const { start } = await startTestWorker(t, fakeActivities({ deliver: async () => ({ type: 'turn_busy' }) }));
  const run = await start({ ...TEST_POLICY, expiresInMs: 3_600_000 });
  await shows(run, { WsiWaitsFor: 'device' });
  await run.signal(cancelGranted);
  await run.result();
  await t.notThrowsAsync(shows(run, { WsiOutcome: 'cancelled' }));
});

test('an order that is put off goes on when its wait is over, and shows in the meantime why it waits', async (t) => {
  let tries = 0;
  const activities = fakeActivities({
    deliver: async (): Promise<OrderEvent> =>
      ++tries === 1
        ? { type: 'put_off', ms: 6_000, reason: 'quiet_hours' }
        : { type: 'evidence_reported', evidence: 'delivered' },
  });
  const { start } = await startTestWorker(t, activities);
  const run = await start(TEST_POLICY);
  await shows(run, { WsiWaitsFor: 'bearer' });
  t.like(await run.result(), { state: 'completed' });
  t.deepEqual(activities.asked, ['deliver', 'deliver', 'settle']);
});

test('an order that its client wants over by now sends nothing, whatever it waits for', async (t) => {
  const activities = fakeActivities({});
  const { start } = await startTestWorker(t, activities);
  const late = await start({ ...TEST_POLICY, endsAt: Date.now() - 1 });
  t.like(await late.result(), { state: 'expired', reason: 'order_expired' });
  t.deepEqual(activities.asked, ['settle']);
  const asking = { ...TEST_POLICY, ask: { timeoutMs: 3_600_000 } };
  t.like(await (await start({ ...asking, endsAt: Date.now() + 1_000 })).result(), { state: 'expired' });
  const scheduled = { ...TEST_POLICY, startInMs: 3_600_000 };
  t.like(await (await start({ ...scheduled, endsAt: Date.now() + 1_000 })).result(), { state: 'expired' });
});

test('a question is put off only where it goes by text', async (t) => {
  const quiet = { from: '22:00', to: '07:00' };
  const told: unknown[] = [];
  const activities = fakeActivities({
    ask: async (input) => {
      told.push([input.way, input.quiet]);
      return { type: 'way_failed' };
    },
  });
  const { start } = await startTestWorker(t, activities);
  const run = await start({
    ...TEST_POLICY,
    quiet,
    ask: { timeoutMs: 60_000, ways: ['hosted', 'sms', 'client'], linkByClient: true },
  });
  await t.throwsAsync(run.result());
  t.deepEqual(told, [
    ['hosted', undefined],
    ['sms', quiet],
    ['client', undefined],
  ]);
});
