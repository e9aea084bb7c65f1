import type { ServerResponse } from 'node:http';

export interface LiveLimits {
  /** Most pages that are followed at once, in this process. */
  readonly most: number;
  /** Most of them of one order. */
  readonly mostOfOne: number;
  /** How often it is looked for news, in milliseconds. */
  readonly pollMs: number;
  /** Longest silence: proxies end connections that say nothing. In milliseconds. */
  readonly heartbeatMs: number;
  /** Longest life of one connection, in milliseconds; the page opens the next by itself. */
  readonly lifeMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  most: 1_000,
  mostOfOne: 5,
  pollMs: 1_000,
  heartbeatMs: 15_000,
  lifeMs: 900_000,
};

/** How long a browser waits before it opens the next connection, in milliseconds. */
const RETRY_MS = 3_000;
/** Octets that a page may leave unread before it is let go. */
const MOST_UNREAD = 65_536;

/** What a page that is followed shows now. */
export interface LiveLook {
  /** Differs whenever the markup does. */
  readonly stage: string;
  readonly markup: string;
  readonly isFinal: boolean;
}

interface Followed {
  readonly orderId: string;
  /** Undefined when the link leads nowhere any more. */
  readonly look: () => Promise<LiveLook | undefined>;
}

export interface Live {
  /** Whether there is room for one more page of this order. */
  hasRoom(orderId: string): boolean;
  /** Sends what is there now, then whatever becomes of it, until that is final. The head of the response is sent already. */
  follow(response: ServerResponse, followed: Followed): void;
  /** Ends all connections. */
  close(): void;
}

type Standings = (
  orderIds: readonly string[],
) => Promise<readonly { readonly orderId: string; readonly mark: string }[]>;

interface Follower extends Followed {
  readonly response: ServerResponse;
  readonly endsAt: number;
  /** Of what it was told last. */
  mark: string | undefined;
  isBusy: boolean;
  saidAt: number;
}

/**
 * Tells pages what becomes of their orders, by server-sent events (WHATWG HTML §9.2). One look at the database tells for
 * all of them which have news.
 *
 * @param standings - a mark of each order, which changes when it does
 */
export function createLive(standings: Standings, { most, mostOfOne, pollMs, heartbeatMs, lifeMs }: LiveLimits): Live {
  const followers = new Set<Follower>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const schedule = (): void => {
    if (isClosed) return;
    timer ??= setTimeout(() => {
      void lookAround(followers, standings, heartbeatMs).finally(() => {
        timer = undefined;
        if (followers.size > 0) schedule();
      });
    }, pollMs).unref();
  };
  return {
    hasRoom: (orderId) =>
      !isClosed && followers.size < most && [...followers].filter((one) => one.orderId === orderId).length < mostOfOne,
    follow(response, followed) {
      const now = performance.now();
      const follower = { ...followed, response, endsAt: now + lifeMs, mark: undefined, isBusy: false, saidAt: now };
      followers.add(follower);
      response.on('close', () => followers.delete(follower));
      say(follower, `retry: ${RETRY_MS}\n\n`);
      void tell(follower);
      schedule();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const { response } of followers) response.end();
    },
  };
}

/** One round: whoever has news is told, whoever has heard nothing for long hears that we are there. */
async function lookAround(followers: ReadonlySet<Follower>, standings: Standings, heartbeatMs: number): Promise<void> {
  const marks = await marksOf(followers, standings);
  const now = performance.now();
  for (const follower of followers) {
    const mark = marks?.get(follower.orderId);
    if (follower.isBusy) continue;
    if (now > follower.endsAt) follower.response.end();
    else if (marks !== undefined && mark !== follower.mark) {
      follower.mark = mark;
      void tell(follower);
    } else if (now - follower.saidAt > heartbeatMs) say(follower, ': still here\n\n');
  }
}

/** Undefined when the database is away: the next round asks again. */
async function marksOf(followers: ReadonlySet<Follower>, standings: Standings) {
  try {
    const known = await standings([...new Set([...followers].map(({ orderId }) => orderId))]);
    return new Map(known.map(({ orderId, mark }) => [orderId, mark]));
  } catch {
    return undefined;
  }
}

async function tell(follower: Follower): Promise<void> {
  follower.isBusy = true;
  try {
    const look = await follower.look();
    if (look !== undefined) say(follower, `data: ${JSON.stringify(look)}\n\n`);
    if (look === undefined || look.isFinal) follower.response.end();
  } catch {
    // The database is away; until the next round the page shows what it showed.
    follower.mark = undefined;
  } finally {
    follower.isBusy = false;
  }
}

function say(follower: Follower, text: string): void {
  const { response } = follower;
  if (response.writableEnded) return;
  follower.saidAt = performance.now();
  if (response.writableLength > MOST_UNREAD) response.end();
  else response.write(text);
}
