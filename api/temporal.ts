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
import { createTurns, type Turns } from './turns.ts';

/** Longest one call to the server may take, in milliseconds. What fails is said again by the sweeper. */
const CALL_DEADLINE_MS = 10_000;

/** Most starts, and most words, that wait for their turn, so that a Temporal that is away costs no memory without bound. */
const MAX_WAITING = 10_000;

export interface RunsOptions {
  readonly taskQueue: string;
  /** Most calls to Temporal at once: accepting orders goes before starting them. */
  readonly concurrency: number;
  readonly log: (event: { readonly event: string; readonly workflowId: string; readonly code?: string }) => void;
}

type RunStanding = 'at_work' | 'ended' | 'absent';

/** Runs that can also be waited for, by what must not end before its words are out. */
export interface RunsClient extends Runs {
  /**
   * Whether the workflow of a run is there: at work; at its end, whoever ended it; or unknown to the server.
   *
   * @throws when Temporal cannot be asked
   */
  standing(order: { readonly id: string; readonly run: number }): Promise<RunStanding>;
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>;
}

/**
 * Starts workflows and tells them what happened. Calls are taken at once and carried out a few at a time: starts in turns
 * among tenants, so that one that orders thousands makes no other wait; words to runs beside them, each as it comes. None of
 * them rejects: what does not get through is repeated by the sweeper from the tables.
 */
export function createRuns(client: Client, { taskQueue, concurrency, log }: RunsOptions): RunsClient {
  const queue = createQueue(concurrency);
  /** Tenants of the runs whose start waits: what is said to such a run must not get ahead of it. */
  const starting = new Map<string, string>();
  const carryOut = async (workflowId: string, event: Job['event'], work: () => Promise<unknown>): Promise<void> => {
    try {
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, work);
    } catch (error) {
      // The run is there already, or over already: either way there is nothing left to say.
      if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError) return;
      log({ event, workflowId, code: isGrpcServiceError(error) ? String(error.code) : 'unforeseen' });
    }
  };
  /** What has no place is said by the sweeper. */
  const drop = (job: Job | undefined): void => {
    if (job === undefined) return;
    if (job.event === 'run.start_failed') starting.delete(job.workflowId);
    log({ event: job.event, workflowId: job.workflowId, code: 'queue_full' });
  };
  return {
    start: (order) => {
      const workflowId = workflowIdOf(order);
      // The sweeper offers again what it finds unstarted: once in the queue is enough.
      if (starting.has(workflowId)) return;
      starting.set(workflowId, order.tenantId);
      const event = 'run.start_failed' as const;
      const work = async (): Promise<void> => {
        await carryOut(workflowId, event, () =>
          client.workflow.start(WORKFLOW_TYPE, { ...startOptions(order), workflowId, taskQueue }),
        );
        starting.delete(workflowId);
      };
      drop(queue.addStart(order.tenantId, { event, workflowId, work }));
    },
    tell: (order, word) => {
      const workflowId = workflowIdOf(order);
      const event = 'run.tell_failed' as const;
      const work = () => carryOut(workflowId, event, () => signal(client, workflowId, word));
      const tenantId = starting.get(workflowId);
      const job = { event, workflowId, work };
      drop(tenantId === undefined ? queue.addWord(workflowId, job) : queue.addStart(tenantId, job));
    },
    standing: (order) => standingOf(client, workflowIdOf(order)),
    idle: queue.idle,
  };
}

async function standingOf(client: Client, workflowId: string): Promise<RunStanding> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status } = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => handle.describe());
    return status.name === 'RUNNING' || status.name === 'PAUSED' ? 'at_work' : 'ended';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'absent';
    throw error;
  }
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
    // Tenants whose workflow tasks wait have turns, where the server is told to see to it (matching.enableFairness).
    priority: { fairnessKey: tenantId },
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

interface Job {
  readonly event: 'run.start_failed' | 'run.tell_failed';
  readonly workflowId: string;
  /** Does not reject. */
  readonly work: () => Promise<void>;
}

/** Jobs, so many at a time: starts in turns among tenants, and every second turn is for words if any wait. */
function createQueue(concurrency: number) {
  const starts = createTurns<Job>(MAX_WAITING);
  const words = createTurns<Job>(MAX_WAITING);
  let running = 0;
  let wordsNext = true;
  let wake: (() => void)[] = [];
  const take = (): Job | undefined => {
    const [one, other] = wordsNext ? [words, starts] : [starts, words];
    wordsNext = !wordsNext;
    return one.take() ?? other.take();
  };
  const next = (): void => {
    const job = running < concurrency ? take() : undefined;
    if (job === undefined) {
      if (running === 0) for (const tell of wake.splice(0)) tell();
      return;
    }
    running++;
    void job.work().finally(() => {
      running--;
      next();
    });
  };
  /** Gives back what has no place. */
  const add = (turns: Turns<Job>, lane: string, job: Job): Job | undefined => {
    const gone = turns.add(lane, job);
    next();
    return gone;
  };
  return {
    addStart: (tenantId: string, job: Job) => add(starts, tenantId, job),
    addWord: (workflowId: string, job: Job) => add(words, workflowId, job),
    idle: (): Promise<void> =>
      running === 0 && starts.size + words.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            wake = [...wake, resolve];
          }),
  };
}
