import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { knownValues } from '../domain/known-values.ts';
import type { Device } from '../domain/records.ts';
import { requireValues } from './parameters.ts';

/**
 * The parameters of an order with what the record of its device knows. What is known and has not the form that the definition
 * wants is not used: the user is asked for it.
 */
export function withKnown(
  definition: ServiceDefinition,
  device: Device,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const known = knownValues(definition, device, Object.keys(parameters)).filter(({ parameter, value }) =>
    fits(definition, parameter, value),
  );
  if (known.length === 0) return parameters;
  return { ...parameters, ...Object.fromEntries(known.map(({ parameter, value }) => [parameter, value])) };
}

function fits(definition: ServiceDefinition, parameter: string, value: string): boolean {
  try {
    requireValues(definition, [parameter], { [parameter]: value });
    return true;
  } catch (error) {
    if (error instanceof ProvisioningError && error.code === 'parameters_invalid') return false;
    throw error;
  }
}
