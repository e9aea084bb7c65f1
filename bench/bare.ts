import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { activityInfo } from '@temporalio/activity';
import { Client, WorkflowNotFoundError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startOptions } from '../api/temporal.ts';
import { type BareShape, bareOrder, bareSignal } from './bare-workflow.ts';
import { type Effort, measureEffort } from './cpu.ts';
import { closedLoop, type LoopResult } from './measure.ts';

/** After the same time as the virtual SMSC's receipt. */
const RECEIPT_MS = 30;

const RUN = {
  run: 1,
  definition: { name: 'one-part', version: '1.0.0' },
  policy: {
    startInMs: 0,
    ask: null,
    maxAttempts: 3,
    retryMs: 60_000,
    maxRetryMs: 3_600_000,
    inDoubtMs: 90_000,
    maxStalls: 12,
    wantedEvidence: 'delivered',
    acknowledgementMs: 172_800_000,
    expiresInMs: 259_200_000,
  },
} as const;

let quiet: Runtime | undefined;

/** An activity that the engine ran twice has its receipt come twice; the second finds the workflow over. */
async function signalled(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(bareSignal);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/**
 * The bare ceiling: what Temporal, a worker and a client can do on this machine when orders do nothing. Everything of
 * ours runs under it.
 */
export async function measureBare(
  { address, pid }: { readonly address: string; readonly pid: number },
  shapes: readonly BareShape[],
  load: { readonly orders: number; readonly concurrency: number },
): Promise<Map<BareShape, Effort<LoopResult>>> {
  quiet ??= Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } });
  const taskQueue = `bare-${randomUUID()}`;
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const client = new Client({ connection });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle,
    activities: {
      // The receipt follows the delivery, as it does in life: a signal before it would spare the engine a whole task.
      deliver: async () => {
        const { workflowId } = activityInfo().workflowExecution ?? {};
        if (workflowId === undefined) throw new Error('An activity runs without a workflow');
        setTimeout(() => void signalled(client, workflowId), RECEIPT_MS);
      },
      settle: async () => {},
    },
    maxCachedWorkflows: 500,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
  });
  const one = async (shape: BareShape): Promise<void> => {
    const id = randomUUID();
    // What operators search by belongs to the shape of the workflow.
    const options = startOptions({ ...RUN, id, tenantId: randomUUID(), deviceId: randomUUID() });
    const handle = await client.workflow.start(bareOrder, {
      ...options,
      workflowId: `bare/${id}`,
      taskQueue,
      args: [shape],
    });
    await handle.result();
  };
  const results = new Map<BareShape, Effort<LoopResult>>();
  await worker.runUntil(async () => {
    for (const shape of shapes) {
      await closedLoop({ ...load, orders: Math.ceil(load.orders / 4) }, () => one(shape));
      results.set(shape, await measureEffort({ temporal: pid }, load.orders, () => closedLoop(load, () => one(shape))));
    }
  });
  await connection.close();
  return results;
}
