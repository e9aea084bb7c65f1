import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { ownValue, resolveSchema } from '../domain/parameter-schema.ts';
import { openPrompts } from '../domain/questions.ts';
import type { NewAnswer } from '../domain/requests.ts';
import type { AnswerRequest } from './order-schemas.ts';
import { requireAnswers } from './parameters.ts';

export { openPrompts } from '../domain/questions.ts';

/**
 * The answers to open questions, given as text on a page or in a short message: read as the definition wants them, and
 * checked. An empty text is no answer.
 *
 * @throws ProvisioningError `parameters_invalid` with a fault below `/answers`
 */
export function readAnswers(
  { definition, given }: { readonly definition: ServiceDefinition; readonly given: readonly string[] },
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const { parameters } = definition;
  const asked = openPrompts(definition, given).map(({ parameter }) => parameter);
  const answers = Object.fromEntries(
    asked.flatMap((name) => {
      const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
      if (text === undefined || text.trim() === '') return [];
      return [[name, typedValue(text, resolveSchema(parameters, ownValue(parameters.properties, name)))]];
    }),
  );
  requireAnswers(definition, asked, answers);
  return answers;
}

/** What a text stands for; as it is when it stands for nothing of the type, so that the check says what is wanted. */
function typedValue(text: string, { type }: Readonly<Record<string, unknown>>): unknown {
  const plain = text.trim();
  if (type === 'integer' || type === 'number')
    return /^-?\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : plain;
  if (type === 'boolean') return plain === 'true' ? true : plain === 'false' ? false : plain;
  // Blanks around a password may be part of it.
  return type === 'string' ? text.replace(/[\r\n]+$/, '') : plain;
}

/**
 * The answer as it may be stored: to exactly the questions that were asked.
 *
 * @param given - names of the parameters that the order came with
 * @throws ProvisioningError `request_invalid` for answers of a user who declined; `parameters_invalid` for answers that
 * nobody asked for, that are missing or that have not the right form
 */
export function answerFrom(
  { decision, answers = {}, standing = false }: AnswerRequest,
  { definition, given }: { readonly definition: ServiceDefinition; readonly given: readonly string[] },
): NewAnswer {
  if (standing) requireStanding(definition, decision);
  if (decision === 'accept') {
    const asked = openPrompts(definition, given).map(({ parameter }) => parameter);
    requireAnswers(definition, asked, answers);
    return { decision, answers, standing };
  }
  if (Object.keys(answers).length > 0) {
    throw new ProvisioningError('request_invalid', 'Cannot keep answers of a user who declined: expected none', {
      faults: [{ field: '/answers', expected: 'no answers with the decision "decline"', got: 'some' }],
    });
  }
  return { decision, answers: {} };
}

/** @throws ProvisioningError `request_invalid` */
function requireStanding({ confirmation }: ServiceDefinition, decision: AnswerRequest['decision']): void {
  const isAllowed = confirmation.standing !== undefined;
  if (isAllowed && decision === 'accept') return;
  const expected = isAllowed ? 'it with the decision "accept" only' : 'a definition with confirmation.standing';
  throw new ProvisioningError('request_invalid', `Cannot keep a standing consent: expected ${expected}`, {
    faults: [{ field: '/standing', expected, got: 'another' }],
  });
}
