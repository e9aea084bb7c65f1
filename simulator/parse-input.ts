import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';

/** A request that cannot be done; answered with `status` and the message. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/**
 * Makes a reader of JSON values that have the form of `schema`.
 *
 * @returns a function that gives the value typed, or throws RequestError 400 naming the first field that is wrong
 */
export function createParser<T extends TSchema>(schema: T): (input: unknown) => Static<T> {
  const compiled = TypeCompiler.Compile(schema);
  return (input) => {
    if (compiled.Check(input)) return input;
    const fault = compiled.Errors(input).First();
    throw new RequestError(400, `Cannot read body at "${fault?.path ?? ''}": ${fault?.message ?? 'wrong form'}`);
  };
}

/**
 * Reads from where a list is wanted: `?since=<number>`, 0 when absent.
 *
 * @throws RequestError 400
 */
export function parseSince(query: URLSearchParams): number {
  const text = query.get('since') ?? '0';
  if (!/^\d{1,15}$/.test(text)) throw new RequestError(400, 'Cannot read "since": expected a whole number');
  return Number(text);
}
