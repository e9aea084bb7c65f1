import { readdirSync, readFileSync } from 'node:fs';
import { checkDefinition } from '../api/check-definition.ts';
import { parseJson } from '../api/parse-json.ts';
import type { ServiceDefinition } from '../domain/definition.ts';

const FOLDER = new URL('../definitions/', import.meta.url);

/**
 * The services that can be ordered without registering anything: what is in `definitions/`, by name. Ordinary
 * definitions, written and checked as those of a provider: nothing treats them apart.
 */
export function readDefinitions(): ServiceDefinition[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => checkDefinition(parseJson(readFileSync(new URL(name, FOLDER), 'utf8'))));
}
