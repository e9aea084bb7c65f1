import { readdirSync, readFileSync } from 'node:fs';
import type { ServiceDefinition } from '../domain/definition.ts';

const FOLDER = new URL('../definitions/', import.meta.url);

/**
 * The services that can be ordered without registering anything: what is in `definitions/`, by name. Ordinary
 * definitions, written as a provider would: nothing treats them apart.
 */
export function readDefinitions(): ServiceDefinition[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const definition: ServiceDefinition = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
      return definition;
    });
}
