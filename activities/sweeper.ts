import type { AttemptReport } from '../domain/delivery.ts';
import type { RunToStart, RunWord } from '../domain/requests.ts';
import { reportAsWord } from './inbound.ts';
import { createTurnWatch, type TurnWatchDeps } from './turn-watch.ts';

export interface SweeperDeps {
  readonly sweep: {
    unstarted(most: number): Promise<RunToStart[]>;
    untold(most: number): Promise<AttemptReport[]>;
    forgetDays(most: number): Promise<number>;
    words(most: number): Promise<{ readonly id: string; readonly run: number; readonly word: RunWord }[]>;
  };
  readonly erasure: { eraseOrders(days: number, most: number): Promise<number> };
  readonly receipts: { matchParked(): Promise<AttemptReport[]> };
  readonly documentLinks: { expire(most: number): Promise<AttemptReport[]> };
  readonly runs: TurnWatchDeps['runs'] & {
    /** Resolves when what was asked so far has been carried out. */
    idle(): Promise<void>;
  };
  /** Push proxy gateways: asked beside all else, for they may take their time. */
  readonly gateways: { ask(): void };
  readonly turns: TurnWatchDeps['turns'];
  readonly settlement: TurnWatchDeps['settlement'];
  readonly turnLeaseSeconds: number;
  readonly log: (event: { readonly event: string; readonly count?: number; readonly error?: string }) => void;
  readonly sweepSeconds: number;
  /** After its end, until what an order was given and asked is erased. */
  readonly eraseAfterDays: number;
}

/** How often counts of days that are over are looked for, and how many of them one round removes. */
const FORGET_MS = 600_000;
const FORGET_BATCH = 5_000;
/** Most rows of a kind in one round; what is left comes in the next. */
const BATCH = 200;

/**
 * Says again what a crash, or a Temporal that was away, left unsaid: unstarted orders, unheard receipts, answers and turns.
 * Any number of sweepers may run side by side: everything they say is harmless to repeat.
 */
export function createSweeper(deps: SweeperDeps) {
  const { sweep, erasure, receipts, documentLinks, runs, gateways, log, sweepSeconds, eraseAfterDays } = deps;
  const watchTurns = createTurnWatch(deps);
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  let forgetAt = 0;
  const forget = async (): Promise<void> => {
    if (Date.now() < forgetAt) return;
    const gone = await sweep.forgetDays(FORGET_BATCH);
    if (gone < FORGET_BATCH) forgetAt = Date.now() + FORGET_MS;
  };

  const erase = async (): Promise<void> => {
    const count = await erasure.eraseOrders(eraseAfterDays, BATCH);
    if (count > 0) log({ event: 'sweep.erased', count });
  };

  const round = async (): Promise<void> => {
    gateways.ask();
    const started = await sweep.unstarted(BATCH);
    for (const order of started) runs.start(order);
    const ended = await documentLinks.expire(BATCH);
    const reports = [...ended, ...(await receipts.matchParked()), ...(await sweep.untold(BATCH))];
    for (const report of reports) runs.tell(report, reportAsWord(report));
    for (const { id, run, word } of await sweep.words(BATCH)) runs.tell({ id, run }, word);
    if (started.length > 0) log({ event: 'sweep.started', count: started.length });
    await watchTurns();
    await forget();
    await erase();
    await runs.idle();
  };

  const loop = async (): Promise<void> => {
    try {
      await round();
    } catch (error) {
      log({ event: 'sweep.failed', error: error instanceof Error ? error.name : 'Error' });
    }
    if (!stopped) timer = setTimeout(() => void loop(), sweepSeconds * 1_000);
  };

  return {
    start: (): void => void loop(),
    stop: (): void => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
