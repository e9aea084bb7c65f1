import type { ParameterSchema } from './definition.ts';
import { sampleOfFormat } from './parameter-formats.ts';
import { isObject, ownValue, propertiesOf, resolveSchema, type SchemaObject } from './parameter-schema.ts';

/** A set of parameters made from their schema, and what it is, in words. */
export interface SampleSet {
  readonly label: string;
  readonly parameters: SchemaObject;
  /** Which of the schema's own examples it is. */
  readonly example?: number;
}

/** Most sets that vary choices; each takes another value of every `enum`, every flag and every list of examples. */
const MOST_ROUNDS = 32;
/** How far a number without bounds goes. */
const LARGE_NUMBER = 2 ** 31 - 1;
const TYPICAL_LENGTH = 8;
/** Up to how many optional parameters each is left out by itself. */
const MOST_ALONE = 12;
/** How many parameters a label names. */
const MOST_LISTED = 3;

/** How samples are chosen. */
interface Choice {
  /** `few`: the shortest and least, nothing optional; `most`: the longest and all; `typical`: what examples say. */
  readonly size: 'few' | 'typical' | 'most';
  /** Which of several values, round and round. */
  readonly round?: number;
  /** Optional properties that are there all the same, or not there, as `name` or `name.property`. */
  readonly add?: readonly string[];
  readonly skip?: readonly string[];
  /** Defaults where there are some, said in full. */
  readonly isDefault?: boolean;
  /** Text without regard to its pattern, for a set whose size alone counts. */
  readonly isForSize?: boolean;
}

/**
 * Parameter sets that show what a definition does with what its schema allows: few and many, each optional one there
 * and not there, flags both ways, lists of no, one and all elements. The same for the same schema.
 *
 * Texts of one set differ, as identifiers must. Rules between parameters are not looked at.
 */
export function sampleSets(schema: ParameterSchema): SampleSet[] {
  const set = (label: string, choice: Choice): SampleSet => ({ label, parameters: sampleOf(schema, choice) });
  const optional = optionalPaths(schema, schema, '');
  const rounds = Math.min(MOST_ROUNDS, Math.max(1, mostChoices(schema)));
  return [
    set('typical parameters', { size: 'typical' }),
    set('the least parameters', { size: 'few' }),
    set('the most parameters', { size: 'most' }),
    set('the defaults', { size: 'typical', isDefault: true }),
    ...groupsOf(optional).flatMap((paths) => [
      set(`all parameters but ${listed(paths)}`, { size: 'most', skip: paths }),
      set(`the least parameters and ${listed(paths)}`, { size: 'few', add: paths }),
    ]),
    ...Array.from({ length: rounds - 1 }, (_none, i) =>
      set(`choice ${i + 2} of each parameter`, { size: 'typical', round: i + 1 }),
    ),
    ...exampleSets(schema),
  ];
}

/**
 * Groups to leave out, and to put in: each by itself, or of many such halves that of any two some half has the one and
 * not the other, and some other half the other way round. What depends on two parameters is found either way.
 */
