import type { ConsentView } from '../../domain/standing-consent.ts';
import { fill, html } from '../html.ts';
import { type Content, languageMark, timeIn, withProvider } from './frame.ts';
import { inLanguage, type PageLanguage } from './language.ts';

/** The page on which a user takes back what he agreed to for a while: with whom, to what, and until when. */
export function withdrawPage(
  { tenantTitle, words: agreed, expiresAt }: ConsentView,
  language: PageLanguage,
  { stamp, isOutdated }: { readonly stamp: string; readonly isOutdated: boolean },
): Content {
  const { words } = language;
  const consent = inLanguage(agreed, language);
  return {
    title: words.standing.title.replace('{provider}', tenantTitle),
    body: html`${
      isOutdated &&
      html`<div class="errors" id="errors" role="alert" tabindex="-1">
<p class="title">${words.errorsTitle}</p>
<p>${words.outdated}</p>
</div>
`
    }<h1>${withProvider(words.standing.title, tenantTitle)}</h1>
${consent.text !== '' && html`<p class="consent"${languageMark(consent, language)}>${consent.text}</p>`}
<p>${fill(words.standing.text, { time: timeIn(expiresAt, language) })}</p>
<form method="post" accept-charset="utf-8">
<input type="hidden" name="stamp" value="${stamp}">
<div class="buttons">
<button class="accept">${words.standing.withdraw}</button>
</div>
<p class="small">${words.standing.note}</p>
</form>`,
  };
}

/** What the same address says when it does not stand any more, whatever ended it. */
export function withdrawnPage({ words: { standing } }: PageLanguage): Content {
  const { title, text } = standing.ended;
  return { title, body: html`<h1>${title}</h1>\n<p class="lead">${text}</p>` };
}
