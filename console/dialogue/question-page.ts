import type { Confirmation } from '../../domain/definition.ts';
import { parseDuration } from '../../domain/duration.ts';
import { attributes, fill, type Html, html } from '../html.ts';
import { changesOf } from './changes.ts';
import { type Field, fieldsOf } from './field.ts';
import { type FieldError, fieldId, hintText, labelOf, renderField } from './field-markup.ts';
import { type Content, languageMark, timeIn, withProvider } from './frame.ts';
import { inLanguage, type PageLanguage } from './language.ts';
import type { PageWords } from './page-words.ts';
import { needsPin, type PageSubject } from './stage.ts';

/** What came of an answer that was not taken. */
export interface Attempt {
  /** As it was typed, by parameter; nothing of secrets. */
  readonly typed: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, FieldError>>;
  /** The form was not one that we had shown. */
  readonly isOutdated: boolean;
  /** The box was ticked that a yes shall count for a while. */
  readonly isStanding?: boolean;
}

export const NO_ATTEMPT: Attempt = { typed: {}, errors: {}, isOutdated: false };

/** The page that asks: who, what for, what it does to the phone, and the questions that are open. */
export function questionPage(
  { dialogue, order }: PageSubject,
  language: PageLanguage,
  { attempt, stamp, viewer }: { readonly attempt: Attempt; readonly stamp: string; readonly viewer: string },
): Content {
  const { definition, given, tenantTitle } = dialogue;
  const { words } = language;
  const fields = fieldsOf(definition, given);
  const consent = inLanguage(definition.confirmation.text, language);
  const changes = changesOf(definition, given);
  const isWrong = attempt.isOutdated || Object.keys(attempt.errors).length > 0;
  const title = words.title.replace('{provider}', tenantTitle);
  return {
    title: isWrong ? `${words.errorMark}: ${title}` : title,
    body: html`${isWrong && errorSummary(fields, attempt, language)}
<h1>${withProvider(words.title, tenantTitle)}</h1>
${phoneLine(dialogue.msisdn, language)}
${consent.text !== '' && html`<p class="consent"${languageMark(consent, language)}>${consent.text}</p>`}
${
  changes.length > 0 &&
  html`<h2>${words.changesTitle}</h2>
<ul class="changes">${changes.map((change) => html`<li>${words.changes[change]}</li>`)}</ul>`
}
<p>${words.howItComes}${needsPin(order.security) && html` ${words.pinNeeded}`}</p>
<form method="post" accept-charset="utf-8">
<input type="hidden" name="stamp" value="${stamp}">
${
  order.showsPin === true &&
  html`<input type="hidden" name="viewer" value="${viewer}">
`
}${fields.length > 0 && renderFields(fields, attempt, language)}${
  // A PIN that the page shows needs the page each time.
  order.showsPin !== true && renderStanding(definition.confirmation, attempt, language)
}
<div class="buttons">
<button class="accept" name="decision" value="accept">${words.accept}</button>
<button class="decline" name="decision" value="decline" formnovalidate>${words.decline}</button>
</div>
<p class="small">${words.declineNote}</p>
<p class="small">${fill(words.answerBy, {
      time: timeIn(dialogue.dueAt, language),
    })}</p>
</form>`,
  };
}

function renderFields(fields: readonly Field[], { typed, errors }: Attempt, language: PageLanguage): Html {
  const { words } = language;
  return html`<h2>${words.fieldsTitle}</h2>
${fields.map((field, place) =>
  renderField(field, { typed: typed[field.name], error: errors[field.name] }, { language, place }),
)}
<p class="small">${words.secretNote}</p>`;
}

/** The box says until when, and sends it: a yes counts no longer than its user was told. */
function renderStanding({ standing }: Confirmation, { isStanding }: Attempt, language: PageLanguage): Html | false {
  if (standing === undefined) return false;
  const until = new Date(Date.now() + parseDuration(standing)).toISOString();
  const box = { type: 'checkbox', id: 'standing', name: 'standing', value: until, checked: isStanding === true };
  return html`
<div class="field"><label class="check" for="standing"><input${attributes(box)}> <span>${fill(
    language.words.standing.offer,
    { time: timeIn(until, language) },
  )}</span></label></div>`;
}

/** What is wrong, first of all, with a way to each field. */
function errorSummary(fields: readonly Field[], { errors, isOutdated }: Attempt, language: PageLanguage): Html {
  const { words } = language;
  const items = fields.flatMap((field, place) => {
    const error = errors[field.name];
    if (error === undefined) return [];
    return [
      html`<li><a href="#${fieldId(place)}">${labelOf(field, language)}: ${wantedText(field, error, words)}</a></li>`,
    ];
  });
  return html`<div class="errors" id="errors" role="alert" tabindex="-1">
<p class="title">${words.errorsTitle}</p>
${isOutdated ? html`<p>${words.outdated}</p>` : html`<ul>${items}</ul>`}
</div>`;
}

/** What is to be done about an error: what is wanted, where that can be said. */
function wantedText(field: Field, error: FieldError, words: PageWords): string {
  const hint = hintText(field, words);
  return error === 'wrong' && hint !== '' ? hint : words[error];
}

/** Two digits tell the phone's owner which phone it is, and nobody else whose. */
function phoneLine(msisdn: string | null, { words }: PageLanguage): Html | undefined {
  if (msisdn === null) return undefined;
  return html`<p class="phone">${fill(words.forPhone, { digits: html`<bdi dir="ltr">${msisdn.slice(-2)}</bdi>` })}</p>`;
}
