import type { Readable } from 'node:stream';
import type { Static, TSchema } from '@sinclair/typebox';
import type { AccessObject, Caller, Ownership, Scope } from '../domain/access.ts';
import { type ErrorCode, ProvisioningError } from '../domain/errors.ts';
import type { ReplyHeader } from './reply-headers.ts';
import { createValidator, invalidInput, type Place } from './validate.ts';

/**
 * Everything there is to know of one route, in one place: where it is, which object and operation access control
 * applies to, what goes in and what comes out. Schemas carry descriptions, so that a reference can be made of them.
 */
export interface RouteDeclaration<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  H extends TSchema = TSchema,
  B extends TSchema = TSchema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** More about it, in Markdown. */
  readonly description?: string;
  /** Its name for generated clients, where the one made of method and path would not do. */
  readonly operationId?: string;
  /** What access control applies to; `service` is what anybody may see of the installation itself. */
  readonly object: AccessObject | 'service';
  readonly operation: string;
  readonly ownership: Ownership;
  /** `<object>:<operation>`, or null for what anybody may see. */
  readonly scope: Scope | null;
  readonly params: P;
  readonly query: Q;
  /** By lower-case name; others are not looked at. */
  readonly headers: H;
  readonly body: B;
  /** What a body looks like that `body` lets pass as it is, because the handler says more of it than the first fault. */
  readonly bodyForm?: TSchema;
  /** Media types of a body that is not JSON: it is handed on as it comes, as `upload`, and `body` is not looked at. */
  readonly uploads?: readonly string[];
  /** Its body may take an hour as long as octets keep coming; another must be there within half a minute. */
  readonly longUpload?: boolean;
  /** By status. Errors are problem details and not listed. A text that `produces` names is not JSON. */
  readonly replies: Readonly<Record<number, TSchema>>;
  /** Media types of the replies, the usual first; JSON when absent. A reply of another has it as its `Content-Type`. */
  readonly produces?: string | readonly string[];
  /** What a path parameter without the right form is answered with: nothing can have that name. */
  readonly absent?: ErrorCode;
  /** Where an error of this route has another status than usual, such as 422 for what the body names. */
  readonly errorStatus?: Readonly<Partial<Record<ErrorCode, number>>>;
  /** Codes that it may answer beside those that follow from the rest of its declaration (`problemsOf`). */
  readonly problems?: readonly ErrorCode[];
  /** Headers of its replies, beside those that every reply has. */
  readonly replyHeaders?: readonly ReplyHeader[];
}

/** A request to one route, parsed. */
export interface Call<P extends TSchema, Q extends TSchema, H extends TSchema, B extends TSchema> {
  readonly params: Static<P>;
  readonly query: Static<Q>;
  readonly headers: Static<H>;
  readonly body: Static<B>;
  /** For a route with `uploads`: always there. */
  readonly upload: Upload;
  /** Aborted when the caller has gone before the answer was out. */
  readonly gone: AbortSignal;
}

/** A body that is read by its route. */
export interface Upload {
  /** The media type, lower case and without parameters; one that the route takes. */
  readonly type: string;
  readonly stream: Readable;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it came. */
interface RawCall {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly upload: Upload;
  readonly gone: AbortSignal;
  /** Absent for a route that anybody may call. */
  readonly caller: Caller | undefined;
}

/** A route, ready to be served: checks what goes in, acts, and checks what comes out. */
export interface Route extends RouteDeclaration {
  readonly answer: (call: RawCall) => Promise<Reply>;
}

/**
 * Declares a route that needs a key.
 *
 * @param handle - may throw ProvisioningError; gets only what its schemas let through
 */
export function defineRoute<P extends TSchema, Q extends TSchema, H extends TSchema, B extends TSchema>(
  declaration: RouteDeclaration<P, Q, H, B> & { readonly scope: Scope },
  handle: (call: Call<P, Q, H, B>, caller: Caller) => Promise<Reply>,
): Route {
  return build(declaration, (call, caller) => {
    if (caller === undefined) throw new Error(`Cannot serve ${declaration.path}: expected a caller, got none`);
    return handle(call, caller);
  });
}

/** Declares a route that anybody may call. */
export function definePublicRoute<P extends TSchema, Q extends TSchema, H extends TSchema, B extends TSchema>(
  declaration: RouteDeclaration<P, Q, H, B> & { readonly scope: null },
  handle: (call: Call<P, Q, H, B>) => Promise<Reply>,
): Route {
  return build(declaration, handle);
}

function build<P extends TSchema, Q extends TSchema, H extends TSchema, B extends TSchema>(
  declaration: RouteDeclaration<P, Q, H, B>,
  handle: (call: Call<P, Q, H, B>, caller: Caller | undefined) => Promise<Reply>,
): Route {
  const { params, query, headers, body, replies, absent = 'route_unknown' } = declaration;
  const parseParams = createValidator(params, 'params');
  const parseQuery = createParser(query, 'query');
  const parseHeaders = createParser(headers, 'headers');
  const parseBody = createParser(body, 'body');
  const check = createReplyCheck(declaration, replies);
  return {
    ...declaration,
    answer: async (raw) => {
      const parsed = parseParams(raw.params);
      if (!parsed.valid) throw new ProvisioningError(absent, 'Nothing has this name');
      const call = {
        params: parsed.value,
        query: parseQuery(raw.query),
        headers: parseHeaders(raw.headers),
        body: parseBody(raw.body),
        upload: raw.upload,
        gone: raw.gone,
      };
      return check(await handle(call, raw.caller));
    },
  };
}

function createParser<T extends TSchema>(schema: T, place: Place): (value: unknown) => Static<T> {
  const validate = createValidator(schema, place);
  return (value) => {
    const validation = validate(value);
    if (validation.valid) return validation.value;
    throw invalidInput(place, validation.faults);
  };
}

/** A reply that is not as declared is our fault, and is not sent: it might hold what nobody meant to show. */
function createReplyCheck(
  { method, path }: Pick<RouteDeclaration, 'method' | 'path'>,
  replies: RouteDeclaration['replies'],
): (reply: Reply) => Reply {
  const checks = new Map(
    Object.entries(replies).map(([status, schema]) => [Number(status), createValidator(schema, 'reply')]),
  );
  return (reply) => {
    const validation = checks.get(reply.status)?.(reply.body);
    if (validation?.valid) return reply;
    const fault = validation?.faults[0];
    const wrong = fault === undefined ? 'the status' : `${fault.field}: expected ${fault.expected}, got ${fault.got}`;
    throw new Error(`Reply of ${method} ${path} with ${reply.status} is not as declared: ${wrong}`);
  };
}
