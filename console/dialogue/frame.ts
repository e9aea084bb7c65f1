import { attributes, fill, type Html, type HtmlPart, html } from '../html.ts';
import { SCRIPT, STYLE } from './assets.ts';
import { inLanguage, type LocalText, momentIn, nameOfLanguage, type PageLanguage } from './language.ts';

/** What is around the content of every page. */
export interface Frame {
  readonly language: PageLanguage;
  /** The path below which our pages are for a browser, such as `/a`. */
  readonly base: string;
  /** The verified name; absent on pages that belong to nobody. */
  readonly provider?: string;
  /** Languages that can be chosen; none when there is no choice. */
  readonly languages: readonly string[];
  /** What stays in the address when another is chosen, with `&` before it. */
  readonly kept?: string;
}

export interface Content {
  /** Of the window. */
  readonly title: string;
  readonly body: Html;
  /** Seconds after which a browser without script looks again. */
  readonly refreshSeconds?: number;
}

/** A whole page. */
export function renderPage({ language, base, provider, languages, kept = '' }: Frame, content: Content): string {
  const { title, body, refreshSeconds } = content;
  const page = html`<!doctype html>
<html lang="${language.lang}" dir="${language.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<link rel="stylesheet" href="${base}/${STYLE.name}?v=${STYLE.version}">
<script src="${base}/${SCRIPT.name}?v=${SCRIPT.version}" defer></script>${
    refreshSeconds !== undefined &&
    html`
<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`
  }
</head>
<body>
${
  provider !== undefined &&
  html`<header><div>
<p class="provider"><bdi>${provider}</bdi></p>${languages.length > 1 && languageSwitch(language, languages, kept)}
</div></header>`
}
<main>
${body}
</main>
</body>
</html>
`;
  return page.markup;
}

function languageSwitch({ tag: current, words }: PageLanguage, languages: readonly string[], kept: string): Html {
  const items = languages.map((tag) => {
    const name = html`<span lang="${tag}">${nameOfLanguage(tag)}</span>`;
    return tag === current
      ? html`<li aria-current="true">${name}</li>`
      : html`<li><a href="?lang=${encodeURIComponent(tag)}${kept}" hreflang="${tag}">${name}</a></li>`;
  });
  return html`<nav aria-label="${words.languages}"><ul>${items}</ul></nav>`;
}

export type Notice = 'missingPage' | 'busyPage' | 'failurePage';

/** A page that says one thing, the same for everybody who gets it. */
export function renderNotice(language: PageLanguage, base: string, notice: Notice): string {
  const { title, text } = language.words[notice];
  const body = html`<h1>${title}</h1>\n<p class="lead">${text}</p>`;
  return renderPage({ language, base, languages: [] }, { title, body });
}

/** A sentence of ours with the provider's name in it, kept apart whatever its direction. */
export function withProvider(sentence: string, provider: string, parts: Readonly<Record<string, HtmlPart>> = {}): Html {
  return fill(sentence, { ...parts, provider: html`<bdi>${provider}</bdi>` });
}

/** The provider's text, marked with the language that it is in. */
export function providerText(texts: Readonly<Record<string, string>>, language: PageLanguage): Html {
  const local = inLanguage(texts, language);
  return html`<span${languageMark(local, language)}>${local.text}</span>`;
}

/** A moment, which the page's script turns into the reader's own time. */
export function timeIn(iso: string, language: PageLanguage): Html {
  return html`<time datetime="${iso}">${momentIn(iso, language)}</time>`;
}

export function languageMark({ lang, dir }: LocalText, page: PageLanguage): Html {
  return attributes({ lang: lang === page.lang ? undefined : lang, dir: dir === page.dir ? undefined : dir });
}
