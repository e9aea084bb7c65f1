import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { type BareShape, bareOrder, bareSignal } from './bare-workflow.ts';
import { closedLoop, type LoopResult } from './measure.ts';

/** After the same time as the virtual SMSC's receipt. */
const RECEIPT_MS = 30;

let quiet: Runtime | undefined;

/**
 * The bare ceiling: what Temporal, a worker and a client can do on this machine when orders do nothing. Everything of
 * ours runs under it.
 */
export async function measureBare(
  address: string,
  shapes: readonly BareShape[],
  load: { readonly orders: number; readonly concurrency: number },
): Promise<Map<BareShape, LoopResult>> {
  quiet ??= Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await NativeConnection.connect({ address, grpcCompression: { codec: 'none' } });
  const taskQueue = `bare-${randomUUID()}`;
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} },
  });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle,
    activities: { nothing: async () => {} },
    maxCachedWorkflows: 500,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
  });
  const client = new Client({ connection });
  const one = async (shape: BareShape): Promise<void> => {
    const handle = await client.workflow.start(bareOrder, { workflowId: randomUUID(), taskQueue, args: [shape] });
    await new Promise((resolve) => setTimeout(resolve, RECEIPT_MS));
    await handle.signal(bareSignal);
    await handle.result();
  };
  const results = new Map<BareShape, LoopResult>();
  await worker.runUntil(async () => {
    for (const shape of shapes) {
      await closedLoop({ ...load, orders: Math.ceil(load.orders / 4) }, () => one(shape));
      results.set(shape, await closedLoop(load, () => one(shape)));
    }
  });
  await connection.close();
  return results;
}
