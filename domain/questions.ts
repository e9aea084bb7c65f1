import { ASK_WAYS, type AskWay } from './asking.ts';
import type { Confirmation, LinkWay, Prompt, ServiceDefinition } from './definition.ts';

/** The ways in which a definition wants its user asked, in order; none when there is nobody to ask. */
export function askWaysOf({
  confirmation: { mode },
}: {
  readonly confirmation: Pick<Confirmation, 'mode'>;
}): readonly AskWay[] {
  const wanted = typeof mode === 'string' ? [mode] : mode;
  return wanted.flatMap((one) => ASK_WAYS.filter((way) => way === one));
}

/** How the user gets the link to our page. */
export function linkWayOf({ confirmation }: { readonly confirmation: Pick<Confirmation, 'link'> }): LinkWay {
  return confirmation.link ?? 'sms';
}

/** Tells whether a way begins with a short message to the user. */
export function isByMessage(way: AskWay, definition: { readonly confirmation: Pick<Confirmation, 'link'> }): boolean {
  return way === 'sms' || (way === 'hosted' && linkWayOf(definition) === 'sms');
}

/** The questions that are left for the user when the caller has given some parameters itself. */
export function openPrompts(
  definition: Pick<ServiceDefinition, 'prompts' | 'confirmation'>,
  given: readonly string[],
): readonly Prompt[] {
  if (askWaysOf(definition).length === 0) return [];
  return definition.prompts.filter(({ parameter }) => !given.includes(parameter));
}

/** Names of the parameters that an order may get after it was accepted: from its user, or from the provider's endpoint. */
export function openNames(
  definition: Pick<ServiceDefinition, 'prompts' | 'confirmation' | 'lookup'>,
  given: readonly string[],
): readonly string[] {
  const asked = openPrompts(definition, given).map(({ parameter }) => parameter);
  const known = definition.lookup?.parameters ?? [];
  return [...new Set([...asked, ...known.filter((name) => !given.includes(name))])];
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
  return askWaysOf(definition).filter((way) => (way === 'sms' ? isForSms : hasNumber || !isByMessage(way, definition)));
}
