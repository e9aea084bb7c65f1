import { ASK_WAYS, type AskWay } from './asking.ts';
import type { Confirmation, Prompt, ServiceDefinition } from './definition.ts';

/** The ways in which a definition wants its user asked, in order; none when there is nobody to ask. */
export function askWaysOf({
  confirmation: { mode },
}: {
  readonly confirmation: Pick<Confirmation, 'mode'>;
}): readonly AskWay[] {
  const wanted = typeof mode === 'string' ? [mode] : mode;
  return wanted.flatMap((one) => ASK_WAYS.filter((way) => way === one));
}

/** The questions that are left for the user when the caller has given some parameters itself. */
export function openPrompts(
  definition: Pick<ServiceDefinition, 'prompts' | 'confirmation'>,
  given: readonly string[],
): readonly Prompt[] {
  if (askWaysOf(definition).length === 0) return [];
  return definition.prompts.filter(({ parameter }) => !given.includes(parameter));
}

/**
 * The ways that can be gone with this device and these questions. A short message asks one thing at most, and nothing
 * secret: it stays in inboxes, and passes through networks in clear.
 */
export function possibleWays(
  definition: Pick<ServiceDefinition, 'prompts' | 'confirmation'>,
  { given, hasNumber }: { readonly given: readonly string[]; readonly hasNumber: boolean },
): readonly AskWay[] {
  const questions = openPrompts(definition, given);
  const isForSms = hasNumber && questions.length <= 1 && questions.every(({ secret }) => !secret);
  return askWaysOf(definition).filter((way) => way === 'client' || (way === 'hosted' ? hasNumber : isForSms));
}
