import type { ServiceDefinition } from '../domain/definition.ts';
import type { Dialogue } from '../domain/dialogue.ts';
import { dialogueWords } from '../domain/dialogue-words.ts';
import { pickLanguage } from '../domain/language.ts';
import { openPrompts } from '../domain/questions.ts';

/** What the user gets by short message when he is asked: the provider's name and words, and how to answer. */
export function composeQuestion(dialogue: Dialogue, publicUrl: string): string {
  const { definition, language, tenantTitle } = dialogue;
  const words = dialogueWords(language);
  const consent = inLanguage(definition.confirmation.text, language);
  if (dialogue.way === 'hosted') return join(`${tenantTitle}:`, consent, words.linkHint, linkTo(dialogue, publicUrl));
  const [question] = openPrompts(dialogue.definition, dialogue.given);
  const asked = question === undefined ? '' : inLanguage(question.text, language);
  return join(`${tenantTitle}:`, consent, asked, question === undefined ? words.confirmHint : words.valueHint);
}

export function composeReminder(dialogue: Dialogue, publicUrl: string): string {
  return join(dialogueWords(dialogue.language).reminder, composeQuestion(dialogue, publicUrl));
}

/** After a reply that was not understood: what is wanted, once more. */
export function composeCorrection(dialogue: Dialogue): string {
  const { confirmHint, valueHint, notUnderstood } = dialogueWords(dialogue.language);
  const [question] = openPrompts(dialogue.definition, dialogue.given);
  if (question === undefined) return join(notUnderstood, confirmHint);
  return join(notUnderstood, inLanguage(question.text, dialogue.language), valueHint);
}

/** The page of a dialogue. */
function linkTo({ token }: Pick<Dialogue, 'token'>, publicUrl: string): string {
  if (token === null) throw new Error('A way without a page has no link');
  return `${publicUrl}/a/${token}`;
}

function inLanguage(texts: ServiceDefinition['confirmation']['text'], language: string): string {
  const tag = pickLanguage(Object.keys(texts), [language]);
  return texts[tag] ?? '';
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
