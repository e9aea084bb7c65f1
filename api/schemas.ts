import { type TSchema, Type } from '@sinclair/typebox';
import type { TextFormatName } from './formats.ts';

/** Schemas that several resources share. Those of requests are closed: an unknown field is refused. */

/** An object with these fields and no others. */
export function closed<Properties extends Record<string, TSchema>>(properties: Properties, description?: string) {
  return Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) });
}

/** The same schema under a name, which documentation and clients know it by; a name stands for one schema. */
export function named<T extends TSchema>(title: string, schema: T): T {
  return { ...schema, title };
}

/** One of these texts. */
export function oneOf<const T extends readonly string[]>(values: T, description: string) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: values, description });
}

/** A text of one of our forms. */
export function formed(format: TextFormatName, description: string) {
  return Type.String({ format, description });
}

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** An object whose fields another schema describes. */
export const FREE_OBJECT = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });

/** No parameters, or an empty body. */
export const NOTHING = closed({});
/** The body of a reply that has none. */
export const NO_CONTENT = Type.Unsafe<undefined>({ description: 'Nothing' });
/** Headers are many and not ours; a route names those it reads. */
export const ANY_HEADERS = Type.Object({});

/** A path parameter whose form the route looks at: what has not the form is not there. */
export const ID_PARAMS = closed({ id: formed('uuid', 'The id') });

export const TIME = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' });
export const UUID = formed('uuid', 'A UUID');

/** Short text for people, which ends up in a database column. */
export function label(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, format: 'plain-text', description });
}

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

export const PAGING = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_PAGE, description: `Most items of a page; ${DEFAULT_PAGE} when absent` }),
  ),
  after: Type.Optional(formed('cursor', 'The `next` of the page before')),
} as const;

/** What a store is asked for. */
export function pageFrom({ limit, after }: { readonly limit?: number; readonly after?: string }) {
  return { limit: limit ?? DEFAULT_PAGE, after };
}

/** A page of items; `next` is null on the last. */
export function pageOf<T extends TSchema>(item: T) {
  return closed({
    items: Type.Array(item),
    next: nullable(Type.String({ description: 'To be given as `after` for the next page; null when there is none' })),
  });
}
