import type { ServiceDefinition } from '../domain/definition.ts';
import { resolveSchema, type SchemaObject } from '../domain/parameter-schema.ts';
import { openNames } from '../domain/questions.ts';

/** Characters assumed of an answer that nothing bounds. */
const ANSWER_LENGTH = 32;

/**
 * What may still come, from the user or from the provider, as long or as short as can be, in characters of one
 * octet: for sizes, and for nothing else. Of the shortest, what need not be answered is not.
 */
export function assumedAnswers(
  definition: ServiceDefinition,
  given: readonly string[],
  extent: 'longest' | 'shortest',
): Record<string, unknown> {
  const { properties, required = [] } = definition.parameters;
  const asked = openNames(definition, given);
  const answered = extent === 'longest' ? asked : asked.filter((name) => required.includes(name));
  return Object.fromEntries(
    answered.map((name) => {
      const schema = resolveSchema(definition.parameters, properties[name]);
      return [name, extent === 'longest' ? longestValue(schema) : shortestValue(schema)];
    }),
  );
}

function longestValue({ enum: choices, type, maximum, maxLength, minLength }: SchemaObject): unknown {
  if (Array.isArray(choices)) return choices.map(String).toSorted((a, b) => b.length - a.length)[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return typeof maximum === 'number' ? maximum : 2 ** 31 - 1;
  const least = typeof minLength === 'number' ? minLength : 0;
  return 'x'.repeat(typeof maxLength === 'number' ? maxLength : Math.max(least, ANSWER_LENGTH));
}

function shortestValue({ enum: choices, type, minimum, minLength }: SchemaObject): unknown {
  if (Array.isArray(choices)) return choices.map(String).toSorted((a, b) => a.length - b.length)[0];
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 0;
  return 'x'.repeat(typeof minLength === 'number' ? minLength : 1);
}