function groupsOf(paths: readonly string[]): string[][] {
  if (paths.length <= MOST_ALONE) return paths.map((path) => [path]);
  const bits = Math.ceil(Math.log2(paths.length));
  const half = (bit: number, value: number): string[] => paths.filter((_path, i) => ((i >> bit) & 1) === value);
  return Array.from({ length: bits }, (_none, bit) => [half(bit, 0), half(bit, 1)]).flat();
}

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_LISTED;
  return `${paths.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Parameters as long as they can be, to see how large a document can become; patterns are not looked at. */
export function longestSample(schema: ParameterSchema): SchemaObject {
  return sampleOf(schema, { size: 'most', isForSize: true });
}

/** Whole sets that the provider gave as examples of the schema itself. */
function exampleSets(schema: ParameterSchema): SampleSet[] {
  return listIn(schema, 'examples').flatMap((parameters, i) =>
    isObject(parameters) ? [{ label: 'this example', parameters, example: i }] : [],
  );
}

/** Every optional property, those of objects and of the elements of lists as `name.property`. */
function optionalPaths(root: ParameterSchema, schema: SchemaObject, prefix: string): string[] {
  const required = listIn(schema, 'required');
  return [...propertiesOf(root, schema)].flatMap(([name, property]) => [
    ...(required.includes(name) ? [] : [`${prefix}${name}`]),
    ...optionalPaths(root, insideOf(root, property), `${prefix}${name}.`),
  ]);
}

/** Most values that there are of one parameter to choose from. */
function mostChoices(root: ParameterSchema): number {
  const count = (schema: SchemaObject): number =>
    Math.max(
      schema['type'] === 'boolean' ? 2 : 1,
      listIn(schema, 'enum').length,
      listIn(schema, 'examples').length,
      ...[...propertiesOf(root, insideOf(root, schema)).values()].map(count),
    );
  return Math.max(1, ...[...propertiesOf(root, root).values()].map(count));
}

/** The schema of a list's elements, or the schema itself. */
function insideOf(root: ParameterSchema, schema: SchemaObject): SchemaObject {
  return schema['type'] === 'array' ? resolveSchema(root, schema['items']) : schema;
}

function sampleOf(root: ParameterSchema, choice: Choice): SchemaObject {
  const { size, round = 0, add = [], skip = [] } = choice;
  let number = 0;
  /** Wanted, or on the way to what is wanted. */
  const isOn = (path: string): boolean => add.some((one) => `${one}.`.startsWith(`${path}.`));

  const object = (schema: SchemaObject, prefix: string, turn: number): SchemaObject => {
    const required = listIn(schema, 'required');
    const isThere = (name: string): boolean => {
      const path = `${prefix}${name}`;
      if (required.includes(name)) return true;
      return size === 'few' ? isOn(path) : !skip.includes(path);
    };
    const entries = [...propertiesOf(root, schema)].filter(([name]) => isThere(name));
    return Object.fromEntries(entries.map(([name, inner]) => [name, value(inner, `${prefix}${name}`, turn)]));
  };

  const list = (schema: SchemaObject, path: string): unknown[] => {
    const [least, most] = [numberIn(schema, 'minItems') ?? 0, numberIn(schema, 'maxItems') ?? 1];
    const wanted = size === 'most' ? most : size === 'few' && !isOn(path) ? 0 : 1;
    const items = resolveSchema(root, schema['items']);
    const count = Math.min(most, Math.max(least, wanted));
    return Array.from({ length: count }, (_none, i) => value(items, path, i));
  };

  const value = (schema: SchemaObject, path: string, turn: number): unknown => {
    const given = givenValue(schema, { ...choice, round: round + turn });
    if (given !== undefined) return given;
    number++;
    switch (schema['type']) {
      case 'object':
        return object(schema, `${path}.`, turn);
      case 'array':
        return list(schema, path);
      case 'boolean':
        return size === 'typical' ? (round + turn) % 2 === 0 : size === 'most';
      case 'integer':
      case 'number':
        return sampleNumber(schema, size, turn);
      default:
        return sampleText(schema, size, number);
    }
  };

  return object(root, '', 0);
}

/** A value that the schema itself tells; undefined when one has to be made. */
function givenValue(schema: SchemaObject, choice: Choice): unknown {
  if ('const' in schema) return schema['const'];
  if (choice.isDefault === true && 'default' in schema) return schema['default'];
  return chosen(toldValues(schema, choice), choice);
}

/** Nobody can guess what a pattern takes; any other text is made, unless it is to be typical. */
function toldValues(schema: SchemaObject, { size, isForSize }: Choice): readonly unknown[] {
  const choices = listIn(schema, 'enum');
  if (choices.length > 0) return choices;
  const isFree = schema['pattern'] === undefined || isForSize === true;
  if (isFree && size !== 'typical') return [];
  const examples = listIn(schema, 'examples');
  return examples.length === 0 && 'default' in schema ? [schema['default']] : examples;
}

function chosen(values: readonly unknown[], { size, round = 0 }: Choice): unknown {
  if (size === 'typical') return values[round % values.length];
  const byLength = values.toSorted((a, b) => String(a).length - String(b).length);
  return size === 'few' ? byLength[0] : byLength.at(-1);
}

function sampleText(schema: SchemaObject, size: Choice['size'], number: number): string {
  const least = numberIn(schema, 'minLength') ?? 0;
  const most = numberIn(schema, 'maxLength') ?? TYPICAL_LENGTH;
  const length = { few: least, typical: Math.min(most, Math.max(least, TYPICAL_LENGTH)), most }[size];
  const formed = sampleOfFormat(schema['format'], number, size === 'most' ? most : least);
  if (formed !== undefined) return formed;
  const mark = number.toString(36);
  return length === 0 ? '' : mark.slice(-length).padStart(length, 'x');
}

/** The least or greatest number, or for a further element of a list the next one. */
function sampleNumber(schema: SchemaObject, size: Choice['size'], turn: number): number {
  const step = numberIn(schema, 'multipleOf') ?? 1;
  const above = numberIn(schema, 'exclusiveMinimum');
  const below = numberIn(schema, 'exclusiveMaximum');
  const low = numberIn(schema, 'minimum') ?? (above === undefined ? undefined : above + step);
  const high = numberIn(schema, 'maximum') ?? (below === undefined ? undefined : below - step);
  const least = Math.ceil((low ?? Math.min(0, high ?? 0)) / step) * step;
  const most = Math.floor((high ?? Math.max(LARGE_NUMBER, least)) / step) * step;
  return size === 'most' ? Math.max(least, most - turn * step) : Math.min(most, least + turn * step);
}

function listIn(schema: SchemaObject, keyword: string): readonly unknown[] {
  const value = ownValue(schema, keyword);
  return Array.isArray(value) ? value : [];
}

function numberIn(schema: SchemaObject, keyword: string): number | undefined {
  const value = ownValue(schema, keyword);
  return typeof value === 'number' ? value : undefined;
}
