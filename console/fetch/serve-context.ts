import { provisioningUrl } from '../../domain/context-url.ts';
import type { AttemptReport } from '../../domain/delivery.ts';
import type { LinkedDocument } from '../../domain/document-link.ts';
import { chooseForm } from '../../domain/served-form.ts';
import type { Search } from '../dialogue/find-link.ts';
import type { PageContext } from '../dialogue/page-context.ts';
import { refuseMethod } from '../dialogue/refuse-method.ts';
import { type FetchDeps, sendForm } from './serve-document.ts';

/** What serving provisioning URLs needs from outside. */
export interface ContextDeps extends Pick<FetchDeps, 'formsOf' | 'fetched'> {
  readonly contextDocuments: {
    /** Tells whether a context has this URL. Nothing follows from looking. */
    isKnown(url: string): Promise<true | undefined>;
    /** Takes what waits for the context of this URL, the oldest first, with the evidence that it is; all of it is durable when this resolves. */
    fetchNext(
      url: string,
    ): Promise<{ readonly document: LinkedDocument; readonly reports: readonly AttemptReport[] } | undefined>;
  };
}

/** Serves the provisioning URLs of contexts: a phone that comes to its own gets the document that waits there, or 204. */
export function createServeContext(
  { contextDocuments, formsOf, fetched }: ContextDeps,
  { search, publicUrl }: { readonly search: Search; readonly publicUrl: string },
) {
  return async (ctx: PageContext, token: string): Promise<void> => {
    if (ctx.method !== 'GET') return refuseMethod(ctx, ['GET']);
    const url = provisioningUrl(publicUrl, token);
    if ((await search(ctx, token, () => contextDocuments.isKnown(url))) === undefined) return;
    const taken = await contextDocuments.fetchNext(url);
    if (taken === undefined) {
      ctx.status = 204;
      return;
    }
    ctx.state.orderId = taken.document.orderId;
    for (const report of taken.reports) fetched(report);
    const forms = formsOf(taken.document);
    const wish = { accept: ctx.get('Accept'), userAgent: '', takes: null, isAsked: false };
    const choice = chooseForm(forms, wish);
    const form = choice.form ?? forms[0];
    if (form === undefined) throw new Error('A document has no form');
    sendForm(ctx, form);
  };
}
