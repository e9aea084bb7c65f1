import { ASK_WAYS, type AskWay } from '../domain/asking.ts';
import {
  ANSWER_TIMEOUTS,
  type AnswerTimeout,
  type Confirmation,
  KNOWN_FACTS,
  type KnownFact,
  LINK_WAYS,
  type LinkWay,
  type ParameterSchema,
  type Prompt,
} from '../domain/definition.ts';
import { DEFINITION_DEFAULTS as DEFAULTS } from '../domain/definition-defaults.ts';
import { ownValue, resolveSchema } from '../domain/parameter-schema.ts';
import { askWaysOf, isByMessage } from '../domain/questions.ts';
import { choicesOf, millisecondsOf, optional, readTruth, WAIT } from './read-definition.ts';
import { choiceOf, elementsOf, entriesOf, fieldsOf, plainText, type Spot, textOf } from './spot.ts';

const DAY_MS = 86_400_000;
const MAX_LANGUAGES = 32;
const MAX_QUESTION = 320;
const SOME_WORDS = 'words in at least one language, by its tag, such as {"en": "Your password"}';

/** @param schema - undefined when it has faults: then nothing is said of names */
export function readPrompts(spot: Spot, schema: ParameterSchema | undefined): Prompt[] {
  const prompts = elementsOf(spot, [0, 64]).flatMap((one) => readPrompt(one, schema) ?? []);
  const names = prompts.map(({ parameter }) => parameter);
  if (new Set(names).size < names.length) spot.fault('at most one question for each parameter', 'two for one');
  return prompts;
}

function readPrompt(spot: Spot, schema: ParameterSchema | undefined): Prompt | undefined {
  const fields = fieldsOf(spot, ['parameter', 'known', 'secret', 'text']);
  if (fields === undefined) return undefined;
  const parameter = textOf(fields('parameter'), plainText(64));
  const text = readTexts(fields('text'), 1);
  if (parameter === undefined) return undefined;
  const asked = schema === undefined ? {} : parameterNamed(schema, parameter, fields('parameter'));
  const secret = optional(fields('secret'), readTruth, asked['writeOnly'] === true);
  const known = optional(fields('known'), (one) => readKnown(one, asked, secret), undefined);
  return { parameter, ...(known !== undefined && { known }), secret, text };
}

/** What a device is known by is text, and no secret. */
function readKnown(
  spot: Spot,
  { type = 'string' }: Readonly<Record<string, unknown>>,
  secret: boolean,
): KnownFact | undefined {
  if (secret) spot.fault('nothing that is known for a secret', 'a fact of the device');
  if (type !== 'string') spot.fault('a parameter that is a string', 'another type');
  return choiceOf(spot, KNOWN_FACTS);
}

/** The schema of a parameter of one value that somebody is to say. */
export function parameterNamed(schema: ParameterSchema, name: string, spot: Spot): Readonly<Record<string, unknown>> {
  const names = Object.keys(schema.properties);
  if (!names.includes(name)) spot.fault(`the name of a parameter: ${names.join(', ')}`, 'another name');
  const asked = resolveSchema(schema, ownValue(schema.properties, name));
  if (asked['type'] === 'object' || asked['type'] === 'array') {
    spot.fault('a parameter of one value', 'one of several');
  }
  return asked;
}

/** How long a yes may count. */
const STANDING = {
  test: (text: string): boolean => {
    const ms = millisecondsOf(text) ?? 0;
    return ms >= DAY_MS && ms <= 365 * DAY_MS;
  },
  words: 'an ISO 8601 duration of weeks, days and time, from P1D to P365D, such as P90D',
};

const CONFIRMATION = ['mode', 'link', 'timeout', 'reminder', 'onTimeout', 'standing', 'text'] as const;

/** What is asked with a confirmation. */
interface Asked {
  readonly prompts: readonly Prompt[];
  /** Names of the parameters that a document cannot do without. */
  readonly required: readonly string[];
}

