import type { ServiceDefinition } from './definition.ts';
import type { Device } from './records.ts';
import type { TemplateValues } from './render.ts';

/**
 * Everything a template may draw from, as text: the schema's defaults, the order's parameters, the user's answers,
 * and `device.*` and `order.*`.
 */
export function orderValues({
  definition,
  parameters,
  answers,
  device,
  orderId,
}: {
  readonly definition: ServiceDefinition;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly device: Pick<Device, 'model' | 'msisdn'>;
  readonly orderId: string;
}): TemplateValues {
  const values = new Map<string, string>([['order.id', orderId]]);
  if (device.msisdn !== null) values.set('device.msisdn', device.msisdn);
  if (device.model !== null) values.set('device.model', device.model);
  for (const [name, schema] of Object.entries(definition.parameters.properties)) {
    const value = answers[name] ?? parameters[name] ?? schema['default'];
    const text = asText(value);
    if (text !== undefined) values.set(name, text);
  }
  return values;
}

/** A flag that is false counts as absent, so that `if` can ask for it. */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value === true ? '1' : undefined;
}
