import type { ParameterizedContext } from 'koa';
import type { Dialogue } from '../../domain/dialogue.ts';
import { chooseLanguage, languagesOf, type PageLanguage, type Wanted } from './language.ts';
import { OUR_LANGUAGES } from './words.ts';

/** What is known of a request while it is served. */
export interface PageState {
  /** The pattern of its path: the path itself holds the token. */
  route: string;
  /** Of the order that the link leads to. */
  orderId?: string;
}

export type PageContext = ParameterizedContext<PageState>;

function wantedOf(ctx: PageContext): Wanted {
  const { lang } = ctx.query;
  return { chosen: typeof lang === 'string' ? lang : undefined, acceptLanguage: ctx.get('Accept-Language') };
}

/** What the page gave to the browser that accepted on it; undefined when this is not one. */
export function viewerOf(ctx: PageContext): string | undefined {
  const { viewer } = ctx.query;
  return isViewer(viewer) ? viewer : undefined;
}

/** 128 bits in base64url. */
export function isViewer(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{22}$/.test(value);
}

/** For the pages of a dialogue. */
export function languageFor(ctx: PageContext, { definition, language }: Dialogue): PageLanguage {
  return chooseLanguage(languagesOf(definition), wantedOf(ctx), language);
}

/** For what a user has agreed to: in the languages of its words. */
export function wordsLanguage(
  ctx: PageContext,
  { words, language }: { readonly words: Readonly<Record<string, string>>; readonly language: string },
): PageLanguage {
  const tags = Object.keys(words);
  return chooseLanguage(tags.length > 0 ? tags : OUR_LANGUAGES, wantedOf(ctx), language);
}

/** For pages that belong to nobody. */
export function noticeLanguage(ctx: PageContext): PageLanguage {
  return chooseLanguage(OUR_LANGUAGES, wantedOf(ctx), 'en');
}

export function sendPage(ctx: PageContext, status: number, page: string): void {
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = page;
}
