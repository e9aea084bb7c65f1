import { LOOKUP_FALLBACKS, type Lookup, type ParameterSchema } from '../domain/definition.ts';
import { millisecondsOf, optional } from './read-definition.ts';
import { parameterNamed } from './read-dialogue.ts';
import { choiceOf, elementsOf, fieldsOf, plainText, type Spot, textOf } from './spot.ts';

const URL_FORM = {
  test: (text: string): boolean => {
    if (text.length > 500 || !URL.canParse(text)) return false;
    const { protocol, username, password, hash } = new URL(text);
    return protocol === 'https:' && username === '' && password === '' && hash === '';
  },
  words: 'an https URL of at most 500 characters without user, password and fragment',
};
const TIMEOUT = {
  test: (text: string): boolean => {
    const ms = millisecondsOf(text);
    return ms !== undefined && ms >= 1_000 && ms <= 20_000;
  },
  words: 'an ISO 8601 duration from PT1S to PT20S',
};
const LOOKUP_DEFAULTS = { timeout: 'PT10S', ifDown: 'ask' } as const;

/** Where the provider is asked; whether the place may be called is seen when it is called. */
export function readLookup(spot: Spot, schema: ParameterSchema | undefined): Lookup | undefined {
  const fields = fieldsOf(spot, ['url', 'parameters', 'timeout', 'ifDown']);
  if (fields === undefined) return undefined;
  return {
    url: textOf(fields('url'), URL_FORM) ?? '',
    parameters: readNames(fields('parameters'), schema),
    timeout: optional<string>(fields('timeout'), (one) => textOf(one, TIMEOUT), LOOKUP_DEFAULTS.timeout),
    ifDown: optional<Lookup['ifDown']>(
      fields('ifDown'),
      (one) => choiceOf(one, LOOKUP_FALLBACKS),
      LOOKUP_DEFAULTS.ifDown,
    ),
  };
}

function readNames(spot: Spot, schema: ParameterSchema | undefined): string[] {
  const names = elementsOf(spot, [1, 64]).flatMap((one) => {
    const name = textOf(one, plainText(64));
    if (name === undefined) return [];
    if (schema !== undefined) parameterNamed(schema, name, one);
    return [name];
  });
  if (new Set(names).size < names.length) spot.fault('each parameter once', 'one twice');
  return names;
}
