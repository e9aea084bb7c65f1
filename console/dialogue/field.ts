import type { ServiceDefinition } from '../../domain/definition.ts';
import { ownValue, resolveSchema } from '../../domain/parameter-schema.ts';
import { openPrompts } from '../../domain/questions.ts';
import type { Hint } from './page-words.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What is wanted of a value, in our words, with what is filled in. */
interface FieldHint {
  readonly hint: Hint;
  readonly values: Readonly<Record<string, string>>;
}

/** One question as a field of a form. */
export interface Field {
  /** Of the parameter. */
  readonly name: string;
  /** The provider's words, by language tag; there may be none. */
  readonly label: Readonly<Record<string, string>>;
  readonly control: 'input' | 'select' | 'yesNo' | 'checkbox';
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Of an `input` element. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly options: readonly string[];
  readonly hints: readonly FieldHint[];
  /** What is there before anything is typed. */
  readonly preset: string;
}

/** The open questions as fields, made from the definition's JSON Schema. */
export function fieldsOf(definition: ServiceDefinition, given: readonly string[]): Field[] {
  const { parameters } = definition;
  const { properties, required = [] } = parameters;
  return openPrompts(definition, given).map(({ parameter, secret, text }) => {
    const schema = resolveSchema(parameters, ownValue(properties, parameter));
    const isSecret = secret || schema['writeOnly'] === true;
    return {
      name: parameter,
      label: text,
      control: controlOf(schema, isSecret),
      isRequired: required.includes(parameter),
      isSecret,
      attributes: isSecret ? secretAttributes(schema) : inputAttributes(schema),
      options: choicesOf(schema),
      hints: hintsOf(schema, isSecret),
      preset: isSecret ? '' : wordOf(schema['default']),
    };
  });
}

function controlOf(schema: Schema, isSecret: boolean): Field['control'] {
  const choices = choicesOf(schema);
  if (schema['type'] === 'boolean') return schema['const'] === true ? 'checkbox' : 'yesNo';
  return choices.length > 0 && !isSecret ? 'select' : 'input';
}

function choicesOf(schema: Schema): string[] {
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  return choices.map(wordOf);
}

/** A browser cuts what is pasted to `maxlength` without a word: for a text that cannot be seen, that is left to us. */
function secretAttributes(schema: Schema): Field['attributes'] {
  return { type: 'password', ...UNTOUCHED, ...lengths(schema, ['minLength']), ...patternOf(schema) };
}

