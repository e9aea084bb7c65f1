import { randomBytes } from 'node:crypto';
import { type Content, renderPage } from './frame.ts';
import { languagesOf, type PageLanguage } from './language.ts';
import { type PageContext, sendPage } from './page-context.ts';
import type { Note } from './page-words.ts';
import { type Attempt, questionPage } from './question-page.ts';
import type { PageSubject } from './stage.ts';
import type { Stamps } from './stamp.ts';
import { standingPage } from './standing-page.ts';

const VIEWER_OCTETS = 16;

/** A link, what it leads to, and the language for it. */
export interface Opened {
  readonly token: string;
  readonly subject: PageSubject;
  readonly language: PageLanguage;
  /** What the page gave to this browser, if it did. */
  readonly viewer: string | undefined;
}

/** Sends the pages of a link. */
export interface SendPages {
  /** The question. */
  ask(ctx: PageContext, opened: Opened, how: { readonly status: number; readonly attempt: Attempt }): void;
  /** What became of it. */
  tell(ctx: PageContext, opened: Opened, how: { readonly status: number; readonly note?: Note }): void;
  /** To the page that says where it stands, so that nothing is sent twice when it is loaded again. */
  redirect(ctx: PageContext, opened: Opened): void;
}

/** @param base - where our pages are for a browser, such as `/a` */
export function createSendPages(base: string, stamps: Stamps): SendPages {
  const whole = ({ subject, language, viewer }: Opened, content: Content): string => {
    const { definition, tenantTitle: provider } = subject.dialogue;
    const kept = viewerQuery(viewer);
    return renderPage({ language, base, provider, kept, languages: languagesOf(definition) }, content);
  };
  return {
    ask(ctx, opened, { status, attempt }) {
      const { token, subject, language } = opened;
      const stamp = stamps.make(token, language.tag);
      sendPage(ctx, status, whole(opened, questionPage(subject, language, { attempt, stamp, viewer: newViewer() })));
    },
    tell(ctx, opened, { status, note }) {
      const { token, subject, language, viewer } = opened;
      const eventsUrl = `${base}/${token}/events?${langQuery(language)}${viewerQuery(viewer)}`;
      const { standing } = subject.order;
      const content = standingPage(subject, language, {
        eventsUrl,
        ...(note !== undefined && { note }),
        ...(standing !== undefined && { withdrawUrl: `${base}/w/${standing.token}?${langQuery(language)}` }),
      });
      sendPage(ctx, status, whole(opened, content));
    },
    redirect(ctx, { token, language, viewer }) {
      ctx.status = 303;
      ctx.set('Location', `${base}/${token}?${langQuery(language)}${viewerQuery(viewer)}`);
      ctx.body = '';
    },
  };
}

/** Binds an answer to the browser that sends it: whoever else has the link is not shown what that one is. */
function newViewer(): string {
  return randomBytes(VIEWER_OCTETS).toString('base64url');
}

function viewerQuery(viewer: string | undefined): string {
  return viewer === undefined ? '' : `&viewer=${viewer}`;
}

function langQuery({ tag }: PageLanguage): string {
  return `lang=${encodeURIComponent(tag)}`;
}
