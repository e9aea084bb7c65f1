import type { RouteDeclaration } from './route.ts';

/**
 * The name by which generated clients know a route. Made of its method and path, so it is as stable as they are:
 * `GET /v1/orders/:id/events` is `listOrderEvents`, `POST /v1/orders/:id/cancel` is `cancelOrder`.
 */
export function operationIdOf(route: Pick<RouteDeclaration, 'operationId' | 'method' | 'path'>): string {
  return route.operationId ?? nameOf(route.method, route.path.split('/').filter(isNoun));
}

/** Neither empty nor a version. */
function isNoun(segment: string): boolean {
  return segment !== '' && !/^v\d+$/.test(segment);
}

function nameOf(method: RouteDeclaration['method'], segments: readonly string[]): string {
  const last = segments.at(-1) ?? '';
  const isPlural = !last.startsWith(':') && last.endsWith('s');
  const isAct = method === 'POST' && segments.length > 1 && !last.startsWith(':') && !isPlural;
  if (isAct) return camel(last) + wordsFor(segments.slice(0, -1), false);
  const isList = method === 'GET' && isPlural;
  return VERBS[isList ? 'LIST' : method] + wordsFor(segments, isList);
}

const VERBS = {
  LIST: 'list',
  GET: 'get',
  POST: 'create',
  PUT: 'replace',
  PATCH: 'update',
  DELETE: 'delete',
} as const;

function wordsFor(segments: readonly string[], isList: boolean): string {
  return segments.map((_, i) => wordFor(segments, i, isList)).join('');
}

/** A parameter says nothing after what it names; a second one does, as in `getDefinitionVersion`. */
function wordFor(segments: readonly string[], i: number, isList: boolean): string {
  const segment = segments[i] ?? '';
  if (segment.startsWith(':')) return segments[i - 1]?.startsWith(':') ? capital(camel(segment.slice(1))) : '';
  const isListed = isList && i === segments.length - 1;
  return capital(camel(isListed ? segment : singular(segment)));
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
}

function camel(text: string): string {
  return text.replace(/[-.]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
