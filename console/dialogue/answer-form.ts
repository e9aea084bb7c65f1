import type { ServiceDefinition } from '../../domain/definition.ts';
import { ProvisioningError } from '../../domain/errors.ts';
import { openPrompts } from '../../domain/questions.ts';
import { type Field, fieldsOf } from './field.ts';
import { type FieldError, formName } from './field-markup.ts';
import type { Attempt } from './question-page.ts';

/** What is asked. */
interface Asked {
  readonly definition: ServiceDefinition;
  readonly given: readonly string[];
}

/**
 * Reads answers given as text as the definition wants them.
 *
 * @throws ProvisioningError `parameters_invalid`
 */
export type ReadAnswers = (asked: Asked, texts: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;

export type AnswerReading =
  | { readonly type: 'valid'; readonly answers: Readonly<Record<string, unknown>> }
  | { readonly type: 'invalid'; readonly attempt: Attempt };

/** The answers in a form, or what to say about those that cannot be taken. */
export function readAnswerForm(asked: Asked, form: URLSearchParams, readAnswers: ReadAnswers): AnswerReading {
  const fields = fieldsOf(asked.definition, asked.given);
  const texts = Object.fromEntries(fields.map((field) => [field.name, textOf(field, form)]));
  const answers = attempted(() => readAnswers(asked, texts));
  if (answers !== undefined) return { type: 'valid', answers };
  const attempt = { ...attemptWith(fields, texts), errors: errorsIn(asked, texts, readAnswers) };
  return { type: 'invalid', attempt: { ...attempt, ...(form.has('standing') && { isStanding: true }) } };
}

/** Secrets go no further: they are not put into a page. */
function attemptWith(fields: readonly Field[], texts: Readonly<Record<string, string>>): Attempt {
  const shown = fields.filter(({ isSecret }) => !isSecret).map(({ name }) => [name, texts[name] ?? '']);
  return { typed: Object.fromEntries(shown), errors: {}, isOutdated: false };
}

/** What is not ticked is not sent. */
function textOf({ name, control }: Field, form: URLSearchParams): string {
  return form.get(formName(name)) ?? (control === 'checkbox' ? 'false' : '');
}

/** Each question by itself: together, the first that is wrong hides the others. */
function errorsIn(
  { definition, given }: Asked,
  texts: Readonly<Record<string, string>>,
  readAnswers: ReadAnswers,
): Readonly<Record<string, FieldError>> {
  const entries = openPrompts(definition, given).flatMap((prompt) => {
    const alone = { definition: { ...definition, prompts: [prompt] }, given };
    if (attempted(() => readAnswers(alone, texts)) !== undefined) return [];
    const error: FieldError = (texts[prompt.parameter] ?? '').trim() === '' ? 'missing' : 'wrong';
    return [[prompt.parameter, error]];
  });
  return Object.fromEntries(entries);
}

function attempted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProvisioningError && error.code === 'parameters_invalid') return undefined;
    throw error;
  }
}
