import { setTimeout as pause } from 'node:timers/promises';
import type { BearerView } from '../domain/attempt-plan.ts';
import type { AnyBearer } from '../domain/bearer.ts';
import type { BearerLink, BearerPool, SharedBearer, StoredBearer } from '../domain/bearer-pool.ts';

/** How often a worker looks whether its bearers have changed, and tells how it stands with them. */
const FOLLOW_MS = 2_000;

/** A bearer with its connection. */
export interface OpenBearer {
  readonly bearer: AnyBearer;
  readonly start: () => void;
  /** Its settings have changed, and its URL has not. */
  readonly follow?: (stored: StoredBearer) => void;
  /** Never faster than so many a second; undefined for no further limit. Absent where nothing goes to a wire. */
  readonly limit?: (perSecond: number | undefined) => void;
  /** Sends nothing more, waits for what is under way, closes. */
  readonly stop: () => Promise<void>;
  readonly link: () => Omit<BearerLink, 'bearer' | 'isReady'>;
}

interface PoolDeps {
  readonly store: {
    all(process: string): Promise<readonly SharedBearer[]>;
    report(process: string, links: readonly BearerLink[]): Promise<void>;
  };
  /** @throws Error when the URL cannot be used */
  readonly open: (stored: StoredBearer) => OpenBearer;
  /** Names this worker among others. */
  readonly process: string;
  readonly log: (event: { readonly event: string; readonly bearer?: string }) => void;
}

export interface RunningPool extends BearerPool {
  readonly links: () => readonly BearerLink[];
  /** Opens what there is and follows changes from then on. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps open what operators have set up: workers follow the table. Without the database the bearers stay as they are.
 */
export function createBearerPool({ store, open, process, log }: PoolDeps): RunningPool {
  const all = createOpenBearers({ open, log });
  const stopping = new AbortController();
  let following: Promise<void> = Promise.resolve();

  async function follow(): Promise<void> {
    all.adopt(await store.all(process));
    await store.report(process, all.links());
  }

  async function keepFollowing(): Promise<void> {
    for (;;) {
      await pause(FOLLOW_MS, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      await follow().catch(() => log({ event: 'bearers.not_followed' }));
    }
  }

  return {
    views: all.views,
    find: all.find,
    links: all.links,
    async start() {
      await follow();
      following = keepFollowing();
    },
    async stop() {
      stopping.abort();
      await following;
      await all.close();
      await store.report(process, []).catch(() => {});
    },
  };
}

interface Opened {
  readonly stored: StoredBearer;
  readonly running: OpenBearer;
}

/**
 * A bearer whose URL changed is opened anew before the old one is closed, so that what is under way there gets its answers.
 */
function createOpenBearers({ open, log }: Pick<PoolDeps, 'open' | 'log'>) {
  const opened = new Map<string, Opened>();
  const closing = new Set<Promise<void>>();

  const close = ({ running }: Opened): void => {
    const done = running.stop().finally(() => closing.delete(done));
    closing.add(done);
  };

  function adopt(stored: StoredBearer): void {
    const before = opened.get(stored.name);
    if (before?.stored.url === stored.url && before.stored.kind === stored.kind) {
      opened.set(stored.name, { ...before, stored });
      before.running.follow?.(stored);
      return;
    }
    try {
      const running = open(stored);
      running.start();
      opened.set(stored.name, { stored, running });
    } catch {
      // The text of the error may quote the URL.
      log({ event: 'bearer.unusable', bearer: stored.name });
      opened.delete(stored.name);
    }
    if (before !== undefined) close(before);
  }

  return {
    adopt(all: readonly SharedBearer[]): void {
      for (const stored of all) {
        adopt(stored);
        opened.get(stored.name)?.running.limit?.(stored.share ?? undefined);
      }
      for (const [name, one] of opened) {
        if (all.some((stored) => stored.name === name)) continue;
        opened.delete(name);
        close(one);
      }
    },
    find: (name: string) => opened.get(name)?.running.bearer,
    views: () => Array.from(opened.values(), viewOf),
    links: () => Array.from(opened.values(), linkOf),
    async close(): Promise<void> {
      for (const one of opened.values()) close(one);
      await Promise.all(closing);
    },
  };
}

function viewOf({ stored, running }: Opened): BearerView {
  const { name, kind, priority, prefixes, networks, pausedAt } = stored;
  return { name, kind, priority, prefixes, networks, isPaused: pausedAt !== null, isReady: running.bearer.ready() };
}

function linkOf({ stored, running }: Opened): BearerLink {
  const { perSecond, ...link } = running.link();
  const rate = perSecond === null ? null : Math.max(1, Math.round(perSecond));
  return { bearer: stored.name, isReady: running.bearer.ready(), ...link, perSecond: rate };
}
