import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { RunToStart, RunWord } from '../domain/requests.ts';
import {
  attemptFailed,
  attributes,
  cancelGranted,
  evidenceReported,
  type ProvisionDeviceInput,
  refusedOnDevice,
  shownAtStart,
  turnGranted,
  userAnswered,
  WORKFLOW_TYPE,
  workflowIdOf,
} from '../workflows/contract.ts';
import type { Runs } from './stores.ts';

/** Longest one call to the server may take, in milliseconds. What fails is said again by the sweeper. */
const CALL_DEADLINE_MS = 10_000;

/** Most calls that wait for their turn, so that a Temporal that is away costs no memory without bound. */
const MAX_WAITING = 10_000;

export interface RunsOptions {
  readonly taskQueue: string;
  /** Most calls to Temporal at once: accepting orders goes before starting them. */
  readonly concurrency: number;
  readonly log: (event: { readonly event: string; readonly workflowId: string; readonly code?: string }) => void;
}

/** Runs that can also be waited for, by what must not end before its words are out. */
export interface RunsClient extends Runs {
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>;
}

/**
 * Starts workflows and tells them what happened. Calls are taken at once and carried out in order of arrival, a few at a
 * time. None of them rejects: what does not get through is repeated by the sweeper from the tables.
 */
export function createRuns(client: Client, { taskQueue, concurrency, log }: RunsOptions): RunsClient {
  const queue = createQueue(concurrency);
  const call = (workflowId: string, event: string, work: () => Promise<unknown>): void => {
    const taken = queue.add(async () => {
      try {
        await client.withDeadline(Date.now() + CALL_DEADLINE_MS, work);
      } catch (error) {
        // The run is there already, or over already: either way there is nothing left to say.
        if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError) return;
        log({ event, workflowId, code: isGrpcServiceError(error) ? String(error.code) : 'unforeseen' });
      }
    });
    if (!taken) log({ event, workflowId, code: 'queue_full' });
  };
  return {
    start: (order) => {
      const workflowId = workflowIdOf(order);
      call(workflowId, 'run.start_failed', () =>
        client.workflow.start(WORKFLOW_TYPE, { ...startOptions(order), workflowId, taskQueue }),
      );
    },
    tell: (order, word) => {
      const workflowId = workflowIdOf(order);
      call(workflowId, 'run.tell_failed', () => signal(client, workflowId, word));
    },
    idle: queue.idle,
  };
}

/** Everything a run is started with but its id and its queue. */
export function startOptions({ id, run, tenantId, deviceId, definition, policy }: RunToStart) {
  const input: ProvisionDeviceInput = { orderId: id, run, policy };
  const service = `${definition.name} ${definition.version}`;
  const { waitsFor, attempt, waitsMs } = shownAtStart(policy);
  return {
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: run === 1 ? service : `${service}, run ${run}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: attributes.tenant, value: tenantId },
      { key: attributes.order, value: id },
      { key: attributes.device, value: deviceId },
      { key: attributes.definition, value: definition.name },
      { key: attributes.waitsFor, value: waitsFor },
      { key: attributes.dueAt, value: new Date(Date.now() + waitsMs) },
      ...(attempt === null ? [] : [{ key: attributes.attempt, value: attempt }]),
    ]),
  } as const;
}

function signal(client: Client, workflowId: string, word: RunWord): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  switch (word.type) {
    case 'answered':
      return handle.signal(userAnswered, word.decision);
    case 'cancel_granted':
      return handle.signal(cancelGranted);
    case 'evidence_reported':
      return handle.signal(evidenceReported, word.evidence);
    case 'refused_on_device':
      return handle.signal(refusedOnDevice);
    case 'turn_granted':
      return handle.signal(turnGranted);
    case 'attempt_failed':
      return handle.signal(attemptFailed, { attempt: word.attempt, permanent: word.permanent, reason: word.reason });
  }
}

/** A first-in first-out queue of jobs, so many at a time. */
function createQueue(concurrency: number) {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;
  let wake: (() => void)[] = [];
  const next = (): void => {
    const job = running < concurrency ? waiting.shift() : undefined;
    if (job === undefined) {
      if (running === 0) for (const tell of wake.splice(0)) tell();
      return;
    }
    running++;
    void job().finally(() => {
      running--;
      next();
    });
  };
  return {
    /** False when too many wait already: what is dropped here is said by the sweeper. */
    add: (job: () => Promise<void>): boolean => {
      if (waiting.length >= MAX_WAITING) return false;
      waiting.push(job);
      next();
      return true;
    },
    idle: (): Promise<void> =>
      running === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = [...wake, resolve];
          }),
  };
}
