import { dialogueWords, START_WORDS, STOP_WORDS } from './dialogue-words.ts';

/** What a reply by short message says. */
export type Reply =
  | { readonly type: 'stop' }
  | { readonly type: 'start' }
  | { readonly type: 'accept' }
  | { readonly type: 'decline' }
  /** Text as it was written, without the white space around it. */
  | { readonly type: 'value'; readonly text: string }
  | { readonly type: 'unclear' };

/**
 * Reads a reply. Yes and no are understood in the language of the question and in English, whatever the case, the
 * diacritics and the punctuation; STOP is understood always.
 *
 * @param wanted - what the question asked for: a word of consent, or a value
 */
export function readReply(
  text: string,
  { language, wanted }: { language: string; wanted: 'consent' | 'value' },
): Reply {
  const word = plain(text);
  if (STOP_WORDS.some((stop) => plain(stop) === word)) return { type: 'stop' };
  if (START_WORDS.some((start) => plain(start) === word)) return { type: 'start' };
  const languages = [dialogueWords(language), dialogueWords('en')];
  if (languages.some(({ no }) => no.some((one) => plain(one) === word))) return { type: 'decline' };
  const value = text.trim();
  if (wanted === 'value') return value === '' ? { type: 'unclear' } : { type: 'value', text: value };
  return languages.some(({ yes }) => yes.some((one) => plain(one) === word)) ? { type: 'accept' } : { type: 'unclear' };
}

/** Arabic letters that are written one for another: alef with hamza or madda, alef maqsura, ta marbuta. */
const ARABIC: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ى: 'ي', ة: 'ه' };

/** Letters and digits only: compatibility forms unified, marks, tatweel and punctuation gone, lower case. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[أإآىة]/g, (letter) => ARABIC[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
