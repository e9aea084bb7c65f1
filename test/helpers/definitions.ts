import { readDefinitions } from '../../bin/definitions.ts';
import type { ServiceDefinition } from '../../domain/definition.ts';

/** The definitions that come with the service. */
export const DEFINITIONS: readonly ServiceDefinition[] = readDefinitions();

/** One of the definitions that come with the service. */
export function definitionNamed(wanted: string): ServiceDefinition {
  const found = DEFINITIONS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`The definition ${wanted} is absent`);
  return found;
}
