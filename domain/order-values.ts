import { CONTEXT_URL_SLOT } from './context-url.ts';
import type { ParameterSchema, ServiceDefinition } from './definition.ts';
import { isObject, ownValue, propertiesOf, resolveSchema, type SchemaObject } from './parameter-schema.ts';
import type { Device } from './records.ts';
import type { ItemValues, TemplateValues } from './render.ts';
import { ITEM } from './template.ts';
import type { Tenant } from './tenant.ts';

/** Who orders, as a template may name it. Without a title the name stands for it. */
export type OrderingTenant = Pick<Tenant, 'name' | 'title'>;

export interface ValueSources {
  readonly definition: Pick<ServiceDefinition, 'parameters'>;
  readonly parameters: SchemaObject;
  readonly answers: SchemaObject;
  readonly device: Pick<Device, 'model' | 'msisdn'> & Partial<Pick<Device, 'imei'>>;
  readonly tenant?: OrderingTenant;
  readonly orderId: string;
  /** Of the context that a bootstrap opens. */
  readonly contextUrl?: string;
}

/**
 * Everything a template may draw from, as text: the schema's defaults, the order's parameters, the user's answers,
 * and `device.*`, `tenant.*` and `order.*`.
 */
export function orderValues({ definition, parameters, answers, ...circumstances }: ValueSources): TemplateValues {
  const values = new Map<string, string | readonly ItemValues[]>(circumstantial(circumstances));
  for (const [name, schema] of propertiesOf(definition.parameters, definition.parameters)) {
    const value = ownValue(answers, name) ?? ownValue(parameters, name) ?? ownValue(schema, 'default');
    if (Array.isArray(value)) values.set(name, listValues(definition.parameters, schema, value));
    else for (const [key, text] of texts(definition.parameters, schema, [name, value])) values.set(key, text);
  }
  return values;
}

/** What is known without the definition. */
function circumstantial({
  device,
  tenant,
  orderId,
  contextUrl,
}: Pick<ValueSources, 'device' | 'tenant' | 'orderId' | 'contextUrl'>): [string, string][] {
  return [
    ['order.id', orderId],
    ...named(CONTEXT_URL_SLOT, contextUrl),
    ...(['msisdn', 'model', 'imei'] as const).flatMap((name) => named(`device.${name}`, device[name])),
    ...named('tenant.name', tenant?.name),
    ...named('tenant.title', tenant?.title === '' ? tenant.name : tenant?.title),
  ];
}

function listValues(root: ParameterSchema, schema: SchemaObject, list: readonly unknown[]): ItemValues[] {
  const items = resolveSchema(root, schema['items']);
  return list.map((element) => new Map(texts(root, items, [ITEM, element])));
}

/** A value under its name, or those of an object under `name.property`. Deeper ones are nobody's. */
function texts(root: ParameterSchema, schema: SchemaObject, [name, value]: [string, unknown]): [string, string][] {
  if (!isObject(value)) return named(name, value);
  return [...propertiesOf(root, schema)].flatMap(([key, property]) =>
    named(`${name}.${key}`, ownValue(value, key) ?? ownValue(property, 'default')),
  );
}

/** A flag that is false counts as absent, so that `if` can ask for it. */
function named(name: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value === 'number') return [[name, String(value)]];
  return value === true ? [[name, '1']] : [];
}
