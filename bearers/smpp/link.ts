import { setTimeout as pause } from 'node:timers/promises';
import type { Bearer, BearerListener, OutgoingPart, SubmitOutcome } from '../../domain/bearer.ts';
import { createArrivals } from './arrivals.ts';
import type { ErrorTable } from './command-status.ts';
import { createLine } from './line.ts';
import type { Log } from './link-event.ts';
import { resolveOptions, type SmppLinkOptions } from './options.ts';
import { createSender } from './sender.ts';
import type { BindMode, SessionState } from './session.ts';
import { createDialer } from './wire.ts';

export interface SmppLinkDeps {
  readonly log: Log;
  /** 0 to 1; spreads the pauses between connections. */
  readonly random?: () => number;
  /**
   * The answer to a part came after `submit` had ended in `unknown` for it: what was in doubt is settled. Must not throw.
   */
  readonly lateOutcome?: (part: OutgoingPart, outcome: SubmitOutcome) => void;
  /** What the SMSC means by statuses of its own, at this moment; by default what the specification says. */
  readonly errorTable?: () => ErrorTable;
}

const AS_SPECIFIED: ErrorTable = new Map();

/** How the link stands. */
interface SmppLinkState {
  /**
   * `closed`: not started, or stopped. A link that waits for its next try is `connecting`. `partly_open`: some connections of
   * several are open.
   */
  readonly state: 'connecting' | 'binding' | 'partly_open' | 'open' | 'draining' | 'closed';
  /** False while nothing can arrive. */
  readonly isReceiving: boolean;
  /** Parts written whose answer has not come. */
  readonly inFlight: number;
  /** Parts that wait for their turn. */
  readonly waiting: number;
  /** submit_sm a second that the link allows itself at present; null for no limit. */
  readonly perSecond: number | null;
}

export interface SmppLink extends Bearer {
  /** Opens the link and keeps it open. Does nothing the second time. */
  start(): void;
  /** Never faster than so many parts a second; undefined for no limit but that of the options. */
  limit(perSecond: number | undefined): void;
  /**
   * Takes no more parts, waits for the answers to those in flight and for what has arrived to be kept (at most `drainMs`),
   * unbinds, closes. Nothing that arrives after it reaches the listener.
   */
  stop(): Promise<void>;
  state(): SmppLinkState;
}

type Stage = 'new' | 'started' | 'draining' | 'closed';

/**
 * A bearer over SMPP 3.4 that keeps its own connections to one SMSC.
 *
 * A part that does not fit a submit_sm (address over 20 digits, user data over 140 octets) is `refused` for good with the
 * status an SMSC would give, and not written.
 *
 * @throws RangeError when an option is out of range, Error of Node when certificates are unreadable
 */
export function createSmppLink(options: SmppLinkOptions, listener: BearerListener, deps: SmppLinkDeps): SmppLink {
  const settings = resolveOptions(options);
  const { log, random = Math.random, errorTable = () => AS_SPECIFIED } = deps;
  const dial = createDialer(settings);
  const arrivals = createArrivals(settings, { listener, log });
  const newLine = (mode: BindMode) =>
    createLine({ settings, mode, dial }, { ...arrivals, changed: () => sender.changed(), log, random });
  const newLines = (mode: BindMode) => Array.from({ length: settings.links }, () => newLine(mode));
  const isPair = settings.bindType === 'pair';
  const outward = newLines(isPair ? 'transmitter' : 'transceiver');
  const inward = isPair ? newLines('receiver') : outward;
  const lines = new Set([...outward, ...inward]);
  const sessions = outward.map((line) => () => line.session());
  const sender = createSender(settings, { sessions, log, lateOutcome: deps.lateOutcome, errorTable });
  let stage: Stage = 'new';
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    stage = 'draining';
    await within(settings.drainMs, Promise.all([sender.close(), arrivals.idle()]));
    arrivals.close();
    await Promise.all(Array.from(lines, (line) => line.stop()));
    stage = 'closed';
  }

  return {
    kind: 'smpp',
    name: settings.name,
    ready: () => sender.isReady(),
    submit: (part, options) => sender.submit(part, options),
    limit: (perSecond) => sender.limit(perSecond),
    start() {
      if (stage !== 'new') return;
      stage = 'started';
      for (const line of lines) line.open();
    },
    async stop() {
      stopped ??= stop();
      await stopped;
    },
    state: () => ({
      state: publicState(
        stage,
        outward.map((line) => line.session()?.state()),
      ),
      isReceiving: inward.some((line) => line.session()?.state() === 'open'),
      ...sender.view(),
    }),
  };
}

function publicState(stage: Stage, sessions: readonly (SessionState | undefined)[]): SmppLinkState['state'] {
  if (stage === 'draining') return 'draining';
  if (stage !== 'started') return 'closed';
  if (sessions.every((session) => session === 'open')) return 'open';
  if (sessions.includes('open')) return 'partly_open';
  return sessions.includes('binding') ? 'binding' : 'connecting';
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([work, pause(limitMs, undefined, { signal: limit.signal })]);
  limit.abort();
}
