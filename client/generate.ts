import openapiTS, { astToString } from 'openapi-typescript';

type Json = Readonly<Record<string, unknown>>;

const HEAD = '// Made from the OpenAPI document by `npm run client`; a test fails when it is behind.\n\n';
/** What types have no use for. */
const DROPPED = ['example', 'examples', 'headers'];

/**
 * The types of the interface as TypeScript, in the terms of this client: it makes up the Idempotency-Key where there is
 * none, keeps no copies to ask about, and throws what is not a success.
 *
 * @param document - as served at /openapi.json
 */
export async function schemaSource(document: object): Promise<string> {
  const { paths, components, ...rest } = jsonFrom(document);
  const operations = mapValues(jsonFrom(paths), (methods) => mapValues(jsonFrom(methods), inOurTerms));
  const text = JSON.stringify({ ...rest, paths: slim(operations), components: slim(components) });
  return HEAD + astToString(await openapiTS(text, { alphabetize: true, emptyObjectsUnknown: true }));
}

function inOurTerms(operation: unknown): Json {
  const { parameters, responses, ...rest } = jsonFrom(operation);
  const successes = Object.entries(jsonFrom(responses)).filter(([status]) => status.startsWith('2'));
  const given = Array.isArray(parameters) ? parameters.map(jsonFrom) : [];
  return {
    ...rest,
    parameters: given
      .filter(({ $ref }) => $ref !== '#/components/parameters/If-None-Match')
      .map((one) => (one['name'] === 'Idempotency-Key' ? { ...one, required: false } : one)),
    responses: Object.fromEntries(successes),
  };
}

/** @param isNames - the keys are names that the document gives, such as those of properties */
function slim(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((one) => slim(one));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !DROPPED.includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, slim(inner, key === 'properties' && !isNames)]));
}

function jsonFrom(value: unknown): Json {
  return Object.fromEntries(Object.entries(Object(value)));
}

function mapValues(value: Json, change: (inner: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}