export function readConfirmation(spot: Spot, asked: Asked): Confirmation | undefined {
  const fields = fieldsOf(spot, CONFIRMATION);
  if (fields === undefined) return undefined;
  const { mode, timeout, text } = DEFAULTS.confirmation;
  const read = optional<Confirmation['mode']>(fields('mode'), (one) => readMode(one, asked), mode);
  const ways = askWaysOf({ confirmation: { mode: read } });
  const link = optional(fields('link'), (one) => readLink(one, ways), undefined);
  const ours = ways.filter((way) => isByMessage(way, { confirmation: link === undefined ? {} : { link } }));
  const within = optional(fields('timeout'), (one) => textOf(one, WAIT), timeout);
  const reminder = optional(fields('reminder'), (one) => readReminder(one, within, { ways, ours }), undefined);
  const onTimeout = optional(fields('onTimeout'), (one) => readOnTimeout(one, ways, asked), undefined);
  const standing = optional(fields('standing'), (one) => readStanding(one, ways), undefined);
  const words = optional(fields('text'), (one) => readTexts(one, ways.length > 0 ? 1 : 0), text);
  if (ways.some((way) => way !== 'client') && fields('text').value === undefined) fields('text').fault(SOME_WORDS);
  return {
    mode: read,
    ...(link !== undefined && { link }),
    timeout: within,
    ...(reminder !== undefined && { reminder }),
    ...(onTimeout !== undefined && { onTimeout }),
    ...(standing !== undefined && { standing }),
    text: words,
  };
}

function readMode(spot: Spot, { prompts }: Asked): Confirmation['mode'] | undefined {
  const { value } = spot;
  if (value === 'none') return value;
  const listed = Array.isArray(value) ? choicesOf(spot, ASK_WAYS) : ASK_WAYS.filter((way) => way === value);
  const [first] = listed;
  if (first === undefined) {
    return Array.isArray(value) ? undefined : spot.fault('none, hosted, sms, client, or a list of ways', 'another');
  }
  if (listed.every((way) => way === 'sms') && prompts.some(({ secret }) => secret)) {
    spot.fault('a way beside sms for a secret answer, which never goes by short message', 'sms alone');
  }
  return listed.length === 1 ? first : listed;
}

function readLink(spot: Spot, ways: readonly AskWay[]): LinkWay | undefined {
  const link = choiceOf(spot, LINK_WAYS);
  if (link === undefined || ways.includes('hosted')) return link;
  return spot.fault('no link where no way is hosted', 'one');
}

function readStanding(spot: Spot, ways: readonly AskWay[]): string | undefined {
  if (ways.length === 0) return spot.fault('no standing consent where nobody is asked', 'one');
  return textOf(spot, STANDING);
}

/** A reminder comes after the question, within the time that its way is given. */
function readReminder(
  spot: Spot,
  timeout: string,
  { ways, ours }: { readonly ways: readonly AskWay[]; readonly ours: readonly AskWay[] },
): string | undefined {
  const reminder = textOf(spot, WAIT);
  if (reminder === undefined) return undefined;
  if (ours.length === 0) return spot.fault('no reminder where we send the user nothing', 'one');
  const wayMs = (millisecondsOf(timeout) ?? 0) / ways.length;
  if ((millisecondsOf(reminder) ?? 0) < wayMs) return reminder;
  return spot.fault('less than the timeout, which the ways to ask share evenly', 'as long, or longer');
}

function readOnTimeout(spot: Spot, ways: readonly AskWay[], { prompts, required }: Asked): AnswerTimeout | undefined {
  const read = choiceOf(spot, ANSWER_TIMEOUTS);
  if (read === undefined || read === 'expire') return read;
  if (ways.length === 0) return spot.fault('expire where nobody is asked', 'another');
  if (read === 'client' && ways.includes('client')) {
    return spot.fault('expire or proceed where the client is asked in any case', 'client');
  }
  if (read === 'proceed' && prompts.some(({ parameter }) => required.includes(parameter))) {
    return spot.fault('expire or client where an answer is required', 'proceed');
  }
  return read;
}

/** Words by language. */
function readTexts(spot: Spot, least: number): Record<string, string> {
  const entries = entriesOf(spot, MAX_LANGUAGES);
  if (entries.length < least && typeof spot.value === 'object') {
    spot.fault(SOME_WORDS, 'none');
  }
  return Object.fromEntries(
    entries.flatMap(([tag, at]) => {
      if (!isLanguageTag(tag)) at.fault('a language tag by BCP 47, such as en or pt-BR', 'another');
      const text = textOf(at, plainText(MAX_QUESTION));
      return text === undefined ? [] : [[tag, text]];
    }),
  );
}

/** Well-formed by BCP 47; whether the language exists is not looked at. */
function isLanguageTag(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
