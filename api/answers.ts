import type { Prompt, ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { NewAnswer } from '../domain/requests.ts';
import type { AnswerRequest } from './order-schemas.ts';
import { requireAnswers } from './parameters.ts';

/** The questions that are left for the user when the caller has given some parameters itself. */
export function openPrompts({ prompts, confirmation }: ServiceDefinition, given: readonly string[]): readonly Prompt[] {
  return confirmation.mode === 'client' ? prompts.filter(({ parameter }) => !given.includes(parameter)) : [];
}

/**
 * The answer as it may be stored: to exactly the questions that were asked.
 *
 * @param given - names of the parameters that the order came with
 * @throws ProvisioningError `request_invalid` for answers of a user who declined; `parameters_invalid` for answers that
 * nobody asked for, that are missing or that have not the right form
 */
export function answerFrom(
  { decision, answers = {} }: AnswerRequest,
  { definition, given }: { readonly definition: ServiceDefinition; readonly given: readonly string[] },
): NewAnswer {
  if (decision === 'accept') {
    const asked = openPrompts(definition, given).map(({ parameter }) => parameter);
    requireAnswers(definition, asked, answers);
    return { decision, answers };
  }
  if (Object.keys(answers).length > 0) {
    throw new ProvisioningError('request_invalid', 'Cannot keep answers of a user who declined: expected none', {
      faults: [{ field: '/answers', expected: 'no answers with the decision "decline"', got: 'some' }],
    });
  }
  return { decision, answers: {} };
}
