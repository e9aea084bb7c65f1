import type { ConsentView } from '../../domain/standing-consent.ts';
import type { Search } from './find-link.ts';
import { renderPage } from './frame.ts';
import { languageOf, type PageLanguage } from './language.ts';
import { type PageContext, sendPage, wordsLanguage } from './page-context.ts';
import { readForm } from './read-form.ts';
import { isFromElsewhere } from './request-source.ts';
import type { Stamps } from './stamp.ts';
import { withdrawnPage, withdrawPage } from './withdraw-page.ts';

/** What users have agreed to for a while, by the link that ends it. */
export interface Consents {
  /** @param lifeMs - how long a link lives after the end of its consent */
  findConsent(token: string, lifeMs: number): Promise<ConsentView | undefined>;
  /** Committed when it resolves. Safe to repeat. */
  withdrawConsent(token: string): Promise<void>;
}

interface Tools {
  readonly search: Search;
  readonly stamps: Stamps;
  /** Where our pages are for a browser. */
  readonly base: string;
}

interface Settings {
  readonly linkLifeMs: number;
  readonly publicUrl: string;
}

/** Stamps of these forms are for nothing else. */
const purposeOf = (token: string): string => `withdraw/${token}`;

/** Serves the links with which users take back what they agreed to for a while. Looking changes nothing. */
export function createWithdrawals(
  consents: Consents,
  { linkLifeMs, publicUrl }: Settings,
  { search, stamps, base }: Tools,
) {
  const ownHost = new URL(publicUrl).host;
  const find = async (ctx: PageContext, token: string): Promise<ConsentView | undefined> => {
    const consent = await search(ctx, token, () => consents.findConsent(token, linkLifeMs));
    if (consent !== undefined) ctx.state.orderId = consent.orderId;
    return consent;
  };
  const send = (
    ctx: PageContext,
    { token, consent, language }: { token: string; consent: ConsentView; language: PageLanguage },
    status: number,
  ): void => {
    const stamp = stamps.make(purposeOf(token), language.tag);
    const content = consent.stands
      ? withdrawPage(consent, language, { stamp, isOutdated: status !== 200 })
      : withdrawnPage(language);
    const languages = Object.keys(consent.words);
    sendPage(ctx, status, renderPage({ language, base, provider: consent.tenantTitle, languages }, content));
  };
  return {
    async show(ctx: PageContext, token: string): Promise<void> {
      const consent = await find(ctx, token);
      if (consent === undefined) return;
      send(ctx, { token, consent, language: wordsLanguage(ctx, consent) }, 200);
    },

    async take(ctx: PageContext, token: string): Promise<void> {
      const consent = await find(ctx, token);
      if (consent === undefined) return;
      const reading = await readForm(ctx.req);
      if (reading.type === 'too_large') ctx.set('Connection', 'close');
      const form = reading.type === 'read' ? reading.form : new URLSearchParams();
      const shownIn = stamps.read(purposeOf(token), form.get('stamp') ?? '');
      if (shownIn === undefined || isFromElsewhere(ctx.headers, ownHost)) {
        const status = { read: 403, too_large: 413, unreadable: 415 }[reading.type];
        return send(ctx, { token, consent, language: wordsLanguage(ctx, consent) }, status);
      }
      await consents.withdrawConsent(token);
      ctx.status = 303;
      ctx.set('Location', `${base}/w/${token}?lang=${encodeURIComponent(languageOf(shownIn).tag)}`);
      ctx.body = '';
    },
  };
}
