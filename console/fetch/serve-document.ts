import type { AttemptReport } from '../../domain/delivery.ts';
import type { LinkedDocument } from '../../domain/document-link.ts';
import { chooseForm, type FormChoice, type ServedForm } from '../../domain/served-form.ts';
import type { Search } from '../dialogue/find-link.ts';
import { renderNotice } from '../dialogue/frame.ts';
import { noticeLanguage, type PageContext, sendPage, wordsLanguage } from '../dialogue/page-context.ts';
import { fetchPage } from './fetch-page.ts';

/** What serving documents needs from outside. */
export interface FetchDeps {
  readonly documentLinks: {
    /** Nothing follows from looking. */
    find(token: string): Promise<LinkedDocument | undefined>;
    /** Takes one fetch, with the evidence that it is; all of it is durable when this resolves. */
    fetch(
      token: string,
    ): Promise<{ readonly document: LinkedDocument; readonly reports: readonly AttemptReport[] } | undefined>;
  };
  /** The forms that a document can be had in, the best first. */
  readonly formsOf: (document: LinkedDocument) => readonly ServedForm[];
  /** What is done to a form before it goes out, such as signing; nothing when undefined. */
  readonly finish: ((form: ServedForm) => Promise<ServedForm>) | undefined;
  /** Tells workflows what was fetched. */
  readonly fetched: (report: AttemptReport) => void;
}

/** @param base - where our pages are for a browser, such as `/a` */
export function createServeDocument(
  { documentLinks, formsOf, finish = async (form) => form, fetched }: FetchDeps,
  { search, base }: { readonly search: Search; readonly base: string },
) {
  return async (ctx: PageContext, token: string): Promise<void> => {
    const document = await search(ctx, token, () => documentLinks.find(token));
    if (document === undefined) return;
    ctx.state.orderId = document.orderId;
    const choice = chooseFor(ctx, document, formsOf);
    if (choice.type === 'page') return showPage(ctx, document, { base, isFit: choice.form !== undefined });
    const form = await finish(choice.form);
    if (ctx.method === 'HEAD') return sendForm(ctx, form);
    const taken = await documentLinks.fetch(token);
    // Somebody else has had the last one meanwhile.
    if (taken === undefined) return sendPage(ctx, 404, renderNotice(noticeLanguage(ctx), base, 'missingPage'));
    for (const report of taken.reports) fetched(report);
    sendForm(ctx, form);
  };
}

function chooseFor(ctx: PageContext, document: LinkedDocument, formsOf: FetchDeps['formsOf']): FormChoice<ServedForm> {
  return chooseForm(formsOf(document), {
    accept: ctx.get('Accept'),
    userAgent: ctx.get('User-Agent'),
    takes: document.takes,
    isAsked: ctx.method === 'POST',
  });
}

function showPage(
  ctx: PageContext,
  { tenantTitle, language }: LinkedDocument,
  { base, isFit }: { readonly base: string; readonly isFit: boolean },
): void {
  const page = { base, provider: tenantTitle, language: wordsLanguage(ctx, { words: {}, language }) };
  sendPage(ctx, 200, fetchPage(page, isFit));
}

/** Koa leaves the body out of the answer to HEAD. */
export function sendForm(ctx: PageContext, { contentType, body, fileName }: ServedForm): void {
  ctx.status = 200;
  ctx.body = Buffer.from(body);
  ctx.set('Content-Type', contentType);
  if (fileName !== undefined) ctx.set('Content-Disposition', `attachment; filename="${fileName}"`);
}
