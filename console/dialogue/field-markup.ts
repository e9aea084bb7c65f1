import { attributes, type Html, html } from '../html.ts';
import type { Field } from './field.ts';
import { providerText } from './frame.ts';
import type { PageLanguage } from './language.ts';
import type { PageWords } from './page-words.ts';

/** What is wrong with an answer. */
export type FieldError = 'missing' | 'wrong';

export interface FieldState {
  /** As it was typed; never of a secret. */
  readonly typed: string | undefined;
  readonly error: FieldError | undefined;
}

/** What a form calls the answer to a parameter. */
export function formName(parameter: string): string {
  return `answer.${parameter}`;
}

export function fieldId(place: number): string {
  return `f${place}`;
}

/** What the parts of a field have in common. */
interface FieldParts {
  readonly id: string;
  readonly label: Html;
  /** What is wanted, and what was wrong. */
  readonly notes: Html;
  /** Of the control, whichever it is. */
  readonly common: Parameters<typeof attributes>[0];
  readonly value: string;
  readonly words: PageWords;
}

/** A field with its label, what is wanted of it, and what was wrong with what was typed. */
export function renderField(
  field: Field,
  { typed, error }: FieldState,
  { language, place }: { readonly language: PageLanguage; readonly place: number },
): Html {
  const { words } = language;
  const id = fieldId(place);
  const { notes, ids } = renderNotes({ hint: hintText(field, words), error, id, words });
  const parts = {
    id,
    label: html`${labelOf(field, language)}${
      !field.isRequired && html` <span class="optional">${words.optional}</span>`
    }`,
    notes,
    common: {
      id,
      name: formName(field.name),
      required: field.isRequired,
      'aria-describedby': ids,
      'aria-invalid': error === undefined ? undefined : 'true',
    },
    value: field.isSecret ? '' : (typed ?? field.preset),
    words,
  };
  const body = field.control === 'checkbox' ? renderCheckbox(parts) : renderControl(field, parts);
  return html`<div class="field${error !== undefined && ' wrong'}">${body}</div>\n`;
}

function renderNotes({
  hint,
  error,
  id,
  words,
}: {
  readonly hint: string;
  readonly error: FieldError | undefined;
  readonly id: string;
  readonly words: PageWords;
}): { readonly notes: Html; readonly ids: string | undefined } {
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const ids = [...(hint === '' ? [] : [hintId]), ...(error === undefined ? [] : [errorId])];
  const notes = html`${hint !== '' && html`<p class="hint" id="${hintId}">${hint}</p>`}${
    error !== undefined &&
    html`<p class="error" id="${errorId}"><span class="mark">${words.errorMark}:</span> ${words[error]}</p>`
  }`;
  return { notes, ids: ids.length === 0 ? undefined : ids.join(' ') };
}

function renderCheckbox({ id, label, notes, common, value }: FieldParts): Html {
  const box = attributes({ ...common, type: 'checkbox', value: 'true', checked: value === 'true' });
  return html`${notes}<label class="check" for="${id}"><input${box}> <span>${label}</span></label>`;
}

function renderControl(field: Field, parts: FieldParts): Html {
  const { id, label, notes, common, value } = parts;
  const control =
    field.control === 'input'
      ? html`<input${attributes({ ...field.attributes, ...directionFor(field), ...common, value })}>`
      : renderSelect(field, parts);
  return html`<label for="${id}">${label}</label>${notes}${control}`;
}

function renderSelect({ control, options }: Field, { common, value, words }: FieldParts): Html {
  const choices =
    control === 'yesNo'
      ? [
          { choice: 'true', shown: words.yes },
          { choice: 'false', shown: words.no },
        ]
      : options.map((choice) => ({ choice, shown: choice }));
  const items = choices.map(
    ({ choice, shown }) => html`<option${attributes({ value: choice, selected: choice === value })}>${shown}</option>`,
  );
  return html`<select${attributes(common)}><option value="">${words.choose}</option>${items}</select>`;
}

/** Addresses, numbers and passwords are written from left to right in every language; of other text the first letter tells. */
function directionFor({ attributes: { type } }: Field): { readonly dir: string } {
  return { dir: type === 'text' ? 'auto' : 'ltr' };
}

/** Where the provider has no words, the name of the parameter stands in. */
export function labelOf({ label, name }: Field, language: PageLanguage): Html {
  return Object.keys(label).length === 0 ? html`${name}` : providerText(label, language);
}

/** What is wanted, as one text. */
export function hintText({ hints }: Field, words: PageWords): string {
  return hints.map(({ hint, values }) => filled(words.hints[hint], values)).join('. ');
}

function filled(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
