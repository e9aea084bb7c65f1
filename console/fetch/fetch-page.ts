import { type Content, renderPage, withProvider } from '../dialogue/frame.ts';
import type { PageLanguage } from '../dialogue/language.ts';
import { html } from '../html.ts';
import { fetchWords } from './words.ts';

/**
 * The page between a link in a message and what it leads to. Programs that look at links see no more than this: the settings
 * come when somebody presses the button.
 *
 * @param isFit - this browser can make something of what it would get
 */
export function fetchPage(
  { base, provider, language }: { readonly base: string; readonly provider: string; readonly language: PageLanguage },
  isFit: boolean,
): string {
  const words = fetchWords(language.lang);
  const content: Content = {
    title: words.title.replace('{provider}', provider),
    body: html`<h1>${withProvider(words.title, provider)}</h1>
${
  isFit
    ? html`<p class="lead">${words.text}</p>
<form method="post">
<div class="buttons">
<button class="accept">${words.button}</button>
</div>
<p class="small">${words.note}</p>
</form>`
    : html`<p class="lead">${words.unfit}</p>`
}`,
  };
  return renderPage({ base, provider, language, languages: [] }, content);
}
