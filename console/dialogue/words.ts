import { pickLanguage } from '../../domain/language.ts';
import type { PageWords } from './page-words.ts';
import { AR } from './words-ar.ts';
import { DE } from './words-de.ts';
import { EN } from './words-en.ts';
import { ES } from './words-es.ts';
import { FI } from './words-fi.ts';
import { FR } from './words-fr.ts';
import { SV } from './words-sv.ts';

const WORDS: Readonly<Record<string, PageWords>> = { en: EN, fi: FI, sv: SV, de: DE, fr: FR, es: ES, ar: AR };

/** The languages that we have words in. */
export const OUR_LANGUAGES: readonly string[] = Object.keys(WORDS);

/** The words nearest to a language, with the tag that they are written in. */
export function pageWords(language: string): { readonly tag: string; readonly words: PageWords } {
  const tag = pickLanguage(OUR_LANGUAGES, [language]);
  return { tag, words: WORDS[tag] ?? EN };
}
