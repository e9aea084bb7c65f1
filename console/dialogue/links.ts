import type { PromptKey } from '../../domain/dialogue.ts';
import { type ContextDeps, createServeContext } from '../fetch/serve-context.ts';
import { createServeDocument, type FetchDeps } from '../fetch/serve-document.ts';
import { createFindLink, createSearch, type FindDeps, type FindLink } from './find-link.ts';
import { createLive, LIVE_LIMITS, type Live, type LiveLimits } from './live.ts';
import { languageFor, type PageContext, viewerOf } from './page-context.ts';
import { NO_ATTEMPT } from './question-page.ts';
import { createSendPages, type SendPages } from './send-pages.ts';
import { isOpen } from './stage.ts';
import { createStamps } from './stamp.ts';
import { lookAt } from './standing-page.ts';
import { createTakeAnswer, type TakeDeps } from './take-answer.ts';
import { type Consents, createWithdrawals } from './withdrawals.ts';

/** What the pages need from outside. */
export interface LinkDeps {
  readonly answers: FindDeps['answers'] &
    TakeDeps['answers'] & {
      opened(key: PromptKey): Promise<void>;
      /** Notes that a page with the PIN of a run was asked for. */
      pinShown(key: PromptKey): Promise<void>;
      /** A mark of each order that changes when its page does. */
      standings(orderIds: readonly string[]): Promise<readonly { readonly orderId: string; readonly mark: string }[]>;
    };
  readonly consents: Consents;
  readonly documents: FetchDeps & ContextDeps;
  readonly readAnswers: TakeDeps['readAnswers'];
  readonly runs: TakeDeps['runs'];
  readonly settings: FindDeps['settings'] & {
    /** Where users reach us, without a slash at the end. */
    readonly publicUrl: string;
    /** Binds forms to links; for nothing else. */
    readonly stampKey: Uint8Array;
    readonly live?: LiveLimits;
  };
}

type Serve = (ctx: PageContext, token: string) => Promise<void>;

export interface Links {
  /** Where our pages are for a browser. */
  readonly base: string;
  readonly show: Serve;
  readonly take: Serve;
  readonly follow: Serve;
  /** The link that ends what was agreed to for a while. */
  readonly withdrawals: { readonly show: Serve; readonly take: Serve };
  /** The link by which a phone fetches its document. */
  readonly document: Serve;
  /** The provisioning URL of a context. */
  readonly context: Serve;
  close(): void;
}

/** When a browser without room for its page tries again. */
const NO_ROOM_SECONDS = 10;

/** Serves what a link leads to: the question, the answer, and what becomes of it. */
export function createLinks({ answers, consents, documents, readAnswers, runs, settings }: LinkDeps): Links {
  const { publicUrl } = settings;
  const base = `${new URL(publicUrl).pathname.replace(/\/$/, '')}/a`;
  const stamps = createStamps(settings.stampKey);
  const search = createSearch(settings, base);
  const find = createFindLink({ answers, settings }, search);
  const pages = createSendPages(base, stamps);
  const live = createLive((orderIds) => answers.standings(orderIds), settings.live ?? LIVE_LIMITS);
  return {
    base,
    show: createShow(answers, { find, pages }),
    take: createTakeAnswer({ answers, readAnswers, runs, publicUrl }, { find, pages, stamps }),
    follow: createFollow({ answers, settings }, { find, live }),
    withdrawals: createWithdrawals(consents, settings, { search, stamps, base }),
    document: createServeDocument(documents, { search, base }),
    context: createServeContext(documents, { search, publicUrl }),
    close: () => live.close(),
  };
}

/** Shows a link's page. Programs that look at links in messages do so too: nothing follows from it. */
function createShow(
  answers: Pick<LinkDeps['answers'], 'opened' | 'pinShown'>,
  { find, pages }: { readonly find: FindLink; readonly pages: SendPages },
): Serve {
  return async (ctx, token) => {
    const subject = await find(ctx, token);
    if (subject === undefined) return;
    const opened = { token, subject, language: languageFor(ctx, subject.dialogue), viewer: viewerOf(ctx) };
    if (subject.order.pin !== undefined && ctx.method === 'GET') await answers.pinShown(subject.dialogue);
    if (!isOpen(subject)) return pages.tell(ctx, opened, { status: 200 });
    if (ctx.method === 'GET') await answers.opened(subject.dialogue);
    pages.ask(ctx, opened, { status: 200, attempt: NO_ATTEMPT });
  };
}

function createFollow(
  { answers, settings }: Pick<LinkDeps, 'answers' | 'settings'>,
  { find, live }: { readonly find: FindLink; readonly live: Live },
): Serve {
  return async (ctx, token) => {
    const subject = await find(ctx, token);
    if (subject === undefined) return;
    const { orderId } = subject.dialogue;
    if (!live.hasRoom(orderId)) {
      ctx.set('Retry-After', String(NO_ROOM_SECONDS));
      ctx.status = 503;
      ctx.body = '';
      return;
    }
    const language = languageFor(ctx, subject.dialogue);
    ctx.status = 200;
    ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    ctx.respond = false;
    ctx.res.flushHeaders();
    live.follow(ctx.res, {
      orderId,
      look: async () => {
        const now = await answers.findByToken(token, settings.linkLifeMs, viewerOf(ctx));
        if (now?.order.pin !== undefined) await answers.pinShown(now.dialogue);
        return now && lookAt(now, language);
      },
    });
  };
}
