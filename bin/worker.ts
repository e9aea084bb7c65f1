import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { DeliveryStep } from '../activities/deliver.ts';
import { translateFailures } from '../activities/failures.ts';
import { createActivities } from '../activities/index.ts';
import { createSweeper } from '../activities/sweeper.ts';
import { createRuns } from '../api/temporal.ts';
import { bearersOfEnvironment, openBearers, startBearers } from './bearers.ts';
import { ensureWorkflowBundle, WORKFLOWS_PATH } from './bundle.ts';
import { type Config, loadConfig } from './config.ts';
import { openEndpoints } from './endpoints.ts';
import { createLog, describeError, type Log } from './logging.ts';
import { createMetrics, serveMetrics } from './metrics.ts';
import { isMain, runMain, sayReady, stopRequested } from './process.ts';
import { openStores } from './stores.ts';
import { connectionOptions, untilConnected } from './temporal.ts';

const KEYS = [
  'databaseUrl',
  'databaseConnections',
  'secretKey',
  'temporalAddress',
  'temporalNamespace',
  'taskQueue',
  'startConcurrency',
  'smppUrl',
  'metricsAddress',
  'papUrl',
  'pullUrl',
  'publicUrl',
  'outboundNetworks',
  'outboundPorts',
  'sweepSeconds',
  'turnLeaseSeconds',
  'eraseAfterDays',
  'maxCachedWorkflows',
  'workflowBundles',
  'logLevel',
] as const;
type WorkerConfig = Pick<Config, (typeof KEYS)[number]>;

/** Wires a worker: workflows, activities, its bearers and the sweeper, until it is asked to stop. */
export async function runWorker(env: NodeJS.ProcessEnv, reached: (step: DeliveryStep) => void): Promise<void> {
  const config = loadConfig(env, KEYS);
  const log = createLog('worker', config.logLevel);
  const registry = createMetrics();
  const given = bearersOfEnvironment(config);
  installRuntime(log.warn);
  const connection = await untilConnected(
    () => NativeConnection.connect(connectionOptions(config)),
    (tries) => log.warn({ event: 'temporal.absent', tries }),
  );
  const stores = openStores(config);
  const { taskQueue, startConcurrency: concurrency } = config;
  const runs = createRuns(new Client({ connection, namespace: config.temporalNamespace }), {
    taskQueue,
    concurrency,
    log: log.warn,
  });
  const { bearers, gateways, sendText, sendParts } = openBearers(stores, { ...config, runs, registry, log });
  const figures = await serveMetrics(config.metricsAddress, registry);
  const sweeper = createSweeper({ ...stores, ...config, runs, gateways, log: log.info });
  const endpoints = openEndpoints(config, stores);
  const activities = createActivities({
    ...stores,
    runs,
    bearers,
    sendText,
    newToken,
    publicUrl: config.publicUrl,
    turnLeaseSeconds: config.turnLeaseSeconds,
    ...endpoints,
    sendParts,
    reached,
  });
  const worker = await createWorker({ config, connection, activities });

  await startBearers(bearers, { given, stores, log });
  sweeper.start();
  const done = worker.run();
  sayReady({ metricsUrl: figures?.url });
  await Promise.race([stopRequested(), done]);
  sweeper.stop();
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await done;
  await bearers.stop();
  await gateways.idle();
  await endpoints.close();
  await runs.idle();
  await stores.close();
  await connection.close();
  await figures?.close();
}

/** Calls to endpoints of providers that one worker makes at once. */
const MOST_CALLS = 50;

/** For a link that nobody can guess: 128 random bits. */
function newToken(): string {
  return randomBytes(16).toString('base64url');
}

async function createWorker({
  config,
  connection,
  activities,
}: {
  readonly config: WorkerConfig;
  readonly connection: NativeConnection;
  readonly activities: ReturnType<typeof createActivities>;
}): Promise<Worker> {
  const { workflowBundles } = config;
  return Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: config.taskQueue,
    ...(workflowBundles === ''
      ? { workflowsPath: WORKFLOWS_PATH }
      : { workflowBundle: { codePath: await ensureWorkflowBundle(workflowBundles) } }),
    activities,
    interceptors: { activity: [() => ({ inbound: translateFailures })] },
    maxCachedWorkflows: config.maxCachedWorkflows,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 5, maximum: 20 },
    // Only calls to endpoints of providers: all other activities are local.
    maxConcurrentActivityTaskExecutions: MOST_CALLS,
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 1 },
    shutdownGraceTime: '15s',
    shutdownForceTime: '30s',
  });
}

/** Sends what Temporal's own code logs through ours. Its texts name workflow ids and codes only. */
function installRuntime(warn: Log): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const cause = meta?.['error'];
      warn({
        event: 'temporal.log',
        level,
        text: message,
        workflowId: meta?.['workflowId'],
        activity: meta?.['activityType'],
        ...(cause === undefined ? {} : describeError(cause)),
      });
    }),
  });
}

if (isMain(import.meta.url)) await runMain(() => runWorker(process.env, () => {}));