/** Typed as it is: nothing is put in, capitalised or corrected by the phone. */
const UNTOUCHED = { autocomplete: 'off', autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false' } as const;

/** Kinds of input by the format of JSON Schema. */
const FORMATS: ReadonlyMap<unknown, { readonly attributes: Field['attributes']; readonly hint: Hint }> = new Map(
  Object.entries({
    email: { attributes: { type: 'email', autocomplete: 'email', ...plainText() }, hint: 'email' as const },
    uri: { attributes: { type: 'url', autocomplete: 'url', ...plainText() }, hint: 'url' as const },
    msisdn: { attributes: { type: 'tel', autocomplete: 'tel' }, hint: 'phone' as const },
    date: { attributes: { type: 'date', autocomplete: 'off' }, hint: 'date' as const },
    'date-time': { attributes: { type: 'text', ...UNTOUCHED }, hint: 'time' as const },
    hostname: { attributes: { type: 'text', inputmode: 'url', ...UNTOUCHED }, hint: 'host' as const },
    ipv4: { attributes: { type: 'text', inputmode: 'decimal', ...UNTOUCHED }, hint: 'address' as const },
    ipv6: { attributes: { type: 'text', ...UNTOUCHED }, hint: 'address' as const },
  }),
);

function plainText(): Field['attributes'] {
  return { autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false' };
}

function inputAttributes(schema: Schema): Field['attributes'] {
  if (isNumber(schema)) {
    const isWhole = schema['type'] === 'integer';
    return {
      type: 'number',
      inputmode: isWhole ? 'numeric' : 'decimal',
      step: isWhole ? 1 : 'any',
      autocomplete: 'off',
      ...bound(schema, { keyword: 'minimum', attribute: 'min' }),
      ...bound(schema, { keyword: 'maximum', attribute: 'max' }),
    };
  }
  const format = FORMATS.get(schema['format']);
  const attributes = format?.attributes ?? { type: 'text', ...UNTOUCHED };
  return { ...attributes, ...lengths(schema, ['minLength', 'maxLength']), ...patternOf(schema) };
}

function bound(
  schema: Schema,
  { keyword, attribute }: { readonly keyword: string; readonly attribute: string },
): Field['attributes'] {
  const value = schema[keyword];
  return typeof value === 'number' ? { [attribute]: value } : {};
}

function lengths(schema: Schema, keywords: readonly ('minLength' | 'maxLength')[]): Field['attributes'] {
  return Object.assign({}, ...keywords.map((keyword) => bound(schema, { keyword, attribute: keyword.toLowerCase() })));
}

/**
 * A pattern of JSON Schema matches anywhere; one of HTML the whole value. Left out where browsers, old or new, would not
 * read it: then the answer is checked here alone.
 */
function patternOf({ pattern }: Schema): Field['attributes'] {
  if (typeof pattern !== 'string') return {};
  const whole = /^\^([^|]*)\$$/.exec(pattern)?.[1] ?? `.*(?:${pattern}).*`;
  return isReadable(whole, 'u') && isReadable(whole, 'v') ? { pattern: whole } : {};
}

function isReadable(pattern: string, flags: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

function hintsOf(schema: Schema, isSecret: boolean): FieldHint[] {
  if (choicesOf(schema).length > 0 || schema['type'] === 'boolean') return [];
  const format = isSecret ? undefined : FORMATS.get(schema['format']);
  if (format !== undefined) return [plain(format.hint)];
  const wanted = isNumber(schema) ? numberHint(schema) : lengthHint(schema);
  const example = isSecret ? '' : exampleOf(schema);
  return [
    ...(wanted === undefined ? [] : [wanted]),
    ...(example === '' ? [] : [{ hint: 'example' as const, values: { example } }]),
  ];
}

function isNumber({ type }: Schema): boolean {
  return type === 'integer' || type === 'number';
}

function exampleOf({ examples }: Schema): string {
  return Array.isArray(examples) ? wordOf(examples[0]) : '';
}

function plain(hint: Hint): FieldHint {
  return { hint, values: {} };
}

function numberHint(schema: Schema): FieldHint {
  const { least, most } = span(schema, 'minimum', 'maximum');
  if (least !== undefined && most !== undefined) return { hint: 'range', values: { least, most } };
  if (least !== undefined) return { hint: 'minimum', values: { least } };
  if (most !== undefined) return { hint: 'maximum', values: { most } };
  return plain(schema['type'] === 'integer' ? 'whole' : 'number');
}

/** One character at least is what "fill this in" says already. */
function lengthHint(schema: Schema): FieldHint | undefined {
  const { least, most } = span(schema, 'minLength', 'maxLength');
  const isLong = least !== undefined && Number(least) > 1;
  if (isLong && most === least) return { hint: 'exactLength', values: { least } };
  if (isLong && most !== undefined) return { hint: 'length', values: { least, most } };
  if (isLong) return { hint: 'minLength', values: { least } };
  return most === undefined ? undefined : { hint: 'maxLength', values: { most } };
}

function span(schema: Schema, low: string, high: string): { readonly least?: string; readonly most?: string } {
  const { [low]: least, [high]: most } = schema;
  return {
    ...(typeof least === 'number' && { least: String(least) }),
    ...(typeof most === 'number' && { most: String(most) }),
  };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
