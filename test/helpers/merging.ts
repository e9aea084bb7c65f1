import type { ServiceDefinition } from '../../domain/definition.ts';
import { onePartDefinition } from './one-part-definition.ts';

/** An access point with an id of the order's own, which may go in one document with others. */
export function mergingDefinition(): ServiceDefinition {
  const definition = onePartDefinition();
  const properties = {
    ...definition.parameters.properties,
    point: { type: 'string', pattern: '^[A-Z0-9-]{1,16}$', examples: ['P1'] },
  };
  return {
    ...definition,
    name: 'merging',
    parameters: { ...definition.parameters, properties, required: ['name', 'apn', 'point'] },
    document: definition.document.map((one) => ({
      ...one,
      parms: { ...Object.fromEntries(Object.entries(one.parms ?? {})), NAPID: { from: 'point' } },
    })),
    delivery: { ...definition.delivery, merge: true },
  };
}

/** What an order of it brings. */
export const accessPoint = (point: string) => ({
  definition: { name: 'merging' },
  parameters: { name: `Acme ${point}`, apn: `${point.toLowerCase()}.acme.example`, point },
});
