import { setTimeout as sleep } from 'node:timers/promises';
import { renderNotice } from './frame.ts';
import { createGuessLimiter, GUESS_LIMITS, type GuessLimits } from './guess-limiter.ts';
import { createKnownLinks } from './known-links.ts';
import { noticeLanguage, type PageContext, sendPage, viewerOf } from './page-context.ts';
import { addressOf } from './request-source.ts';
import type { PageSubject } from './stage.ts';

export interface FindDeps {
  readonly answers: {
    /**
     * @param lifeMs - how long a link lives after the end of its order
     * @param viewer - what the page gave to this browser, if it did
     */
    findByToken(token: string, lifeMs: number, viewer?: string): Promise<PageSubject | undefined>;
  };
  readonly settings: {
    readonly linkLifeMs: number;
    /** Proxies before us that add to X-Forwarded-For. */
    readonly trustedProxies: number;
    readonly guesses?: GuessLimits;
  };
}

/** What a link leads to. Undefined when it leads nowhere: then the request has its answer. */
export type FindLink = (ctx: PageContext, token: string) => Promise<PageSubject | undefined>;

/** Links whose holders do not wait for a guesser next to them. */
const MOST_KNOWN_LINKS = 50_000;
const BUSY_SECONDS = 60;

/** Looks for what a token leads to. Undefined when it leads nowhere: then the request has its answer. */
export type Search = <T>(ctx: PageContext, token: string, look: () => Promise<T | undefined>) => Promise<T | undefined>;

/** Searches with one memory of who guesses. Whatever is wrong with a token, it takes the same look and gets the same page. */
export function createSearch({ trustedProxies, guesses }: FindDeps['settings'], base: string): Search {
  const limiter = createGuessLimiter(guesses ?? GUESS_LIMITS);
  const known = createKnownLinks(MOST_KNOWN_LINKS);
  return async (ctx, token, look) => {
    const address = addressOf(ctx.req, trustedProxies);
    const waitMs = known.has(token) ? 0 : limiter.admit(address);
    if (waitMs === undefined) {
      ctx.set('Retry-After', String(BUSY_SECONDS));
      sendPage(ctx, 429, renderNotice(noticeLanguage(ctx), base, 'busyPage'));
      return undefined;
    }
    if (waitMs > 0) await sleep(waitMs);
    const found = await look();
    if (found === undefined) {
      limiter.missed(address);
      sendPage(ctx, 404, renderNotice(noticeLanguage(ctx), base, 'missingPage'));
      return undefined;
    }
    known.add(token);
    return found;
  };
}

/** Finds what links to questions lead to. */
export function createFindLink({ answers, settings }: FindDeps, search: Search): FindLink {
  return async (ctx, token) => {
    const look = () => answers.findByToken(token, settings.linkLifeMs, viewerOf(ctx));
    const subject = await search(ctx, token, look);
    if (subject !== undefined) ctx.state.orderId = subject.dialogue.orderId;
    return subject;
  };
}
