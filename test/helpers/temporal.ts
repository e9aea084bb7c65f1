import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ExecutionContext } from 'ava';
import type { Activities } from '../../activities/index.ts';
import { createRuns } from '../../api/temporal.ts';
import { ensureWorkflowBundle } from '../../bin/bundle.ts';
import type { FinalProgress, OrderPolicy } from '../../domain/order.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import type { provisionDevice } from '../../workflows/provision-device.ts';

/** Where the workflow code of a test run is, bundled once: the run has a temporary folder of its own. */
export const WORKFLOW_BUNDLES = join(tmpdir(), 'workflow-bundles');

let quiet = false;

/** A worker with activities of the test's own, and a client to start runs with. */
export async function startTestWorker(t: Pick<ExecutionContext, 'teardown'>, activities: Activities) {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('TEST_TEMPORAL_ADDRESS is not set: run the tests with npm test');
  if (!quiet) Runtime.install({ logger: new DefaultLogger('ERROR') });
  quiet = true;
  const taskQueue = `test-${randomUUID()}`;
  const [native, connection] = await Promise.all([
    NativeConnection.connect({ address }),
    Connection.connect({ address }),
  ]);
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowBundle: { codePath: await ensureWorkflowBundle(WORKFLOW_BUNDLES) },
    activities,
  });
  const running = worker.run();
  t.teardown(async () => {
    worker.shutdown();
    await running;
    await Promise.all([native.close(), connection.close()]);
  });
  const client = new Client({ connection });
  const runs = createRuns(client, { taskQueue, concurrency: 4, log: () => {} });
  return {
    client,
    start: async (policy: OrderPolicy) => {
      const id = randomUUID();
      const definition = { name: 'internet-access', version: '1.0.0' };
      runs.start({ id, run: 1, tenantId: randomUUID(), deviceId: randomUUID(), definition, policy });
      await runs.idle();
      return client.workflow.getHandle<typeof provisionDevice>(workflowIdOf({ id, run: 1 }));
    },
  };
}

/** Activities that record what they were asked and answer as told; typed as the real ones. */
export function fakeActivities(overrides: Partial<Activities>): Activities & { readonly asked: string[] } {
  const asked: string[] = [];
  const named = <Name extends keyof Activities>(name: Name, work: Activities[Name]): Activities[Name] =>
    ((input: never) => {
      asked.push(name);
      return (work as (input: never) => unknown)(input);
    }) as Activities[Name];
  return {
    asked,
    lookUp: named('lookUp', overrides.lookUp ?? (async () => ({ type: 'looked_up' }))),
    ask: named('ask', overrides.ask ?? (async () => ({ type: 'asked' }))),
    remind: named('remind', overrides.remind ?? (async () => ({ type: 'reminded' }))),
    closeAsking: named('closeAsking', overrides.closeAsking ?? (async () => ({ type: 'asking_closed' }))),
    deliver: named('deliver', overrides.deliver ?? (async () => ({ type: 'submitted', evidence: 'submitted' }))),
    settle: named('settle', overrides.settle ?? (async ({ proposed }): Promise<FinalProgress> => proposed)),
  };
}
