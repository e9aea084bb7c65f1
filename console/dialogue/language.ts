import type { ServiceDefinition } from '../../domain/definition.ts';
import { directionOf, parseAcceptLanguage, pickLanguage } from '../../domain/language.ts';
import type { PageWords } from './page-words.ts';
import { OUR_LANGUAGES, pageWords } from './words.ts';

/** A text and the language that it is in. */
export interface LocalText {
  readonly text: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

/** The language of a page, and the words for it. */
export interface PageLanguage {
  /** One of the definition's, when it has any. */
  readonly tag: string;
  /** What our own words are in: the page's language, or what is nearest to it. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly words: PageWords;
}

/** What a reader wants: what he chose, then what his browser says. */
export interface Wanted {
  readonly chosen: string | undefined;
  /** The header as it came; empty when it did not. */
  readonly acceptLanguage: string;
}

const MAX_TAG_LENGTH = 35;

/** The languages that a dialogue can be had in: those of the provider's texts; ours where there are none. */
export function languagesOf({ confirmation, prompts }: Pick<ServiceDefinition, 'confirmation' | 'prompts'>): string[] {
  const tags = [...Object.keys(confirmation.text), ...prompts.flatMap(({ text }) => Object.keys(text))];
  return tags.length > 0 ? [...new Set(tags)] : [...OUR_LANGUAGES];
}

/**
 * The language to use.
 *
 * @param fallback - what the user was written to in, when what he wants is not there
 */
export function chooseLanguage(
  available: readonly string[],
  { chosen, acceptLanguage }: Wanted,
  fallback: string,
): PageLanguage {
  const wanted = [
    ...(chosen === undefined ? [] : [chosen.slice(0, MAX_TAG_LENGTH)]),
    ...parseAcceptLanguage(acceptLanguage),
  ];
  return languageOf(pickLanguage(available, [...wanted, fallback]));
}

export function languageOf(tag: string): PageLanguage {
  const { tag: ours, words } = pageWords(tag);
  const lang = primary(tag) === primary(ours) ? tag : ours;
  return { tag, lang, dir: directionOf(lang), words };
}

/** A provider's text in the language that is nearest. */
export function inLanguage(texts: Readonly<Record<string, string>>, { tag }: PageLanguage): LocalText {
  const lang = pickLanguage(Object.keys(texts), [tag]);
  return { text: texts[lang] ?? '', lang, dir: directionOf(lang) };
}

/** What a language calls itself. */
export function nameOfLanguage(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
  } catch {
    // Not a tag after all: it is shown as the provider wrote it.
    return tag;
  }
}

/** A moment in words, in UTC, which the page's script turns into the reader's own time. */
export function momentIn(iso: string, { lang }: PageLanguage): string {
  const form = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  try {
    return `${new Intl.DateTimeFormat(lang, form).format(new Date(iso))} UTC`;
  } catch {
    return `${new Intl.DateTimeFormat('en', form).format(new Date(iso))} UTC`;
  }
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}
