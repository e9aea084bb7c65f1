import type { ParameterSchema, ServiceDefinition } from './definition.ts';
import { isObject, ownValue, propertiesOf, resolveSchema, type SchemaObject } from './parameter-schema.ts';

/**
 * Tells of a parameter, or of a part of one such as `account.password` or `accounts[].password`, whether what it holds must
 * not be shown: its schema says `writeOnly`, its prompt is secret or answered by what the device is known by, or it is the user's answer. When in doubt, yes.
 *
 * @param asked - parameters that the user was or will be asked for
 */
export function secretNames(
  { parameters, prompts }: Pick<ServiceDefinition, 'parameters' | 'prompts'>,
  asked: readonly string[],
): (name: string) => boolean {
  const secret = new Set([
    ...asked,
    ...prompts.flatMap(({ parameter, secret, known }) => (secret || known !== undefined ? [parameter] : [])),
    ...[...propertiesOf(parameters, parameters)].flatMap(([name, schema]) => secretsIn(parameters, schema, name)),
    ...elsewhere(parameters),
  ]);
  return (name) => [...prefixes(name)].some((prefix) => secret.has(prefix));
}

/** Every text and number that the secret ones of some parameters hold, as it would be rendered. */
export function secretValues(parameters: SchemaObject, isSecret: (name: string) => boolean): string[] {
  const leaves = (value: unknown, name: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((element) => leaves(element, `${name}[]`));
    if (isObject(value)) {
      return Object.entries(value).flatMap(([key, part]) => leaves(part, name === '' ? key : `${name}.${key}`));
    }
    const isText = typeof value === 'number' || (typeof value === 'string' && value !== '');
    return isText && isSecret(name) ? [String(value)] : [];
  };
  return leaves(parameters, '');
}

/** What parameters are when nobody gives them. */
export function defaultsOf({ parameters }: Pick<ServiceDefinition, 'parameters'>): SchemaObject {
  const all = [...propertiesOf(parameters, parameters)].map(([name, schema]) => [name, ownValue(schema, 'default')]);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** `a.b[].c`, `a.b[]`, `a.b` and `a`. */
function* prefixes(name: string): Generator<string> {
  for (let rest = name; rest !== ''; rest = rest.replace(/(\.[^.[\]]*|\[\]|[^.[\]]+)$/, '')) yield rest;
}

/** A parameter and its parts, as deep as templates can name them. */
function secretsIn(root: ParameterSchema, schema: SchemaObject, name: string): string[] {
  const { properties: _properties, items: _items, ...rest } = schema;
  if (saysSecret(rest)) return [name];
  return [
    ...[...propertiesOf(root, schema)].flatMap(([key, part]) => (saysSecret(part) ? [`${name}.${key}`] : [])),
    ...(schema['items'] === undefined ? [] : secretsInItems(root, schema['items'], name)),
  ];
}

function secretsInItems(root: ParameterSchema, items: unknown, name: string): string[] {
  const schema = resolveSchema(root, items);
  const { properties: _, ...rest } = schema;
  if (saysSecret(rest)) return [`${name}[]`];
  return [...propertiesOf(root, schema)].flatMap(([key, part]) => (saysSecret(part) ? [`${name}[].${key}`] : []));
}

/** Properties that are secret by what is said of them outside the list of properties, such as in `allOf`. */
function elsewhere({ properties: _properties, $defs: _defs, ...rest }: ParameterSchema): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isObject(value)) return;
    const properties = ownValue(value, 'properties');
    if (isObject(properties)) {
      found.push(...Object.entries(properties).flatMap(([name, schema]) => (saysSecret(schema) ? [name] : [])));
    }
    Object.values(value).forEach(visit);
  };
  visit(rest);
  return found;
}

/** `writeOnly` somewhere within. References were followed where a template could follow them. */
function saysSecret(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(saysSecret);
  if (!isObject(schema)) return false;
  return ownValue(schema, 'writeOnly') === true || Object.values(schema).some(saysSecret);
}
